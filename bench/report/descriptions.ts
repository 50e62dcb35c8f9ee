/** What a model says of itself at the beginning of its file: how it waits, its limits, what it stands for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '#lib/child'
import { models, variants } from '../model.ts'

export function loadModelDescriptions(name: string): { waits_by: string; text: string } {
  const entry = [...models, ...variants].find((one) => one.name === name)
  if (entry === undefined) return { waits_by: name, text: '' }
  const source = readFileSync(join(root, entry.file), 'utf8')
  const [, said] = /(?:waits_by: |searching\(\s*'[^']*',\s*)'([^']*)'/.exec(source) ?? []
  const waits_by = said ?? 'async/await on one thread'
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? ''
  const text = comment
    .split('\n')
    .map((line) => line.replace(/^ \* ?/, '').trim())
    .join(' ')
    .replace(/\s+/g, ' ')
    .replace(/^ ?(Bun only\. )?[\w-]+: /, '')
    .trim()
  return { waits_by: upper(waits_by), text: upper(text) }
}

const upper = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)
