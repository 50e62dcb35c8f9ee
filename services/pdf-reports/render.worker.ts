/** A thread of the pool. */
import type { NewDocument } from './contract.ts'
import { render } from './render.ts'

export default (document: NewDocument): Promise<Uint8Array> => render(document)
