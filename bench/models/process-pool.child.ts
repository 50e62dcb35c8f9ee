/** A process of process-pool: one connection, one request at a time. Ends with its parent, whose pipe closes then. */
import { type AnsweringOrder, answering, type Question, type Reply } from './answering.ts'

const { answer } = await answering(JSON.parse(process.argv[2] ?? '') as AnsweringOrder)
const reply = (one: Reply) => process.send?.(one)
process.on('message', (question: Question) => {
  void answer(question).then(reply)
})
process.on('disconnect', () => process.exit(0))
reply({ status: 200, body: 'ready' })
