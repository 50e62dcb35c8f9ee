/** The date that every run believes in: prices and occupancy depend on it. */
export const BENCH_TODAY = '2027-01-04'
