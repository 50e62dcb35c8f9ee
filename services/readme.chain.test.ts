/** The first README's booking, by its own commands: from a token to a receipt, in both shapes. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '#lib/child'
import { inheritedEnvironment, isContinuousIntegration } from '#lib/config'
import { formatMoney } from '#lib/money'
import { type Stack, shapes, startStack } from '#lib/test/stack'
import { portOf } from '#lib/topology'
import { mailboxClient } from '#service/stand-ins/mailbox/client'
import { hasPoppler, paperOf } from './test-papers.ts'

const has = (...commands: string[]) => commands.every((one) => Bun.which(one) !== null)
const withTools = isContinuousIntegration() || has('bash', 'curl', 'jq') ? describe : describe.skip

/** The commands of the first block after a text. */
async function commandsAfter(text: string): Promise<string> {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const after = readme.slice(readme.indexOf(text))
  return /```sh\n([\s\S]*?)```/.exec(after)?.[1] ?? ''
}

withTools.each(shapes)('as a %s', (shape) => {
  let stack: Stack
  let folder: string
  beforeAll(async () => {
    // The day of those who try it, not that of other tests.
    stack = await startStack({ shape, env: { VACANCY_PROFILE: 'demo', VACANCY_TODAY: '' } })
    folder = await mkdtemp(join(tmpdir(), 'vacancy-readme-'))
  }, 90_000)
  afterAll(async () => {
    await stack?.stop()
    await rm(folder, { recursive: true, force: true })
  }, 30_000)

  /** As written, but for what the text says of the monolith, and for ports and a folder of this test's own. */
  async function run(commands: string): Promise<string> {
    const shared = portOf(stack.base_port, 'booking-ui')
    const script = commands
      .replace(/localhost:3(\d{3})/g, (_, offset: string) => {
        const is_ours = Number(offset) < 900
        return `localhost:${shape === 'monolith' && is_ours ? shared : stack.base_port + Number(offset)}`
      })
      .replace('--id traveller', shape === 'monolith' ? '--shape monolith --id traveller' : '--id traveller')
    const before = `set -euo pipefail\nnpm() { command npm --prefix '${root}' "$@"; }\n`
    const child = Bun.spawn(['bash', '-c', before + script], {
      cwd: folder,
      env: {
        ...inheritedEnvironment(),
        VACANCY_DATA_DIR: stack.data_dir,
        VACANCY_BASE_PORT: String(stack.base_port),
      },
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [said, complained, code] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ])
    if (code !== 0) throw new Error(`exit code ${code}: ${complained}\n${said}`)
    return said
  }

  test('anybody may search', async () => {
    const said = await run(await commandsAfter('Everything on a page comes over HTTP'))
    const answers = said
      .trim()
      .split(/(?<=\})(?=\{)|\n/)
      .map((text) => JSON.parse(text) as { data: unknown[] })
    expect(answers).toHaveLength(2)
    for (const { data } of answers) expect(data.length).toBeGreaterThan(0)
  }, 30_000)

  test('a booking, from a token to a receipt and its letters', async () => {
    const said = await run(await commandsAfter('## A booking, by curl'))
    const [booking, refund] = said.split(/(?<=\n\})\n/).map((text) => JSON.parse(text || '{}'))
    expect(booking).toMatchObject({ state: 'confirmed', total: { currency: 'EUR' } })
    expect(booking.history.map(({ state }: { state: string }) => state)).toEqual([
      'hold',
      'paying',
      'confirmed',
    ])
    expect(refund).toMatchObject({ refund_percent: expect.any(Number) })
    const mailbox = mailboxClient(stack.url('mailbox'))
    for (const subject of ['Held for you', 'Confirmed', 'Your receipt'])
      await mailbox.waitFor({ to: 'guest@example.com', subject, wait_ms: 20_000 })
    const pdf = await readFile(join(folder, 'receipt.pdf'))
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    if (!hasPoppler) return
    const { text } = await paperOf(pdf)
    for (const part of ['王小明', formatMoney(booking.total, 'en'), booking.id]) expect(text).toContain(part)
  }, 90_000)
})
