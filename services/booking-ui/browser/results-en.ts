import { list_en } from '../../text/en/list.ts'
import { startResults } from './start.tsx'

startResults(list_en)
