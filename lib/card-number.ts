/** Whether somebody has typed the number of a card where none belongs: nothing of ours may ever keep one. */

/** Check digit of card numbers, ISO/IEC 7812-1. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** How networks number their cards today. By the check digit alone every tenth telephone number would be one. */
const NETWORKS = /^(4\d{15}(\d{3})?|5\d{15}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|35\d{14}|6\d{15,18})$/
const MOST = 19

/** Groups of digits as people write them; with what follows a number on a card, too: its code, its month. */
const GROUPS = /\d+(?:[\s./_\p{Pd}]{1,3}\d+)*/gu

/** In one group of digits or in several that follow each other. */
export function hasCardNumber(text: string): boolean {
  // Every script has digits of its own: NFKC makes the full-width ones ASCII.
  for (const [run] of text.normalize('NFKC').matchAll(GROUPS)) {
    const groups = run.split(/\D+/)
    for (let from = 0; from < groups.length; from++) {
      let digits = ''
      for (let to = from; to < groups.length && digits.length < MOST; to++) {
        digits += groups[to]
        if (NETWORKS.test(digits) && passesLuhn(digits)) return true
      }
    }
  }
  return false
}
