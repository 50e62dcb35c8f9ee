/** What a form or a way back is for, each for one trip alone. */
export const purposes = {
  cancel: (id: string) => `cancel\n${id}`,
  change: (id: string) => `change\n${id}`,
  resend: (id: string) => `resend\n${id}`,
  card: (id: string) => `card\n${id}`,
} as const
