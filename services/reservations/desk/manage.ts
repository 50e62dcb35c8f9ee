/** What an operator does: who works at which hotel. Straight at the database of `reservations`. */
import { databasePool, kyselyOver } from '#lib/database'
import type { Db, ReservationsSchema } from '../sql.ts'
import { HotelId } from './contract.ts'
import * as sql from './sql.ts'

/** For an operator to read. */
export class StaffError extends Error {
  override readonly name = 'ManageError'
}

const hotel_form = new RegExp(String(HotelId.pattern))

export const addStaff = (url: string, subject: string, hotel_id: string): Promise<void> =>
  using(url, async (db) => {
    if (!hotel_form.test(hotel_id) || !(await sql.hasHotel(db, hotel_id)))
      throw new StaffError(`there is no hotel ${hotel_id}`)
    await sql.addStaff(db, subject, hotel_id)
  })

export const removeStaff = (url: string, subject: string, hotel_id: string): Promise<void> =>
  using(url, async (db) => {
    if (!(await sql.removeStaff(db, subject, hotel_id)))
      throw new StaffError(`nobody of that address works at ${hotel_id}`)
  })

export const listStaff = (url: string): Promise<{ subject: string; hotel_id: string }[]> =>
  using(url, (db) => sql.allStaff(db))

async function using<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const pool = databasePool({ url, size: 1, name: 'reservations-admin' })
  try {
    return await work(kyselyOver<ReservationsSchema>(pool))
  } finally {
    await pool.end()
  }
}
