/** Where a key leads from a day (ARIA Authoring Practices, date grid). */
const DAY_MS = 86_400_000

export function moved(date: string, key: string, first_weekday: number): string | undefined {
  const forward = document.documentElement.dir === 'rtl' ? -1 : 1
  const day = new Date(`${date}T00:00:00Z`)
  const in_week = ((day.getUTCDay() || 7) - first_weekday + 7) % 7
  const by = (days: number) => new Date(day.getTime() + days * DAY_MS).toISOString().slice(0, 10)
  switch (key) {
    case 'ArrowRight':
      return by(forward)
    case 'ArrowLeft':
      return by(-forward)
    case 'ArrowDown':
      return by(7)
    case 'ArrowUp':
      return by(-7)
    case 'Home':
      return by(-in_week)
    case 'End':
      return by(6 - in_week)
    case 'PageDown':
      return byMonths(day, 1)
    case 'PageUp':
      return byMonths(day, -1)
    default:
      return undefined
  }
}

/** The same day of another month, or its last one. */
function byMonths(day: Date, months: number): string {
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth() + months]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month, Math.min(day.getUTCDate(), last))).toISOString().slice(0, 10)
}
