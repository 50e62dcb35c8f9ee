/** The package has no types of its own. */
declare module 'svg-to-pdfkit' {
  export default function SVGtoPDF(
    document: PDFKit.PDFDocument,
    svg: string,
    x: number,
    y: number,
    options: {
      width: number
      height: number
      assumePt: boolean
      fontCallback: (family: string, bold: boolean, italic: boolean) => string
    },
  ): void
}
