/** The one table from what was thrown to what the caller sees, and the shape of what it sees. */
import { describe, expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import { NotFoundError, ParseError } from 'elysia'
import { toProblem } from '#lib/errors'
import { invalid, notFound, Problem, ProblemDetails, unavailable } from '#lib/problem'
import { UpstreamProblem, UpstreamUnavailable } from '#lib/transport'

const details = (status: number, code = 'x'): ProblemDetails => ({
  type: 'about:blank',
  title: 'hunter2',
  status,
  code,
})
const own = new Problem(409, 'taken', 'Already taken')

test.each([
  ['a problem', own, 409, 'taken'],
  ['an unknown address', new NotFoundError(), 404, 'not_found'],
  ['an unreadable body', new ParseError(new Error('hunter2')), 400, 'malformed_body'],
  ['a service that is away', new UpstreamUnavailable('search', 'timeout'), 503, 'upstream_unavailable'],
  ['a service that is stopping', new UpstreamProblem('search', details(503)), 503, 'upstream_unavailable'],
  ['a service that failed', new UpstreamProblem('search', details(500)), 502, 'upstream_failed'],
  ['a service that refused us', new UpstreamProblem('search', details(422)), 502, 'upstream_failed'],
  ['a lost database', Object.assign(new Error('hunter2'), { code: '57P01' }), 503, 'database_unavailable'],
  ['a broken rule of the database', Object.assign(new Error('hunter2'), { code: '23505' }), 500, 'internal'],
  [
    "an error with Elysia's code",
    Object.assign(new Error('hunter2'), { code: 'NOT_FOUND' }),
    500,
    'internal',
  ],
  ['a bug', new TypeError('hunter2 is not a function'), 500, 'internal'],
  ['a string', 'hunter2', 500, 'internal'],
  ['nothing', undefined, 500, 'internal'],
  ['something like a problem', { status: 200, code: 'hunter2', toResponse: 1 }, 500, 'internal'],
] as const)('%s', async (_what, thrown, status, code) => {
  const problem = toProblem(thrown)
  expect([problem.status, problem.code]).toEqual([status, code])
  const response = problem.toResponse('req-1')
  const body: unknown = await response.json()
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(Value.Check(ProblemDetails, body)).toBe(true)
  expect(body).toMatchObject({ status, code, request_id: 'req-1' })
  expect(JSON.stringify(body)).not.toContain('hunter2')
  if (status === 503) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  // The log gets what the caller does not.
  if (status >= 500 && thrown !== undefined) expect(problem.cause).toBe(thrown)
})

test('whoever is away is named, however far behind', async () => {
  const named = async (thrown: unknown) =>
    ((await toProblem(thrown).toResponse().json()) as ProblemDetails).service
  const behind = new UpstreamProblem('payments', { ...details(503), service: 'pdf-reports' })
  expect(await named(new UpstreamUnavailable('search', 'timeout'))).toBe('search')
  expect(await named(new UpstreamProblem('payments', details(503)))).toBe('payments')
  expect(await named(behind)).toBe('pdf-reports')
  expect(behind.missing).toBe('pdf-reports')
})

test("another service's Retry-After is passed on", () => {
  const error = new UpstreamProblem('search', details(503), '17')
  expect(toProblem(error).headers['retry-after']).toBe('17')
})

describe('a problem', () => {
  test('leaves out what it has not', async () => {
    expect(await notFound('unknown_hotel', 'No such hotel').toResponse().json()).toEqual({
      type: 'about:blank',
      title: 'No such hotel',
      status: 404,
      code: 'unknown_hotel',
    })
  })

  test('has its details, fields and headers', async () => {
    const errors = [{ field: 'adults', code: 'minimum', message: 'must be at least 1' }]
    expect(await invalid(errors).toResponse().json()).toMatchObject({
      status: 422,
      code: 'validation_failed',
      errors,
    })
    const wait = unavailable('away', 'Away', 5, own)
    expect([wait.toResponse().headers.get('retry-after'), wait.cause]).toEqual(['5', own])
    expect(new Problem(400, 'odd', 'Odd', { detail: 'Too odd' }).message).toBe('odd: Too odd')
  })
})
