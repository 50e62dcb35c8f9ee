import { list_en } from '../text/en/list.ts'
import { startResults } from './results.tsx'

startResults(list_en)
