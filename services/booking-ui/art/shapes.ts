/** SVG fragments. Numbers are rounded: a picture is a few kilobytes, not more. */
const round = (value: number) => Math.round(value * 10) / 10

export const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${radius > 0 ? ` rx="${radius}"` : ''} fill="${fill}"/>`

export const circle = (x: number, y: number, r: number, fill: string, opacity = 1): string =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${fill}"${opacity < 1 ? ` opacity="${opacity}"` : ''}/>`

export const ellipse = (x: number, y: number, rx: number, ry: number, fill: string): string =>
  `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(rx)}" ry="${round(ry)}" fill="${fill}"/>`

export const polygon = (points: readonly (readonly [number, number])[], fill: string): string =>
  `<path d="M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}Z" fill="${fill}"/>`

/** A soft line through the points, closed along the bottom edge. */
export function hill(points: readonly (readonly [number, number])[], floor: number, fill: string): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let path = `M${round(first[0])} ${floor}L${round(first[0])} ${round(first[1])}`
  let previous = first
  for (const point of rest) {
    const middle = (previous[0] + point[0]) / 2
    path += `C${round(middle)} ${round(previous[1])} ${round(middle)} ${round(point[1])} ${round(point[0])} ${round(point[1])}`
    previous = point
  }
  return `<path d="${path}L${round(previous[0])} ${floor}Z" fill="${fill}"/>`
}
