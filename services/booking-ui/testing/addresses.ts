/** For tests and pictures: where a platform's pages are. */
import type { Stack } from '#lib/test/stack'
import { portOf } from '#lib/topology'

/** As people reach it: cookies and redirects are those of this name. */
export const siteUrl = (stack: Stack): string => `http://localhost:${portOf(stack.base_port, 'booking-ui')}`
export const bankUrl = (stack: Stack): string => `http://localhost:${portOf(stack.base_port, 'bank')}`
