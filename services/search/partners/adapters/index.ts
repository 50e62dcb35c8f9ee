/** Whose language we speak. */
import type { PartnerName } from '#lib/config'
import type { Adapter } from '../partner.ts'
import { alpha } from './alpha.ts'
import { bravo } from './bravo.ts'
import { charlie } from './charlie.ts'
import { delta } from './delta.ts'

export const adapters: Readonly<Record<PartnerName, Adapter>> = { alpha, bravo, charlie, delta }
