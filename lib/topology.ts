/**
 * Ports. Every port of a stack follows from one base, so that two stacks can run side by side: base 3000 is the
 * documented one, base 4100 moves everything by 1,100.
 */
export const port_offsets = {
  'booking-ui': 0,
  auth: 1,
  users: 2,
  search: 3,
  reservations: 4,
  payments: 5,
  'pdf-reports': 6,
  bank: 901,
  'partner-hotels': 902,
  'mailbox-smtp': 925,
  mailbox: 926,
  postgres: 932,
} as const
export type PortName = keyof typeof port_offsets

export const portOf = (base_port: number, name: PortName): number => base_port + port_offsets[name]
