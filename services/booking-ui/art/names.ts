/** Names of pictures, for addresses. */

/** A partner's id is of any form: the name follows from it, and is short. */
export function partnerPicture(id: string): string {
  let [one, other] = [0x811c9dc5, 0x9747b28c]
  for (const byte of new TextEncoder().encode(id)) {
    // FNV-1a, twice from other beginnings: enough to tell the hotels of a page apart.
    one = Math.imul(one ^ byte, 0x01000193) >>> 0
    other = Math.imul(other ^ byte, 0x85ebca6b) >>> 0
  }
  return `partner-${[one, other].map((half) => half.toString(16).padStart(8, '0')).join('')}`
}
