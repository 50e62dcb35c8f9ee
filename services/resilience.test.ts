/** What is left when parts are missing: killed services, a database that is away, and a clean end. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Glob } from 'bun'
import { spawnChild } from '#lib/child'
import { freePortBase, freePorts } from '#lib/ports'
import { descendants, eventually } from '#lib/test/processes'
import { type Stack, startStack } from '#lib/test/stack'
import { port_offsets, portOf } from '#lib/topology'
import { registry } from './registry.ts'

const results = '/search?destination_id=geo_2988507&check_in=2037-12-07&check_out=2037-12-10&adults=2'
const person = { accept: 'text/html' }

const answers = async (url: string) => (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok

describe.skipIf(process.platform !== 'linux')('microservices', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ shape: 'microservices' })
  }, 60_000)
  afterAll(() => stack?.stop(), 30_000)

  const processOf = async (part: string) => {
    const found = (await descendants(stack.pid)).filter(({ command }) => command.includes(part))
    expect(found.length).toBeGreaterThan(0)
    return found[0]?.pid ?? 0
  }

  test.each(registry.map((entry) => [entry.name, entry] as const))(
    '%s killed with -9 is back within 3 s, and the others go on',
    async (name, entry) => {
      const killed = await processOf(`serve.ts ${name} `)
      process.kill(killed, 'SIGKILL')
      const killed_ms = performance.now()
      for (const other of registry.filter((one) => one !== entry)) {
        expect((await fetch(`${stack.url(other.port)}/healthz`)).status).toBe(200)
      }
      await eventually(`${name} is ready again`, 3_000, () => answers(`${stack.url(entry.port)}/readyz`))
      expect(performance.now() - killed_ms).toBeLessThan(3_000)
      expect(await processOf(`serve.ts ${name} `)).not.toBe(killed)
      expect(stack.output()).toContain('starting again')
      expect((await fetch(stack.url('booking-ui') + results)).status).toBe(200)
    },
    20_000,
  )

  test('the site says that search is away, and how to go on, until it is back', async () => {
    const site = stack.url('booking-ui')
    process.kill(await processOf('serve.ts search '), 'SIGSTOP')
    try {
      const page = await fetch(site + results, { headers: person })
      expect(page.status).toBe(503)
      expect(page.headers.get('retry-after')).toBeTruthy()
      const text = await page.text()
      expect(text).toContain('Hotel search is not answering right now')
      expect(text).toContain(`href="${results.replaceAll('&', '&amp;')}"`)
      const home = await fetch(site, { headers: person })
      expect(home.status).toBe(200)
      const suggestions = await fetch(`${site}/suggest?q=par`)
      expect([suggestions.status, suggestions.headers.get('content-type')]).toEqual([
        503,
        'application/problem+json',
      ])
    } finally {
      process.kill(await processOf('serve.ts search '), 'SIGCONT')
    }
    await eventually('results', 3_000, () => answers(site + results))
  }, 30_000)

  test('without its database search answers from memory, the rest is a 503 with Retry-After, and it recovers by itself', async () => {
    const api = stack.url('search')
    const from_memory = `${api}/v1/search?${results.split('?')[1]}`
    const url = `${from_memory}&engine=sql`
    await eventually('the index is loaded', 10_000, () => answers(`${api}/readyz`))
    const before = await (await fetch(from_memory)).text()
    expect(await (await fetch(url)).text()).toBe(before)
    const postmaster = await processOf('postgres -D')
    // Its backends too: orphaned, they would answer for a moment longer.
    const backends = await descendants(postmaster)
    for (const pid of [postmaster, ...backends.map((one) => one.pid)]) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // ended by itself when the postmaster was gone
      }
    }
    const seen = new Set<string>()
    await eventually('search is ready again', 20_000, async () => {
      const answer = await fetch(url)
      const { code = 'hotels' } = (await answer.json()) as { code?: string }
      seen.add([answer.status, code, answer.headers.get('retry-after')].join(' '))
      expect(await (await fetch(from_memory)).text()).toBe(before)
      return answer.ok && answers(`${api}/readyz`)
    })
    // In any order: a backend may have answered one more request before it was killed.
    expect([...seen].sort()).toEqual(['200 hotels ', '503 database_unavailable 2'])
    expect(await processOf('postgres -D')).not.toBe(postmaster)
  }, 40_000)

  test('ends with every process of it', async () => {
    const before = await descendants(stack.pid)
    expect(before.length).toBeGreaterThan(registry.length)
    expect(await stack.stop()).toBe(0)
    await eventually('no process is left', 3_000, async () =>
      (await Promise.all(before.map(({ pid }) => gone(pid)))).every(Boolean),
    )
  }, 30_000)
})

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  /** What runs anywhere with this folder or base port in its command line. */
  const leftovers = async (marks: readonly string[]) => {
    const pids = await Array.fromAsync(new Glob('[0-9]*/cmdline').scan({ cwd: '/proc', onlyFiles: true }))
    const commands = await Promise.all(
      pids.map(async (path) =>
        (await readFile(`/proc/${path}`, 'utf8').catch(() => '')).replaceAll('\0', ' '),
      ),
    )
    return commands.filter((command) => marks.some((mark) => command.includes(mark)))
  }

  test.each([40, 150, 300, 500, 700, 900, 1_200])(
    'interrupted after %d ms ends with exit code 0 or by the signal, and leaves nothing running',
    async (after_ms) => {
      const folder = await scratchFolder()
      const base_port = String(await freePortBase(1, Object.values(port_offsets)))
      const child = spawnChild({
        args: ['services/start.ts', '--data-dir', folder, '--base-port', base_port, '--profile', 'tiny'],
        onLine: () => undefined,
      })
      await Bun.sleep(after_ms)
      child.kill('SIGINT')
      // 130 by the signal itself, before the program has loaded.
      expect([0, 130]).toContain(await child.exited)
      await eventually('nothing is left', 3_000, async () => (await leftovers([folder])).length === 0)
      await rm(folder, { recursive: true, force: true })
    },
    20_000,
  )

  test('interrupted a second time while a service does not stop, ends at once and ends PostgreSQL too', async () => {
    const stack = await startStack({ shape: 'microservices' })
    const below = await descendants(stack.pid)
    const stuck = below.find(({ command }) => command.includes('serve.ts search '))
    const server = below.find(({ command }) => command.includes('postgres -D'))
    if (stuck === undefined || server === undefined) throw new Error('search and PostgreSQL expected')
    process.kill(stuck.pid, 'SIGSTOP')
    try {
      process.kill(stack.pid, 'SIGINT')
      // What comes soon after the first is an echo, and only this shows when the first was heard.
      await eventually('another service has ended', 10_000, async () =>
        (await Promise.all(below.map(({ pid }) => gone(pid)))).some(Boolean),
      )
      await Bun.sleep(700)
      expect(await gone(stack.pid)).toBe(false)
      process.kill(stack.pid, 'SIGINT')
      expect(await stack.stop()).toBe(130)
      await eventually('PostgreSQL ended', 3_000, () => gone(server.pid))
    } finally {
      process.kill(stuck.pid, 'SIGCONT')
    }
    await eventually('nothing is left', 3_000, async () =>
      (await Promise.all(below.map(({ pid }) => gone(pid)))).every(Boolean),
    )
  }, 40_000)

  const failing = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const lines: string[] = []
    const child = spawnChild({
      args: ['services/start.ts', '--profile', 'tiny', ...args],
      env,
      onLine: (line, stream) => {
        if (stream === 'stderr') lines.push(line)
      },
    })
    return { code: await child.exited, lines }
  }

  test.each(['postgres', 'search', 'booking-ui'] as const)(
    'says in one line that the port of %s is used',
    async (name) => {
      const folder = await scratchFolder()
      const base_port = await freePortBase(1, Object.values(port_offsets))
      const port = portOf(base_port, name)
      const squatter = createServer().listen(port, '127.0.0.1')
      try {
        const { code, lines } = await failing(['--data-dir', folder, '--base-port', String(base_port)])
        expect(code).toBe(1)
        expect(lines.join('\n')).toMatch(new RegExp(`port ${port}\\b`, 'i'))
        expect(lines).toHaveLength(1)
        expect(await leftovers([folder])).toEqual([])
      } finally {
        squatter.close()
        await rm(folder, { recursive: true, force: true })
      }
    },
    20_000,
  )

  test('names every bad variable and option, without its value', async () => {
    const { code, lines } = await failing([], {
      VACANCY_BASE_PORT: 'hunter2',
      VACANCY_POOL_SIZE: '0',
      VACANCY_PORFILE: 'demo',
    })
    expect(code).toBe(1)
    const text = lines.join('\n')
    for (const name of ['VACANCY_BASE_PORT', 'VACANCY_POOL_SIZE', 'VACANCY_PORFILE'])
      expect(text).toContain(name)
    expect(text).not.toContain('hunter2')
    expect((await failing(['--shape', 'blob'])).lines).toEqual([
      '--shape must be one of microservices, monolith',
    ])
    expect((await failing(['--sahpe', 'monolith'])).code).toBe(1)
  })

  test('says in one line that a database elsewhere does not answer', async () => {
    const [port] = await freePorts(1)
    const { code, lines } = await failing([], {
      DATABASE_URL_SEARCH: `postgresql://nobody:hunter2@127.0.0.1:${port}/search`,
    })
    expect(code).toBe(1)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toStartWith('search: its database could not be prepared')
    expect(lines[0]).not.toContain('hunter2')
  })
})

/** A folder that the user of PostgreSQL may enter. */
async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vacancy-start-'))
  await chmod(folder, 0o755)
  return folder
}

/** Gone, or a zombie that a container's init does not reap. */
async function gone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return stat === undefined || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
}
