/** What the READMEs promise exists: commands, variables, files, services. */
import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Glob } from 'bun'
import { root } from '#lib/child'
import { variables } from '#lib/config'
import { portOf } from '#lib/topology'
import { registry } from './registry.ts'
import { stand_ins } from './stand-ins/registry.ts'

const readmes = ['README.md', ...new Glob('{lib,services,bench,faults}/**/README.md').scanSync(root)]
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

test.each(readmes)('%s links only to what is there', (path) => {
  const links = [...textOf(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '')
  const dead = links.filter((link) => !existsSync(join(root, dirname(path), link)))
  expect(dead).toEqual([])
})

test.each(readmes)('%s names only scripts that package.json has', (path) => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  const named = [...textOf(path).matchAll(/npm (?:(start|test)|run ([a-z]+))\b/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
})

test('the README has every variable, as the configuration explains it', () => {
  const text = textOf('README.md')
  for (const [name, meaning] of Object.entries(variables)) {
    expect(text).toContain(`\`${name}\``)
    expect(text).toContain(meaning)
  }
})

test('the map of services has every service and stand-in with its port', () => {
  const rows = textOf('services/README.md')
    .split('\n')
    .filter((line) => line.startsWith('| [`'))
  expect(rows.length).toBe(registry.length + stand_ins.length)
  for (const { name, port } of [...registry, ...stand_ins]) {
    const row = rows.find((line) => line.includes(`\`${name}\``))
    expect(row).toContain(`| ${portOf(3000, port)} |`)
  }
})

test('every service and stand-in has a README', () => {
  for (const { name } of registry) expect(readmes).toContain(`services/${name}/README.md`)
  for (const { name } of stand_ins) expect(readmes).toContain(`services/stand-ins/${name}/README.md`)
})

test.each([
  'README.md',
  'services/reservations/README.md',
  'services/payments/README.md',
  'faults/README.md',
])('no command of %s has a day in it that will be over', (path) => {
  const blocks = [...textOf(path).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, commands = '']) => commands)
  expect(blocks.filter((commands) => /\b20[23]\d-\d\d-\d\d\b/.test(commands))).toEqual([])
})
