/**
 * Bun only. Our code as JavaScript, for profilers of Node, in a folder of its own: line for line, so that what a profiler
 * says of a line is true of ours, and with nothing of a loader in the profile. With `tsx` all functions of a file stood in
 * its first line, and bubbleprof wrote 40 MB before the server listened.
 */
import { join } from 'node:path'
import { root } from '#lib/child'
import { modulesOf } from '../packages.ts'
import { clinic_packages } from './packages.ts'

/** Of sucrase, which keeps every line where it is. Node's own way leaves out what `lib/query.ts` makes use of. */
interface Sucrase {
  transform(
    code: string,
    options: { transforms: string[]; disableESTransforms: boolean; filePath: string },
  ): { code: string }
}

const FOLDERS = 'lib,services,bench'
/** Imports name files, and threads are started by the names of theirs. As long as before, so columns stay, too. */
const NAMES = /\.ts(?=['"`])/g

export const asJavascript = (path: string): string => path.replace(/\.ts$/, '.js')

/** Into an empty folder below the root of the checkout, where packages are found. */
export async function writeJavascript(folder: string): Promise<void> {
  const { transform } = (await import(join(modulesOf(clinic_packages), 'sucrase/dist/index.js'))) as Sucrase
  for await (const file of new Bun.Glob(`{${FOLDERS}}/**/*.ts`).scan(root)) {
    if (file.endsWith('.test.ts') || file.includes('node_modules')) continue
    const code = await Bun.file(join(root, file)).text()
    const made = transform(code, { transforms: ['typescript'], disableESTransforms: true, filePath: file })
    await Bun.write(join(folder, asJavascript(file)), made.code.replace(NAMES, '.js'))
  }
  const imports = { '#lib/*': './lib/*.js', '#service/*': './services/*.js', '#bench/*': './bench/*.js' }
  await Bun.write(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports }))
}
