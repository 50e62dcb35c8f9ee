/** One request, from the command line to standard output. */
import { type AnsweringOrder, answering } from './answering.ts'

const { target, ...order } = JSON.parse(process.argv[2] ?? '') as AnsweringOrder & { target: string }
const { answer, end } = await answering({ ...order, connects_late: true })
const reply = await answer(target)
await end()
if ('error' in reply) {
  console.error(reply.error)
  process.exit(1)
}
await Bun.write(Bun.stdout, reply.body)
