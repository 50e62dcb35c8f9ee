/** The rules that keep the split possible, held by reading every import and every line. */
import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { Glob } from 'bun'
import { root } from '#lib/child'

interface SourceFile {
  path: string
  text: string
  /** Paths from the root for our own files, package names for the rest. */
  imports: string[]
}

const ALIASES: Readonly<Record<string, string>> = {
  '#lib/': 'lib/',
  '#service/': 'services/',
  '#bench/': 'bench/',
}

function sources(): SourceFile[] {
  const files = [...new Glob('{lib,services,bench,faults}/**/*.{ts,tsx}').scanSync(root)].sort()
  const transpilers = { ts: new Bun.Transpiler({ loader: 'ts' }), tsx: new Bun.Transpiler({ loader: 'tsx' }) }
  return files.map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    // Type imports are erased by a transpiler but couple just the same, so they are read from the text.
    const types = [...text.matchAll(/^\s*(?:import|export)\s+type\s[^'"]*?from\s+['"]([^'"]+)['"]/gm)].map(
      (match) => match[1] ?? '',
    )
    const values = transpilers[path.endsWith('x') ? 'tsx' : 'ts'].scanImports(text).map((one) => one.path)
    return { path, text, imports: [...types, ...values].map((specifier) => resolveImport(path, specifier)) }
  })
}

function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier))
  for (const [alias, folder] of Object.entries(ALIASES)) {
    if (specifier.startsWith(alias)) return `${folder}${specifier.slice(alias.length)}.ts`
  }
  return specifier
}

/** `services/search/sql.ts` -> `search`; composition files and lib have none. */
function serviceOf(path: string): string | undefined {
  const [top, name, ...rest] = path.split('/')
  return top === 'services' && rest.length > 0 ? name : undefined
}

export function violations(files: readonly SourceFile[]): string[] {
  const found: string[] = []
  for (const { path, text, imports } of files) {
    const own = serviceOf(path)
    const is_test = /\.test\.tsx?$/.test(path) || path.startsWith('lib/test/')
    for (const target of imports) {
      const theirs = serviceOf(target)
      if (
        own !== undefined &&
        theirs !== undefined &&
        theirs !== own &&
        !/\/(client|contract)\.ts$/.test(target)
      ) {
        found.push(`${path} imports ${target}: only client.ts and contract.ts of another service`)
      }
      if (/\/contract\.ts$/.test(path) && theirs !== undefined && theirs !== own)
        found.push(`${path}: a contract imports no service`)
      if (path.startsWith('lib/') && /^(services|bench|faults)\//.test(target))
        found.push(`${path} imports ${target}: lib stands below`)
      if (path.startsWith('services/') && /^(bench|faults)\//.test(target))
        found.push(`${path} imports ${target}: what tries services is not theirs`)
      if (target === 'elysia' && own !== undefined && !/\/(http|service)\.ts$/.test(path) && !is_test) {
        found.push(`${path} imports elysia: routes stand in http.ts`)
      }
    }
    if (/\b(from|import)\s*\(?\s*['"]\.\.\/\.\.\//.test(text))
      found.push(`${path}: an import climbs two folders; use #lib, #service or #bench`)
    // Split, so that this file does not find itself.
    if (path !== 'lib/config.ts' && new RegExp(`process\\.${'env'}\\b|Bun\\.${'env'}\\b`).test(text)) {
      found.push(`${path} reads the environment: lib/config.ts alone does`)
    }
    if (!is_test && !/(^|\/)sql\.ts$|\/migrations\//.test(path) && SQL.test(withoutComments(text))) {
      found.push(`${path} holds SQL text: it stands in sql.ts and migrations`)
    }
  }
  return found
}

const SQL = new RegExp(
  `[\`'"]\\s*(${'select'}|${'insert into'}|${'update'}|${'delete from'}|${'create'}|${'alter table'}|${'drop'}|${'truncate'}|${'with'})\\s+[\\w.*(,"$ ]+\\s(from|set|values|table|schema|database|as|\\()`,
  'i',
)
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

describe('boundaries', () => {
  test('hold in every file', () => {
    const files = sources()
    expect(files.length).toBeGreaterThan(30)
    expect(violations(files)).toEqual([])
  })

  const file = (path: string, text: string, imports: string[] = []): SourceFile => ({ path, text, imports })
  test.each([
    [
      'a service that reaches into another',
      file('services/booking-ui/http.ts', '', ['services/search/sql.ts']),
    ],
    ['lib that imports a service', file('lib/x.ts', '', ['services/search/contract.ts'])],
    ['a service that imports bench', file('services/search/http.ts', '', ['bench/cli.ts'])],
    ['a domain file that imports elysia', file('services/search/stay.ts', '', ['elysia'])],
    ['a climbing import', file('services/a/b.ts', `${'import'} '../../lib/x.ts'`)],
    ['the environment read elsewhere', file('services/search/http.ts', `const x = process.${'env'}.X`)],
    [
      'SQL outside sql.ts',
      file('services/search/http.ts', `pool.query('${'select'} id from search.hotels')`),
    ],
    [
      'an insert outside sql.ts',
      file('services/search/seed.ts', `q(\`${'insert into'} search.hotels values (1)\`)`),
    ],
  ])('find %s', (_what, broken) => {
    expect(violations([broken])).toHaveLength(1)
  })

  test('let a client and a contract be imported', () => {
    const fine = file('services/booking-ui/service.ts', '', [
      'services/search/client.ts',
      'services/search/contract.ts',
      'elysia',
    ])
    expect(violations([fine])).toEqual([])
  })
})
