/** A message's HTML as an answer that can do nothing: no script, no form, nothing loaded, an origin of its own. */

/** Links open beside the inbox, so that a person can follow the one that they were sent. */
const policy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"

export function htmlMail(html: string): Response {
  // After a doctype: anything before it would change how the rest is laid out.
  const doctype = /^\s*<!doctype[^>]*>/i.exec(html)?.[0] ?? ''
  const body = `${doctype}<meta charset="utf-8"><base target="_blank">${html.slice(doctype.length)}`
  return new Response(body, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  })
}

/** A file that a stranger sent: to be saved, never shown in our origin. */
export function download(content: Buffer, content_type: string, filename: string): Response {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(content_type) ? content_type : 'application/octet-stream'
  // RFC 5987; the marks that encodeURIComponent leaves are not all allowed there.
  const encoded = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return new Response(new Uint8Array(content), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename*=UTF-8''${encoded}`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
}
