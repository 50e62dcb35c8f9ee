/** Colours of a picture, by the light of a time of day. */
export interface Palette {
  sky: readonly [string, string]
  sun: string
  far: string
  near: string
  ground: string
  leaf: string
  wall: string
  shade: string
  roof: string
  trim: string
  window: string
  lit: string
}

/** Lights as [sky top, sky bottom, sun, far, near, ground, leaf, window, lit]. */
const lights = [
  ['#7fc3e6', '#e9f5f4', '#fff3c9', '#a9cbd0', '#86b0ae', '#d9cfae', '#4f8a6b', '#5b7f95', '#e9f3f5'],
  ['#f3a683', '#fde8c8', '#fff1d0', '#d9937f', '#b5706c', '#8f6a5c', '#5a6b52', '#5c4a5a', '#ffd98a'],
  ['#23305c', '#8a6f9e', '#f7ead3', '#4a4878', '#383a63', '#2b2d4c', '#2f4a58', '#27305a', '#ffd27a'],
  ['#5aa9d6', '#d3ecf3', '#fffbe8', '#8fbf9f', '#6aa581', '#c8d6a3', '#3d7a4f', '#4d7387', '#e5f4f8'],
  ['#0f1c38', '#30557a', '#eef0e2', '#22406a', '#1a3154', '#142541', '#1f4450', '#15294a', '#ffe08f'],
  ['#f6b7a9', '#fdf0dc', '#ffffff', '#c9a2b4', '#a984a0', '#c9b29b', '#6d8c74', '#6d5f7c', '#fff0c4'],
  ['#38b0b8', '#e4f6e8', '#fff6cf', '#7cc5b4', '#4fa897', '#ecd9a8', '#2f8066', '#3f7d8d', '#f0faf6'],
] as const

/** Fronts as [wall, its shaded side, roof, trim]. */
const fronts = [
  ['#f3e3cd', '#dcc6a8', '#a3533f', '#fffaf0'],
  ['#e7d3d0', '#cdb2ae', '#5d6470', '#fff8f5'],
  ['#d8e3e1', '#b9c9c6', '#3f5e66', '#ffffff'],
  ['#e0a57e', '#c58863', '#7a3f33', '#fff0dc'],
  ['#f0ece4', '#d3cdc1', '#47505e', '#ffffff'],
  ['#c96f5a', '#ad5946', '#4c3b3f', '#fbe6d4'],
  ['#c9d4bd', '#aab898', '#5f6b4c', '#fdfbee'],
  ['#8fa9b8', '#748d9c', '#33454f', '#f3f7f8'],
] as const

/** `choose` picks below a limit. */
export function palette(choose: (limit: number) => number): Palette {
  const [top, bottom, sun, far, near, ground, leaf, window, lit] = lights[choose(lights.length)] ?? lights[0]
  const [wall, shade, roof, trim] = fronts[choose(fronts.length)] ?? fronts[0]
  return { sky: [top, bottom], sun, far, near, ground, leaf, wall, shade, roof, trim, window, lit }
}
