import { describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { emailCodes, lives_ms, newCode } from './codes.ts'
import type { Purpose } from './sql.ts'

const codes = emailCodes(Buffer.alloc(32, 1))
const purposes: readonly Purpose[] = ['verify', 'change_email', 'reset']

describe('a code', () => {
  test('is good for what it was made for, and for nothing else', () => {
    for (const made of purposes) {
      const id = codes.newId()
      for (const asked of purposes)
        expect(codes.idOf(codes.codeOf(id, made), [asked])).toBe(made === asked ? id : undefined)
    }
  })

  test('of another key is not ours', () => {
    const code = emailCodes(randomBytes(32)).codeOf(codes.newId(), 'reset')
    expect(codes.idOf(code, purposes)).toBeUndefined()
  })

  test('may have been copied with the space around it', () => {
    const id = codes.newId()
    expect(codes.idOf(`\n ${codes.codeOf(id, 'verify')}  `, ['verify'])).toBe(id)
  })

  test('has one spelling: no other text is good, the same bytes in other letters included', () => {
    const code = codes.codeOf(codes.newId(), 'verify')
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = [...letters].filter((letter) => codes.idOf(code.slice(0, -1) + letter, ['verify']))
    expect(last).toEqual([code.slice(-1)])
    fc.assert(
      fc.property(fc.nat(code.length - 1), fc.constantFrom(...letters), (at, letter) => {
        const other = code.slice(0, at) + letter + code.slice(at + 1)
        expect(codes.idOf(other, ['verify']) !== undefined).toBe(other === code)
      }),
    )
    fc.assert(fc.property(fc.string(), (text) => codes.idOf(text, purposes) === undefined))
  })

  test('is good for as long as it says', () => {
    const now = new Date('2026-11-23T12:00:00Z')
    for (const purpose of purposes) {
      const code = newCode(codes, { purpose, user_id: 'usr_1', email: 'ann@guests.example' }, now)
      expect(code.expires_at.getTime() - now.getTime()).toBe(lives_ms[purpose])
      expect(code.used_at).toBeNull()
    }
  })
})
