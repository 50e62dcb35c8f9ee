/** An answer, or the fields that `search` refused; everything else is thrown. */
import type { FieldError } from '#lib/problem'
import { UpstreamProblem } from '#lib/transport'

export type Refusable<T> =
  | { value: T; errors?: undefined }
  | { value?: undefined; errors: readonly FieldError[] }

export async function refusable<T>(call: Promise<T>): Promise<Refusable<T>> {
  try {
    return { value: await call }
  } catch (error) {
    if (error instanceof UpstreamProblem && error.problem.code === 'validation_failed')
      return { errors: error.problem.errors ?? [] }
    throw error
  }
}
