/** What the pages can do better with a script. Each part finds its own elements and leaves the page as it was without them. */
import { fillInCode } from './code.ts'
import { linkDates } from './dates.ts'
import { follow, followAgain } from './live.ts'
import { sendOnce } from './once.ts'
import { swapParts } from './parts.ts'
import { choosesDates } from './picker/picker.ts'
import { suggestPlaces } from './suggest.ts'
import { countDown } from './until.ts'

document.documentElement.classList.add('scripted')
for (const box of document.querySelectorAll<HTMLElement>('[data-suggest]')) suggestPlaces(box)
for (const form of document.querySelectorAll<HTMLFormElement>('.search-form')) linkDates(form)
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-prices]')) choosesDates(form)
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-once]')) sendOnce(form)
for (const line of document.querySelectorAll<HTMLElement>('[data-left]')) countDown(line)
fillInCode()
follow()
followAgain()
swapParts()
