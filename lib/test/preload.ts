/** Loaded once before all test files (bunfig.toml); its `afterAll` runs once, after the last of them. */
import { afterAll } from 'bun:test'
import { stopTestPostgres } from './database.ts'

afterAll(stopTestPostgres, 30_000)
