/** What each form of a desk is for, for one hotel alone. */
export const purposes = {
  nights: (hotel_id: string) => `desk-nights\n${hotel_id}`,
  rates: (hotel_id: string) => `desk-rates\n${hotel_id}`,
  no_show: (hotel_id: string) => `desk-no-show\n${hotel_id}`,
} as const
