/** Client of `pdf-reports` over any transport. With `contract.ts`, the only file that others import. */
import { elsewhere, remaining_ms } from '#lib/context'
import type { Transport } from '#lib/transport'
import { UpstreamUnavailable } from '#lib/transport'
import type { NewDocument } from './contract.ts'

export interface PdfClient {
  /** The bytes of the PDF. Throws `UpstreamUnavailable` for everything else. */
  render(document: NewDocument): Promise<Uint8Array>
}

const TIMEOUT_MS = 20_000
const MAX_BYTES = 5 * 1_048_576

export function pdfClient(
  transport: Transport,
  { token, timeout_ms = TIMEOUT_MS }: { token: () => Promise<string>; timeout_ms?: number },
): PdfClient {
  return {
    // Their slowness is not ours, and they are waited for no longer than somebody waits for us.
    render: (document) => elsewhere(() => renderNow(document)),
  }

  async function renderNow(document: NewDocument): Promise<Uint8Array> {
    const left_ms = Math.floor(Math.min(timeout_ms, remaining_ms()))
    if (left_ms <= 0) throw new UpstreamUnavailable('pdf-reports', 'timeout')
    const signal = AbortSignal.timeout(left_ms)
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new UpstreamUnavailable('pdf-reports', 'timeout')))
    })
    const work = async () => {
      const response = await transport(
        new Request('http://pdf-reports/v1/documents', {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/pdf',
            authorization: `Bearer ${await token()}`,
          },
          body: JSON.stringify(document),
          signal,
        }),
      )
      const bytes = new Uint8Array(await response.arrayBuffer())
      if (response.ok && bytes.byteLength <= MAX_BYTES && isPdf(bytes)) return bytes
      throw new UpstreamUnavailable('pdf-reports', 'bad_answer', undefined, response.status)
    }
    try {
      return await Promise.race([work(), late])
    } catch (error) {
      if (error instanceof UpstreamUnavailable) throw error
      throw new UpstreamUnavailable('pdf-reports', signal.aborted ? 'timeout' : 'unreachable', error)
    }
  }
}

const isPdf = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-'
