/** Database connections that are open before the first request, so that no model pays for them while it is measured. */
import type { Pool } from 'pg'

export async function warmConnections(pool: Pool, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => pool.connect()))
  for (const client of clients) client.release()
}
