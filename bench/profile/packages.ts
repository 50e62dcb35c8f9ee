/**
 * Clinic 13 (some 650 packages, 300 MB with a Node), and what makes JavaScript for it. Of Node 21.7 and later it is said
 * that clinic does not work there (clinicjs/node-clinic, issue 480). What we saw: without a loader in the way
 * (`javascript.ts`), in a folder without traces of an earlier run, and with a server that ends by itself, doctor, flame and
 * heapprofiler work on Node 24, which is what the laboratory measures with. So does bubbleprof until there are threads:
 * `--trace-event-categories node.async_hooks` then ends Node 24.21 in SIGSEGV, without clinic, too. It has Node 20.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installed, modulesOf, type Packages, PackagesMissing } from '../packages.ts'
import { programOf } from '../runtimes.ts'

export const clinic_packages: Packages = {
  names: 'Clinic and the Node of bubbleprof',
  wanted: 'bench/profile/tools',
  folder: 'profile-tools',
}

const modules = modulesOf(clinic_packages)
export const clinic_script = join(modules, 'clinic/bin.js')

/** Node 24 of the laboratory, without the loader; or the Node 20 beside clinic. Rejects with a {@link PackagesMissing}. */
export async function nodeFor(tool: string): Promise<string> {
  await installed(clinic_packages)
  if (tool !== 'bubbleprof') return (await programOf('node'))[0]
  const platform = `${process.platform}-${process.arch}`
  const node = join(modules, `node-${platform}`, 'bin/node')
  if (!existsSync(node))
    throw new PackagesMissing(`there is no Node 20 for ${platform} in ${clinic_packages.wanted}/package.json`)
  return node
}
