/** One request, from the command line to standard output: a line with the status, then the body. */
import { type AnsweringOrder, answering, type Question } from './answering.ts'

const { question, ...order } = JSON.parse(process.argv[2] ?? '') as AnsweringOrder & { question: Question }
const { answer, end } = await answering({ ...order, connects_late: true })
const reply = await answer(question)
await end()
if ('error' in reply) {
  console.error(reply.error)
  process.exit(1)
}
await Bun.write(Bun.stdout, new Blob([`${reply.status}\n`, reply.body]))
