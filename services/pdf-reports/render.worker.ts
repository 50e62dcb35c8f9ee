/** A thread of the pool. */
export { render as default } from './render.ts'
