/** Of the partner, for each request: what `search-partners` waits for. Milliseconds. */
export const LATENCY_MS = 100
