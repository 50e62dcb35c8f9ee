/** Asking our own site. Whatever is not the good answer is thrown: the browser then opens the page, which says it better. */

export async function fetchPage(address: string, signal?: AbortSignal): Promise<Document> {
  const response = await fetch(address, { signal: signal ?? null, headers: { accept: 'text/html' } })
  if (!response.ok) throw new Error(String(response.status))
  return new DOMParser().parseFromString(await response.text(), 'text/html')
}

/** Typed by who wrote the other end: both are deployed as one. */
export async function fetchJson<T>(address: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(address, { signal: signal ?? null, headers: { accept: 'application/json' } })
  const is_json = response.headers.get('content-type')?.startsWith('application/json') ?? false
  if (!response.ok || !is_json) throw new Error(String(response.status))
  return (await response.json()) as T
}
