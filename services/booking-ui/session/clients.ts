/** The services as a person, each with that person's own token. */
import type { Transport } from '#lib/transport'
import { type PaymentsClient, paymentsClient } from '#service/payments/client'
import {
  type DeskClient,
  deskClient,
  type ReservationsClient,
  reservationsClient,
} from '#service/reservations/client'
import { type MeClient, meClient } from '#service/users/client'
import type { Person } from './people.ts'

export interface PersonClients {
  me: MeClient
  reservations: ReservationsClient
  payments: PaymentsClient
  desk: DeskClient
}
export type ClientsOf = (person: Person) => PersonClients

export const personClients =
  (transport: (service: string) => Transport): ClientsOf =>
  (person) => ({
    me: meClient(transport('users'), { token: () => person.token('users') }),
    reservations: reservationsClient(transport('reservations'), {
      token: () => person.token('reservations'),
    }),
    desk: deskClient(transport('reservations'), { token: () => person.token('reservations') }),
    payments: paymentsClient(transport('payments'), { token: () => person.token('payments') }),
  })
