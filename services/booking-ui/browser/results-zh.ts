import { list_zh } from '../text/zh/list.ts'
import { startResults } from './results.tsx'

startResults(list_zh)
