/** Runs a program to its end and keeps what it printed. */
import { spawn } from 'node:child_process'
import type { Account } from './account.ts'

/** Not inherited: PGPORT, PGOPTIONS, LC_ALL and their like would change what initdb and postgres do. */
export const clean_environment: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
}

const OUTPUT_LIMIT = 65_536

export interface Ended {
  /** 127 when it could not be run at all. */
  readonly code: number
  readonly output: string
}

export function run(command: string, args: readonly string[], account?: Account): Promise<Ended> {
  return new Promise((resolve) => {
    let output = ''
    const failed = (error: unknown) => resolve({ code: 127, output: String(error) })
    try {
      const child = spawn(command, args, {
        ...account?.ids,
        cwd: '/', // the other user may not enter the folder that we are in
        env: clean_environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const keep = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-OUTPUT_LIMIT)
      }
      child.stdout.on('data', keep)
      child.stderr.on('data', keep)
      child.on('error', failed)
      child.on('close', (code) => resolve({ code: code ?? 1, output }))
    } catch (error) {
      failed(error) // Bun throws where Node emits 'error'
    }
  })
}
