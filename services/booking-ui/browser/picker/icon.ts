/** Line icons as the pages draw them (`components/icons.tsx`). */
const SVG = 'http://www.w3.org/2000/svg'
const paths = {
  calendar: 'M5 6h14v14H5zm0 4.5h14M9 3.5V8m6-4.5V8',
  forward: 'M5 12h14m-5.5-5.5L19 12l-5.5 5.5',
  back: 'M19 12H5m5.5 5.5L5 12l5.5-5.5',
  cross: 'm6 6 12 12M18 6 6 18',
} as const

export function icon(name: keyof typeof paths): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', `icon icon-${name}`)
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', paths[name])
  svg.append(path)
  return svg
}
