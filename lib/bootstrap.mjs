// Node 20+, no dependency: what `npm start`, `npm test` and `npm run bench` run on a machine that has only Node and npm.
// Installs what bun.lock says, with the Bun that package.json pins, when it is not installed yet; then runs that Bun.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const manifest = readFileSync(join(root, 'package.json'), 'utf8')
const version = JSON.parse(manifest).devDependencies.bun
const bun = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'bun.exe' : 'bun')
const stamp = join(root, 'node_modules', '.vacancy-installed')
const wanted = createHash('sha256')
  .update(manifest)
  .update(readFileSync(join(root, 'bun.lock')))
  .update(`${process.platform}-${process.arch}`)
  .digest('hex')

const installed = existsSync(bun) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
if (!installed) {
  console.error(`Installing dependencies with Bun ${version} …`)
  const args = ['--yes', `bun@${version}`, 'install', '--frozen-lockfile']
  const { status, error } = spawnSync('npx', args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    console.error(
      `Could not install dependencies${error ? `: ${error.message}` : ''}. Is the npm registry reachable?`,
    )
    process.exit(1)
  }
  writeFileSync(stamp, wanted)
}

// Before the child runs, which may be seen to run before this process goes on. A terminal sends Ctrl-C to the whole
// group: the child handles it, and this process waits for its answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
}
const child = spawn(bun, ['--max-http-header-size=2097152', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
// npm runs us through a shell that ends by a signal without passing it on: then nobody waits for us any more.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 250).unref()
}
child.on('error', (error) => {
  console.error(`Could not run Bun: ${error.message}`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? ''] ?? 0)))
