/** How the bank meets requests with the API key: as it should, or as a test wants it to. */
import { Problem } from '#lib/problem'
import { type Behaviour, limits, type Manner } from './contract.ts'

export class Manners {
  private behaviour: Behaviour = {}
  private readonly ended = new AbortController()

  get shown(): Required<Pick<Behaviour, 'manner' | 'latency_ms'>> & Behaviour {
    return { latency_ms: 0, ...this.behaviour, manner: this.behaviour.manner ?? 'fair' }
  }

  set(behaviour: Behaviour): void {
    this.behaviour = behaviour
  }

  /** Ends whatever hangs or is late: a server that stops must not wait for it. */
  close(): void {
    this.ended.abort()
  }

  /** `work` is the effect and its answer. */
  async around(request: Request, path: string, work: () => Promise<Response>): Promise<Response> {
    const { latency_ms } = this.shown
    const manner = this.take(path)
    if (latency_ms > 0 && this.fits(path)) await this.pause(latency_ms, request.signal)
    switch (manner) {
      case 'fair':
        return work()
      case 'cut_before':
        return cut()
      case 'cut_after':
        await work()
        return cut()
      case 'hang_before':
        return this.hang(request.signal)
      case 'hang_after':
        await work()
        return this.hang(request.signal)
      case 'broken':
        return new Response('internal error', { status: 500 })
      case 'nonsense':
        return Response.json({ id: 7, status: 'perhaps', amount: -1, captured: '∞', currency: null })
      case 'page':
        return new Response('<!doctype html><title>Maintenance</title>', {
          headers: { 'content-type': 'text/html' },
        })
      case 'too_many':
        throw new Problem(429, 'too_many_requests', 'Too many requests', { headers: { 'retry-after': '1' } })
    }
  }

  /** Takes the request and says nothing, until the caller is gone. */
  async hang(gone: AbortSignal): Promise<Response> {
    await this.pause(limits.hang_ms, gone)
    return cut()
  }

  /** Ends early when the caller is gone or the server stops. */
  pause(ms: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const signal = AbortSignal.any([gone, this.ended.signal])
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      if (signal.aborted) done()
      else signal.addEventListener('abort', done)
    })
  }

  private fits(path: string): boolean {
    return this.behaviour.path === undefined || path.includes(this.behaviour.path)
  }

  /** The manner for this request, counted. */
  private take(path: string): Manner {
    const { manner = 'fair', requests } = this.behaviour
    if (!this.fits(path)) return 'fair'
    if (requests === undefined) return manner
    const { manner: _, requests: __, ...rest } = this.behaviour
    this.behaviour = requests > 1 ? { ...this.behaviour, requests: requests - 1 } : rest
    return manner
  }
}

/** An answer without an end: the connection is closed instead. */
function cut(): Response {
  return new Response(
    new ReadableStream({
      // Without an error: the runtime would print it.
      pull: (controller) => controller.error(undefined),
    }),
  )
}
