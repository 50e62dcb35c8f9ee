/** Line icons on a 24-unit grid, drawn in the colour of the text beside them. All are decoration: a word says the same. */
const paths = {
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14m5 12 4.5 4.5',
  pin: 'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.500C5 14.8 12 21 12 21m0-9.200a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6',
  bed: 'M3 18v-12m0 9h18v3m0-3v-2.500a2.5 2.5 0 0 0-2.5-2.500H10v5M6.5 11.500a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3',
  people:
    'M9 11a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.400M3 19.500c0-3.3 2.7-5.5 6-5.500s6 2.2 6 5.500m1-14.500a3 3 0 0 1 0 5.800m2 3.700c1.8.8 3 2.6 3 5',
  size: 'M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5',
  cup: 'M4 9h12v6a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4zm12 1.500h2a2.5 2.5 0 0 1 0 5h-2M8 3v2.500M12 3v2.5',
  check: 'm5 12.5 4.5 4.500L19 7.5',
  cross: 'm6 6 12 12M18 6 6 18',
  calendar: 'M5 6h14v14H5zm0 4.500h14M9 3.500V8m6-4.500V8',
  filter: 'M4 6.500h16M7 12h10m-7 5.500h4',
  arrow: 'M5 12h14m-5.5-5.500L19 12l-5.5 5.5',
  back: 'M19 12H5m5.5 5.500L5 12l5.5-5.5',
  alert: 'M12 4 2.8 19.500h18.400zM12 10v4.500m0 2.300v.2',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16m0 3.500V12l3 2',
} as const
export type IconName = keyof typeof paths

export const Icon = ({ name }: { name: IconName }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name]} />
  </svg>
)

/** Filled stars, as many as the hotel has; the label says it in words. */
export const Stars = ({ count, label }: { count: number; label: string }) => (
  <span class="stars" role="img" aria-label={label}>
    {Array.from({ length: count }, () => (
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="m10 1.8 2.5 5.3 5.7.8-4.1 4.1 1 5.8-5.1-2.8-5.1 2.8 1-5.800L1.8 7.900l5.7-.8z" />
      </svg>
    ))}
  </span>
)
