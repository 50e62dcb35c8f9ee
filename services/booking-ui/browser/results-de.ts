import { list_de } from '../text/de/list.ts'
import { startResults } from './results.tsx'

startResults(list_de)
