import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { obstacles } from '../support/accessibility'
import { openBrowser } from '../support/browser'
import { PHONE, screenshot } from '../support/screenshot'
import { Server } from '../support/server'
import { AccountPage } from './account-page'

let browser: Browser
let server: Server
let alice: AccountPage

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
})

beforeEach(async () => {
  server = await Server.start('auth-todo-app')
  alice = await AccountPage.join(browser, server.url, 'alice')
})

afterEach(async () => {
  await alice.context.close()
  await server[Symbol.asyncDispose]()
})

test('everyone has todos of their own, on all their devices, live', async () => {
  await using bob = await AccountPage.join(browser, server.url, 'bob')
  await using phone = await AccountPage.open(browser, server.url, { until: null })
  await phone.enter('Sign in', 'Alice')
  await phone.status('connected')

  await alice.addTodo('Buy milk')
  await phone.row('Todos', 'Buy milk').waitFor()
  await phone.check('Buy milk')
  await alice.page.getByRole('checkbox', { name: 'Done: Buy milk', checked: true }).waitFor()
  await bob.addTodo('Feed the cat')
  await bob.saved()
  expect([await alice.titles(), await phone.titles(), await bob.titles()]).toEqual([['Buy milk'], ['Buy milk'], ['Feed the cat']])
  expect([...alice.errors, ...phone.errors, ...bob.errors]).toEqual([])
})

test('who signs out leaves nothing behind, in no tab', async () => {
  await alice.addTodo('A secret')
  await alice.saved()
  const tab = new AccountPage(alice.context, await alice.context.newPage())
  await tab.page.goto(server.url)
  await tab.row('Todos', 'A secret').waitFor()

  await alice.button('Sign out').click()
  for (const one of [alice, tab]) {
    await one.signInForm().waitFor()
    expect(await one.page.getByText('A secret').count()).toBe(0)
  }
  expect(await alice.context.cookies()).toEqual([])
  // Somebody else sits down, in the same window.
  await alice.button('New here? Create an account').click()
  await alice.enter('Create account', 'carol')
  await alice.status('connected')
  expect(await alice.titles()).toEqual([])
  await tab.page.getByText('Nothing to do.').waitFor()
  expect(await alice.isFirstLoad()).toBe(true)
})

test('a wrong password is said, and nobody is in', async () => {
  await using stranger = await AccountPage.open(browser, server.url, { until: null })
  await stranger.enter('Sign in', 'alice', 'wrong horse battery')
  await stranger.page.getByRole('alert').filter({ hasText: 'the name or the password is wrong' }).waitFor()
  expect(await stranger.signInForm().getByLabel('Name').inputValue()).toBe('alice')
  expect(await stranger.context.cookies()).toEqual([])
  expect(await obstacles(stranger.page)).toEqual([])
  await screenshot(stranger.page, 'auth-todo-app-refusal')

  // An account that is there already, and a password that is too short: each beside its field.
  await stranger.button('New here? Create an account').click()
  await stranger.enter('Create account', 'alice', 'short')
  await stranger.page.getByRole('alert').filter({ hasText: 'must have 8 to 200 characters' }).waitFor()
  await stranger.enter('Create account', 'alice')
  await stranger.page.getByRole('alert').filter({ hasText: 'is taken' }).waitFor()
  await stranger.button('Sign in with an account').click()
  await stranger.enter('Sign in', 'alice')
  await stranger.status('connected')
})

test('where the session ends in the middle of things, nothing is lost', async () => {
  await alice.addTodo('Before')
  await alice.saved()
  // The server takes the cookie no more.
  await alice.context.clearCookies()
  await server.stop()
  await alice.addTodo('In between')
  await server.start()
  await alice.page.getByText('Your session is over').waitFor({ timeout: 45_000 })
  expect(await alice.titles()).toEqual(['In between', 'Before'])
  await alice.enter('Sign in', 'alice')
  await alice.saved()
  await using phone = await AccountPage.open(browser, server.url, { until: null })
  await phone.enter('Sign in', 'alice')
  await phone.row('Todos', 'In between').waitFor()
  expect(await phone.titles()).toEqual(['In between', 'Before'])
  expect(await alice.isFirstLoad()).toBe(true)
})

test('offline all goes on, and is sent when the network is back', async () => {
  await using phone = await AccountPage.open(browser, server.url, { until: null })
  await phone.enter('Sign in', 'alice')
  await phone.status('connected')
  await alice.offline(true)
  await alice.addTodo('Call mum')
  await alice.status('disconnected, 1 unsaved')
  await phone.addTodo('Buy milk')
  await alice.offline(false)
  await phone.row('Todos', 'Call mum').waitFor()
  await alice.row('Todos', 'Buy milk').waitFor()
  await alice.saved()
})

test('a reload keeps the session and the todos', async () => {
  await alice.addTodo('Buy milk')
  await alice.rename('Buy milk', 'Buy oat milk')
  await alice.saved()
  await alice.reload()
  await alice.row('Todos', 'Buy oat milk').waitFor()
  expect([await alice.isFirstLoad(), await alice.titles()]).toEqual([false, ['Buy oat milk']])
})

test('everybody can read and use the page, in light and in dark, in a window and on a phone', async () => {
  for (const title of ['Renew the passport', 'Pick a present for Noor', 'Cancel the old phone plan']) await alice.addTodo(title)
  await alice.check('Renew the passport')
  await alice.saved()
  expect(await obstacles(alice.page)).toEqual([])
  await screenshot(alice.page, 'auth-todo-app')
  await screenshot(alice.page, 'auth-todo-app-phone', { size: PHONE, scheme: 'dark' })
  await alice.button('Sign out').click()
  await alice.signInForm().waitFor()
  expect(await obstacles(alice.page)).toEqual([])
  await screenshot(alice.page, 'auth-todo-app-sign-in')
})
