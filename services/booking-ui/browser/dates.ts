/** Check-out follows check-in: never before it, and by as many nights as before when check-in moves past it. */
const DAY_MS = 86_400_000

export function linkDates(form: HTMLFormElement): void {
  const arrival = form.querySelector<HTMLInputElement>('input[name=check_in]')
  const departure = form.querySelector<HTMLInputElement>('input[name=check_out]')
  if (arrival === null || departure === null) return
  let nights = nightsOf(arrival, departure) || 1
  const bound = () => {
    if (arrival.value !== '') departure.min = shifted(arrival.value, 1)
  }
  bound()
  arrival.addEventListener('change', () => {
    bound()
    if (arrival.value !== '' && departure.value <= arrival.value)
      departure.value = shifted(arrival.value, nights)
  })
  departure.addEventListener('change', () => {
    nights = nightsOf(arrival, departure) || nights
  })
}

/** 0 when either is empty or they are in the wrong order. */
function nightsOf(arrival: HTMLInputElement, departure: HTMLInputElement): number {
  const nights = (departure.valueAsNumber - arrival.valueAsNumber) / DAY_MS
  return Math.max(0, nights) || 0
}

const shifted = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
