import { list_de } from '../../text/de/list.ts'
import { startResults } from './start.tsx'

startResults(list_de)
