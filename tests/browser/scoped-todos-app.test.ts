import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { obstacles } from '../support/accessibility'
import { openBrowser } from '../support/browser'
import { PHONE, screenshot } from '../support/screenshot'
import { Server } from '../support/server'
import { Gate } from './gate'
import { ListsPage } from './lists-page'

let browser: Browser
let server: Server
let alice: ListsPage
let bob: ListsPage

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
})

beforeEach(async () => {
  server = await Server.start('scoped-todos-app')
  ;[alice, bob] = await Promise.all([ListsPage.open(browser, server.url), ListsPage.open(browser, server.url)])
})

afterEach(async () => {
  await Promise.all([alice.context.close(), bob.context.close()])
  await server[Symbol.asyncDispose]()
})

test('lists_and_their_todos_are_the_same_in_two_windows_and_counted_live', async () => {
  await alice.addList('Groceries')
  await alice.addTodo('Bread')
  await alice.addTodo('Cheese')
  await bob.says('Groceries', '2 open')

  await bob.addList('Holidays')
  await bob.addTodo('Book the train')
  await alice.says('Holidays', '1 open')
  // What is on the one list is not on the other.
  expect([await alice.titlesOf('Groceries'), await bob.titlesOf('Holidays')]).toEqual([['Cheese', 'Bread'], ['Book the train']])

  await alice.check('Bread')
  await bob.says('Groceries', '1 open')
  await bob.open('Groceries')
  await bob.page.getByRole('checkbox', { name: 'Done: Bread', checked: true }).waitFor()

  await alice.button('Edit Groceries').click()
  const form = alice.page.getByRole('form', { name: 'Edit Groceries' })
  await form.getByLabel('Name').fill('Shopping')
  await form.getByLabel('Name').press('Enter')
  await bob.page.getByRole('heading', { name: 'Shopping', exact: true }).waitFor()
  expect([await alice.isFirstLoad(), await bob.isFirstLoad(), ...alice.errors, ...bob.errors]).toEqual([true, true])
})

test('a_list_that_is_deleted_takes_its_todos_with_it_everywhere_and_says_so_to_who_looks_at_it', async () => {
  await alice.addList('Groceries')
  await alice.addTodo('Bread')
  await alice.addList('Holidays')
  await alice.addTodo('Book the train')
  await bob.open('Groceries')
  await bob.row('Groceries', 'Bread').waitFor()

  await alice.delete('Groceries')
  await bob.isTold('“Groceries” was deleted')
  for (const page of [alice, bob]) await page.link('Groceries').waitFor({ state: 'detached' })
  // Alice looks at another one, which stands.
  expect(await alice.titlesOf('Holidays')).toEqual(['Book the train'])
  const rows = async (name: string) => Object(await (await fetch(`${server.url}/api/default/${name}`)).json())[name]
  expect(await rows('todos')).toEqual([expect.objectContaining({ title: 'Book the train' })])

  // The way on is one of those that are left; the way back leads nowhere, and says so.
  await bob.open('Holidays')
  await bob.row('Holidays', 'Book the train').waitFor()
  await bob.page.goBack()
  await bob.isTold('There is no such list')
  await bob.reload()
  await bob.isTold('There is no such list')
  await screenshot(bob.page, 'scoped-todos-app-gone')
})

test('who_deletes_the_list_that_is_open_is_told_nothing_new', async () => {
  await alice.addList('Groceries')
  await alice.saved()
  await alice.delete('Groceries')
  await bob.page.getByText('No lists yet.').waitFor()
  expect(await alice.page.getByRole('status').allTextContents()).toEqual(['connected'])
})

