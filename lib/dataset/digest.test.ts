import { expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { datasetDigest } from '#lib/dataset/digest'
import { dayNumber } from '#lib/dates'

const first_day = dayNumber('2026-01-01')

/**
 * Golden values. A change of these means that every installation's data changes, and with it the published
 * benchmarks' golden answers: do it on purpose, and say so in the commit.
 */
const tiny_digest = 'a072a611bda60bd8376160f13bec3c36633e439326b4b4ca7ed1872b5c3d4713'
const demo_digest = '5868544862f510a915934d6f59144a7e8b81059f9d74cb654e4013a7400bb91b'

test('tiny is what it has always been', () => {
  expect(datasetDigest({ profile: 'tiny', seed: 1, first_day, nights: 60 })).toBe(tiny_digest)
})

test('ten nights of demo are what they have always been', () => {
  expect(datasetDigest({ profile: 'demo', seed: 1, first_day, nights: 10 })).toBe(demo_digest)
})

test('another seed is another catalogue', () => {
  expect(datasetDigest({ profile: 'tiny', seed: 2, first_day, nights: 1 })).not.toBe(
    datasetDigest({ profile: 'tiny', seed: 1, first_day, nights: 1 }),
  )
})

test('Node makes the same bytes as Bun', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vacancy-dataset-'))
  try {
    const entrypoint = join(import.meta.dir, 'digest-cli.ts')
    const built = await Bun.build({
      entrypoints: [entrypoint],
      outdir: directory,
      target: 'node',
      naming: 'cli.mjs',
    })
    expect(built.success).toBe(true)
    const node = Bun.spawn(['node', join(directory, 'cli.mjs'), 'tiny', '1', String(first_day), '60'], {
      stdout: 'pipe',
      stderr: 'inherit',
    })
    expect((await new Response(node.stdout).text()).trim()).toBe(tiny_digest)
    expect(await node.exited).toBe(0)
  } finally {
    await rm(directory, { recursive: true })
  }
}, 20_000)
