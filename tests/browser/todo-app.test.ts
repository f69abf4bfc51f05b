import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser } from '../support/browser'
import { Server } from '../support/server'
import { TodoPage } from './todo-page'

let browser: Browser
let server: Server
let alice: TodoPage
let bob: TodoPage

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
})

beforeEach(async () => {
  server = await Server.start('todo-app')
  ;[alice, bob] = await Promise.all([TodoPage.open(browser, server.url), TodoPage.open(browser, server.url)])
})

afterEach(async () => {
  await Promise.all([alice.context.close(), bob.context.close()])
  await server[Symbol.asyncDispose]()
})

test('what one adds, edits, checks and deletes shows in the other without a reload', async () => {
  await alice.addTodo('Buy milk')
  await bob.row('Todos', 'Buy milk').waitFor()

  await alice.rename('Buy milk', 'Buy oat milk')
  await bob.row('Todos', 'Buy oat milk').waitFor()
  await bob.row('Todos', 'Buy milk').waitFor({ state: 'detached' })

  await alice.check('Buy oat milk')
  await bob.page.getByRole('checkbox', { name: 'Done: Buy oat milk', checked: true }).waitFor()

  // The other way round as well, in the other list.
  await bob.addNote('Shopping', 'The market\ncloses at six')
  await alice.row('Notes', 'Shopping').getByText('closes at six').waitFor()

  await alice.delete('Buy oat milk')
  await bob.row('Todos', 'Buy oat milk').waitFor({ state: 'detached' })

  expect(await alice.titles()).toEqual([])
  expect(await bob.titles()).toEqual([])
  expect([await alice.isFirstLoad(), await bob.isFirstLoad()]).toEqual([true, true])
  expect([...alice.errors, ...bob.errors]).toEqual([])
})

test('what the own endpoint of the app does shows on every page', async () => {
  await alice.addTodo('Buy milk')
  await alice.addTodo('Buy bread')
  await bob.row('Todos', 'Buy bread').waitFor()
  await bob.page.getByRole('button', { name: 'Complete all' }).click()
  for (const { page } of [alice, bob]) {
    for (const title of ['Buy milk', 'Buy bread']) {
      await page.getByRole('checkbox', { name: `Done: ${title}`, checked: true }).waitFor()
    }
    await page.getByRole('button', { name: 'Complete all' }).waitFor({ state: 'detached' })
  }
})

test('a change shows at once, before the server has answered', async () => {
  // Every mutation of Alice's waits at the door until the test lets it through.
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let arrived = () => {}
  const knocked = new Promise<void>((resolve) => {
    arrived = resolve
  })
  await alice.page.route('**/api/**', async (route) => {
    if (route.request().method() !== 'GET') {
      arrived()
      await opened
    }
    await route.continue()
  })

  await alice.addTodo('Call mum')
  await alice.row('Todos', 'Call mum').getByText('saving…').waitFor()
  await knocked
  expect(await bob.titles()).toEqual([])

  open()
  await bob.row('Todos', 'Call mum').waitFor()
  await alice.row('Todos', 'Call mum').getByText('saving…').waitFor({ state: 'detached' })
  expect(await alice.titles()).toEqual(['Call mum'])
})

test('l8_with_the_server_stopped_an_edit_stays_pending_and_goes_through_when_it_is_back', async () => {
  await alice.addTodo('Water the plants')
  await bob.row('Todos', 'Water the plants').waitFor()
  await alice.row('Todos', 'Water the plants').getByText('saving…').waitFor({ state: 'detached' })

  await server.stop()
  await alice.rename('Water the plants', 'Water all plants')
  await alice.row('Todos', 'Water all plants').getByText('saving…').waitFor()
  await alice.status(/1 unsaved/u)
  expect(await bob.titles()).toEqual(['Water the plants'])

  await server.start()
  await bob.row('Todos', 'Water all plants').waitFor({ timeout: 45_000 })
  await alice.row('Todos', 'Water all plants').getByText('saving…').waitFor({ state: 'detached' })
  await alice.status('connected')
  expect([await alice.titles(), await bob.titles()]).toEqual([['Water all plants'], ['Water all plants']])
  expect([await alice.isFirstLoad(), await bob.isFirstLoad()]).toEqual([true, true])
})

test('what is refused is said beside the field, and what was typed is not lost', async () => {
  await alice.addTodo('x'.repeat(201))
  const form = alice.page.getByRole('form', { name: 'New todo' })
  await form.getByRole('alert').filter({ hasText: 'at most 200 characters' }).waitFor()
  expect(await form.getByLabel('What is to be done?').inputValue()).toBe('x'.repeat(201))
  expect(await alice.titles()).toEqual([])

  // The next one that is right takes the message away.
  await alice.addTodo('y'.repeat(200))
  await alice.row('Todos', 'y'.repeat(200)).waitFor()
  await form.getByRole('alert').waitFor({ state: 'detached' })
})
