/** A process of process-pool: one connection, one request at a time. Ends with its parent, whose pipe closes then. */
import { type AnsweringOrder, answering } from './answering.ts'

const { answer } = await answering(JSON.parse(process.argv[2] ?? '') as AnsweringOrder)
process.on('message', (target: string) => {
  void answer(target).then((reply) => process.send?.(reply))
})
process.on('disconnect', () => process.exit(0))
process.send?.({ body: 'ready' })
