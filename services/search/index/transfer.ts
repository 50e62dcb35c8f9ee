/**
 * An index handed over by the thread that built it: the nights are shared, the bytes of the fragments change hands, the
 * few columns of the catalogue are copied. Whatever else that thread needed ends with it.
 */
import { Answers } from './answers.ts'
import { Catalogue, type CatalogueParts } from './catalogue.ts'
import { Engine } from './engine.ts'
import type { Index } from './load.ts'
import { Nights, type NightsShape } from './nights.ts'

export interface HandedOver {
  catalogue: CatalogueParts
  nights: { shape: NightsShape; buffer: SharedArrayBuffer }
  answers: ReturnType<Answers['parts']>
}

/** What to post, and what is the receiver's alone from then on. */
export function handOver({ catalogue, nights, answers }: Index): {
  message: HandedOver
  transfer: ArrayBuffer[]
} {
  const { shape, buffer } = nights
  const message = { catalogue: catalogue.parts(), nights: { shape, buffer }, answers: answers.parts() }
  return { message, transfer: message.answers.fragments.flatMap(({ chunks }) => chunks) }
}

export function takeOver(message: HandedOver): Index {
  const catalogue = Catalogue.from(message.catalogue)
  const nights = new Nights(message.nights.shape, message.nights.buffer)
  const answers = Answers.from(catalogue, nights, message.answers)
  return { catalogue, nights, answers, engine: new Engine(catalogue, nights), cache: undefined }
}
