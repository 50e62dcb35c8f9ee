import { list_zh } from '../../text/zh/list.ts'
import { startResults } from './start.tsx'

startResults(list_zh)
