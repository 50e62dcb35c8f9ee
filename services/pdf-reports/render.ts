/** Pages to SVG by satori, SVG to PDF by pdfkit, with text that can be selected. Runs in a worker. */
import PDFDocument from 'pdfkit'
import QRCode from 'qrcode'
import satori from 'satori'
import SVGtoPDF from 'svg-to-pdfkit'
import type { NewDocument } from './contract.ts'
import { layOut } from './documents.ts'
import { DEFAULT_FONT, fontFile, type Weight } from './fonts.ts'
import { type Node, page } from './layout.ts'

const weights = [400, 700] as const

export interface RenderOptions {
  /** False for bytes that are the same under every zlib: runtimes have different ones. */
  compress?: boolean
}

export async function render(
  document: NewDocument,
  { compress = true }: RenderOptions = {},
): Promise<Uint8Array> {
  const { qr, issued_at } = document.data
  const code = qr === undefined || qr === '' ? undefined : await qrPicture(qr)
  const { title, lang, pages } = layOut(document, code)
  const names = [...new Set([DEFAULT_FONT, ...pages.flatMap((one) => [...fontsOf(one)])])]
  const fonts = names.flatMap((name) =>
    weights.map((weight) => ({ name, weight, style: 'normal' as const, data: fontFile(name, weight) })),
  )
  const pdf = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    autoFirstPage: false,
    compress,
    lang,
    displayTitle: true,
    // No clock: the same document has the same bytes.
    info: {
      Title: title,
      Author: 'Vacancy',
      Creator: 'Vacancy',
      Producer: 'Vacancy',
      CreationDate: new Date(issued_at),
    },
  })
  const chunks: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  for (const { name, weight, data } of fonts) pdf.registerFont(registered(name, weight), data)
  for (const one of pages) {
    const svg = await satori(one as never, {
      width: page.width,
      height: page.height,
      fonts,
      embedFont: false,
    })
    pdf.addPage()
    SVGtoPDF(pdf, svg, 0, 0, {
      width: page.width,
      height: page.height,
      assumePt: true,
      fontCallback: (family: string, bold: boolean) =>
        registered(family.replace(/["']/g, ''), bold ? 700 : 400),
    })
  }
  pdf.end()
  await ended
  return Buffer.concat(chunks)
}

const registered = (name: string, weight: Weight) => `${name}-${weight}`

function* fontsOf({ props: { style, children } }: Node): Iterable<string> {
  if (typeof style?.fontFamily === 'string') yield style.fontFamily
  const below = Array.isArray(children) ? children : typeof children === 'object' ? [children] : []
  for (const child of below) yield* fontsOf(child)
}

/** As an image: satori takes no path of a drawing inside a page. */
async function qrPicture(value: string): Promise<string> {
  return QRCode.toDataURL(value, { margin: 0, scale: 6, errorCorrectionLevel: 'M' })
}
