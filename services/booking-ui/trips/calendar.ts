/** A trip for the calendar of whoever booked it (RFC 5545). */
import ical, { ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus } from 'ical-generator'
import { dayNumber } from '#lib/dates'
import type { Reservation } from '#service/reservations/bookings/contract'
import type { Words } from '../words.ts'

/** Whole days, since a hotel's clock is its own: from the first night to the day of departure. */
export function calendarOf(trip: Reservation, { text, country }: Words, url: string): string {
  const { hotel, room_type } = trip
  const calendar = ical({ name: text.brand, prodId: { company: text.brand, product: 'trips' } })
  calendar.method(ICalCalendarMethod.PUBLISH)
  calendar.createEvent({
    // The same for ever: a trip that is fetched again after a change takes the place of the former.
    id: `${trip.id}@vacancy`,
    sequence: trip.history.length,
    stamp: new Date(trip.history.at(-1)?.at ?? trip.created_at),
    allDay: true,
    start: midnight(trip.check_in),
    end: midnight(trip.check_out),
    summary: text.trips.trip_title(hotel.name),
    location: `${hotel.name}, ${hotel.address}, ${hotel.city}, ${country(hotel)}`,
    description: [
      `${text.trips.number}: ${trip.id}`,
      `${text.trips.room}: ${room_type.name}`,
      `${text.booking.check_in}: ${text.booking.from(hotel.check_in_from)}`,
      `${text.booking.check_out}: ${text.booking.until(hotel.check_out_until)}`,
    ].join('\n'),
    url,
    status: trip.state === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    busystatus: ICalEventBusyStatus.FREE,
  })
  return calendar.toString()
}

const midnight = (date: string) => new Date(dayNumber(date) * 86_400_000)
