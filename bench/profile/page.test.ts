/** The page of a profile: whatever a program calls its functions, it needs nothing else and runs nothing. */
import { expect, test } from 'bun:test'
import { root } from '#lib/child'
import { frame, small_profile } from './fixtures.ts'
import { type CpuProfile, callsOfCpu } from './formats/cpuprofile.ts'
import { type About, callsPage, thingsPage } from './page.ts'
import { asText, functionsTable } from './tables.ts'

const about: About = { title: 'a <model>', notices: ['not & right'], lead: ['bun'], command: 'profile "x"' }
const HOSTILE = `</style><script>alert(1)</script><b onmouseover='x' title="y">&\u001b[31m\n`

const hostile: CpuProfile = {
  ...small_profile,
  nodes: small_profile.nodes.map((node) =>
    node.id === 6 ? { ...node, callFrame: frame(HOSTILE, `file://${root}/${HOSTILE}.ts`, 1) } : node,
  ),
}

test('names the functions, widest first, with their places and shares', () => {
  const page = callsPage(about, callsOfCpu([small_profile]), ['all of it'])
  expect(page).toContain('<b class="ours" style="left:0.00%;width:85.71%;top:0px"')
  expect(page).toContain(
    'title="answer (services/search/answer.ts:10): 85.7 % with what it calls, 28.6 % itself"',
  )
  expect(page).toContain('<td class="name">answer</td><td>services/search/answer.ts:10</td>')
  expect(page).not.toContain('neverCalled')
  expect(page).toEndWith('</html>\n')
})

test('escapes what a program calls itself, and has nothing from elsewhere', () => {
  for (const page of [
    callsPage(about, callsOfCpu([hostile]), [HOSTILE]),
    thingsPage(about, [{ what: HOSTILE, count: 1, bytes: 1 }]),
  ]) {
    expect(page).toContain('&#60;script&#62;alert(1)')
    expect(page).not.toContain('<script')
    expect(page).not.toContain(" onmouseover='")
    expect(page.match(/<\/style>/g)).toHaveLength(2)
    expect(page).not.toMatch(/\b(src|href)=|url\(|@import|https?:/)
  }
})

test('and in a terminal no name moves the cursor or takes more than its place', () => {
  const lines = asText(functionsTable(callsOfCpu([hostile])), 10)
  expect(lines).toHaveLength(5)
  expect(lines.join('')).not.toMatch(/\p{Cc}/u)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(150)
})