test('what_was_typed_into_a_list_that_is_deleted_meanwhile_is_refused_in_words', async () => {
  await alice.addList('Groceries')
  await alice.addTodo('Bread')
  await bob.open('Groceries')
  await bob.row('Groceries', 'Bread').waitFor()
  await alice.saved()

  await bob.offline(true)
  await bob.addTodo('Cheese')
  await bob.row('Groceries', 'Cheese').getByText('saving…').waitFor()
  await bob.check('Bread')
  await alice.delete('Groceries')
  await alice.saved()
  await bob.offline(false)

  await bob.page.getByRole('alert').filter({ hasText: '“Cheese” was not added: its list was deleted.' }).waitFor()
  await bob.page.getByRole('alert').filter({ hasText: '“Bread” was not changed: somebody had deleted it.' }).waitFor()
  await bob.isTold('“Groceries” was deleted')
  await bob.saved()
  expect(await obstacles(bob.page)).toEqual([])
  await screenshot(bob.page, 'scoped-todos-app-refusal')
  for (const _ of [1, 2]) await bob.button('Dismiss').first().click()
  await bob.page.getByRole('alert').waitFor({ state: 'detached' })
})

test('what_is_wrong_with_the_words_is_said_beside_them_and_they_are_not_lost', async () => {
  const name = 'x'.repeat(61)
  await alice.page.getByLabel('Name of the list').fill(name)
  await alice.button('Add list').click()
  await alice.page.getByRole('form', { name: 'New list' }).getByRole('alert').filter({ hasText: 'at most 60 characters' }).waitFor()
  expect(await alice.page.getByLabel('Name of the list').inputValue()).toBe(name)
  await alice.page.getByText('No lists yet.').waitFor()
})

test('a_list_and_its_todos_are_there_before_the_server_has_heard_of_them', async () => {
  let gate: Gate | undefined
  await using carol = await ListsPage.open(browser, server.url, {
    prepare: async (context) => {
      gate = await Gate.build(context)
    },
  })
  const mutations = gate?.hold('up', /"type":"mutate"/u)
  await carol.addList('Groceries')
  const first = await mutations?.next()
  await carol.addTodo('Bread')
  await carol.row('Groceries', 'Bread').getByText('saving…').waitFor()
  const second = await mutations?.next()
  expect(await bob.link('Groceries').count()).toBe(0)
  mutations?.end()
  first?.pass()
  second?.pass()
  await carol.saved()
  await bob.says('Groceries', '1 open')
})

test('offline_and_back_and_a_reload_keep_everything_and_the_list_that_is_open', async () => {
  await alice.addList('Groceries')
  await alice.addList('Holidays')
  await bob.open('Groceries')
  await alice.saved()
  await alice.offline(true)
  await alice.open('Groceries')
  await alice.addTodo('Bread')
  await alice.addList('Garden')
  await alice.addTodo('Water the beans')
  await bob.addTodo('Cheese')
  await alice.offline(false)
  await bob.row('Groceries', 'Bread').waitFor()
  await bob.says('Garden', '1 open')
  await alice.saved()

  await alice.reload()
  await alice.row('Garden', 'Water the beans').waitFor()
  await alice.says('Groceries', '2 open')
  expect([await alice.isFirstLoad(), await alice.titlesOf('Garden')]).toEqual([false, ['Water the beans']])
})

test('everybody_can_read_and_use_the_page', async () => {
  expect(await obstacles(alice.page)).toEqual([])
  for (const [name, titles] of [
    ['Garden', ['Water the beans', 'Order seeds']],
    ['A week in the mountains with the whole family', ['Boots', 'Map']],
    ['Groceries', ['Oat milk', 'Tomatoes from the market, the small ones', 'Bread']],
  ] as const) {
    await alice.addList(name)
    for (const title of titles) await alice.addTodo(title)
  }
  await alice.check('Oat milk')
  await alice.saved()
  await screenshot(alice.page, 'scoped-todos-app')
  await screenshot(alice.page, 'scoped-todos-app-dark', { scheme: 'dark' })
  await screenshot(alice.page, 'scoped-todos-app-phone', { size: PHONE })
  await alice.button('Edit Garden').click()
  expect(await obstacles(alice.page)).toEqual([])
})
