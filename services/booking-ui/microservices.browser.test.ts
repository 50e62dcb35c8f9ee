/** Every journey through the site of many processes. */
import { runJourneys } from './journeys/run.ts'

runJourneys('microservices')
