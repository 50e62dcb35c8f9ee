/** What a person does with their account, from a phone number to the end of it. */
import { expect } from 'bun:test'
import { codeFrom, newEmail, PASSWORD, registeredPerson } from '#service/test-person'
import { signInAs } from '../testing/browser.ts'
import { visitor } from '../testing/visitor.ts'
import { bookRoom, stayIn } from '../testing/world.ts'
import type { Setting } from './setting.ts'

const CHANGED = 'another lamp of architecture'
const FORGOTTEN = 'yet another lamp of architecture'

export const keepsAnAccount = async ({ stack, site, visit }: Setting) => {
  const { email } = await registeredPerson(stack)
  const guest = visitor(stack)
  await guest.signIn(email)
  const { trip } = await bookRoom(stack, guest, stayIn(12, 1))
  await visit({ expected: [422] }, async (page) => {
    await page.goto(`${site}/account`)
    await signInAs(page, email, PASSWORD)
    await page.waitForURL('**/account')
    await page.getByLabel('Phone').fill('call me')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('begins with +').waitFor()
    await page.getByLabel('Phone').fill('+41 61 555 01 23')
    await page.getByLabel('Name').fill('Renée')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('Renée')

    const download = await page.request.get(`${site}/account/export`)
    const kept = (await download.json()) as {
      reservations: { id: string }[]
      payments: { status: string }[]
      complete: boolean
    }
    expect(JSON.stringify(kept)).toContain(email)
    expect(kept.reservations.map(({ id }) => `/trips/${id}`)).toEqual([trip])
    expect([kept.payments.map(({ status }) => status), kept.complete]).toEqual([['captured'], true])

    const other = newEmail()
    await page.getByLabel('New email address').fill(other)
    await page.locator('[aria-labelledby=address]').getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Send a code to the new address' }).click()
    await page.waitForURL('**/account/verify?for=email')
    const code = await codeFrom(stack, other, 'Confirm your new email address')
    await page.getByLabel('Code from the email').fill(code)
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('You sign in with it from now on.').waitFor()
    await page.getByRole('main').getByRole('link', { name: 'Account' }).click()
    await page.getByText(`You sign in with ${other}.`).waitFor()

    const password = page.locator('[aria-labelledby=new-password]')
    await password.getByLabel('Your password').fill('wrong')
    await password.getByLabel('New password').fill(CHANGED)
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByRole('alert').getByText('That is not your password').waitFor()
    await password.getByLabel('Your password').fill(PASSWORD)
    await password.getByLabel('New password').fill(CHANGED)
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor()

    // Forgotten at once, by the link that stands where it is asked for.
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Forgotten your password?' }).click()
    await page.getByLabel('Email address').fill(other)
    await page.getByRole('button', { name: 'Send a code' }).click()
    await page.waitForURL('**/account/reset')
    const forgotten = await codeFrom(stack, other, 'Choose another password')
    await page.getByLabel('Code from the email').fill('vrf_wrong')
    await page.getByLabel('New password').fill(FORGOTTEN)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByRole('alert').getByText('This code is not good').waitFor()
    await page.getByLabel('Code from the email').fill(forgotten)
    await page.getByLabel('New password').fill(FORGOTTEN)
    await page.getByRole('button', { name: 'Set the password' }).click()
    await page.getByRole('heading', { name: 'Your password is changed' }).waitFor()

    await page.goto(`${site}/account`)
    await signInAs(page, other, FORGOTTEN)
    await page.waitForURL('**/account')
    await page.getByRole('link', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    await page.goto(`${site}/account`)
    // Of `auth`, too: it asks who is there.
    await signInAs(page, other, FORGOTTEN)
    await page.waitForURL('**/account')
    await page.locator('.danger summary').click()
    await page.locator('.danger').getByLabel('Your password').fill(FORGOTTEN)
    await page.getByRole('button', { name: 'Close my account for ever' }).click()
    await page.getByRole('heading', { name: 'Your account is closed' }).waitFor()
  })
}
