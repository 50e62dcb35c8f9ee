/** Every journey through the site of one process. */
import { runJourneys } from './journeys/run.ts'

runJourneys('monolith')
