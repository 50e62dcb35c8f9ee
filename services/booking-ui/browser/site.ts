/** What the pages can do better with a script. Each part finds its own elements and leaves the page as it was without them. */
import { linkDates } from './dates.ts'
import { follow } from './live.ts'
import { sendOnce } from './once.ts'
import { swapParts } from './parts.ts'
import { refineInPlace } from './refine.ts'
import { suggestPlaces } from './suggest.ts'
import { countDown } from './until.ts'

document.documentElement.classList.add('scripted')
for (const box of document.querySelectorAll<HTMLElement>('[data-suggest]')) suggestPlaces(box)
for (const form of document.querySelectorAll<HTMLFormElement>('.search-form')) linkDates(form)
refineInPlace()
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-once]')) sendOnce(form)
for (const line of document.querySelectorAll<HTMLElement>('[data-until]')) countDown(line)
follow()
swapParts()
