/** For torn.test.ts: changes one hotel without a pause, every night of it to one price and one number of rooms. */
import { parentPort, workerData } from 'node:worker_threads'
import { Nights, type NightsShape } from './nights.ts'

const { shape, buffer } = workerData as { shape: NightsShape; buffer: SharedArrayBuffer }
const nights = new Nights(shape, buffer)
let stopped = false
parentPort?.on('message', () => {
  stopped = true
})

let round = 0
const write = () => {
  for (let i = 0; i < 200; i++) {
    round++
    const night = {
      price: 100 + (round % 150),
      free: 1 + (round % 150),
      min_stay: 1,
      closed_to_arrival: false,
    }
    nights.change(0, () => {
      for (let room_type = 0; room_type < shape.room_types; room_type++)
        for (let n = 0; n < shape.nights; n++) nights.write(room_type, shape.first_day + n, night)
    })
  }
  if (stopped) parentPort?.postMessage(round)
  else setImmediate(write)
}
write()
