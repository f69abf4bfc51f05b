import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { obstacles } from '../support/accessibility'
import { openBrowser } from '../support/browser'
import { PHONE, screenshot } from '../support/screenshot'
import { Server } from '../support/server'
import { TodoPage } from './todo-page'

/** The rooms' sockets. */
const SOCKETS = /\/parties\//u

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
  // Every mutation of Carol's waits at the door until the test lets it through.
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let arrived = () => {}
  const knocked = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const prepare = (context: BrowserContext) =>
    context.routeWebSocket(SOCKETS, (socket) => {
      const upstream = socket.connectToServer()
      socket.onMessage((message) => {
        if (!String(message).includes('"mutate"')) return upstream.send(message)
        arrived()
        void opened.then(() => upstream.send(message))
      })
    })
  const carol = await TodoPage.open(browser, server.url, { prepare })

  await carol.addTodo('Call mum')
  await carol.row('Todos', 'Call mum').getByText('saving…').waitFor()
  await knocked
  expect(await bob.titles()).toEqual([])

  open()
  await bob.row('Todos', 'Call mum').waitFor()
  await carol.row('Todos', 'Call mum').getByText('saving…').waitFor({ state: 'detached' })
  expect(await carol.titles()).toEqual(['Call mum'])
  await carol.context.close()
})

test('c27_l6_a_socket_that_died_without_a_word_is_found_out_and_only_what_was_missed_is_fetched', async () => {
  let isDead = false
  let connections = 0
  const prepare = (context: BrowserContext) =>
    context.routeWebSocket(SOCKETS, (socket) => {
      const own = (connections += 1)
      const upstream = socket.connectToServer()
      const passes = () => !isDead || own > 1
      socket.onMessage((message) => passes() && upstream.send(message))
      upstream.onMessage((message) => passes() && socket.send(message))
    })
  const carol = await TodoPage.open(browser, server.url, { prepare })
  await alice.addTodo('Seen by all')
  await carol.row('Todos', 'Seen by all').waitFor()
  const requests: string[] = []
  carol.page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`))

  isDead = true
  await alice.rename('Seen by all', 'Changed meanwhile')
  await alice.addTodo('Missed')
  await bob.row('Todos', 'Missed').waitFor()
  // What she does now goes nowhere, and she does not know.
  await carol.addTodo('Into the void')
  expect(await carol.titles()).toEqual(['Into the void', 'Seen by all'])

  await carol.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await carol.row('Todos', 'Missed').waitFor()
  await carol.row('Todos', 'Into the void').getByText('saving…').waitFor({ state: 'detached' })
  await bob.row('Todos', 'Into the void').waitFor()
  for (const page of [alice, bob, carol]) expect((await page.titles()).sort()).toEqual(['Changed meanwhile', 'Into the void', 'Missed'])
  expect(connections).toBe(2)
  // Before the socket is back her own change may go over HTTP, which is followed by a question for the difference.
  const reads = requests.filter((request) => request.startsWith('GET') && request.includes('/api/'))
  expect(reads.filter((request) => !request.includes('since='))).toEqual([])
  await carol.context.close()
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

test('offline all goes on, and what was done then is sent when the network is back', async () => {
  await alice.addTodo('Water the plants')
  await bob.row('Todos', 'Water the plants').waitFor()
  await alice.saved()

  await alice.offline(true)
  await alice.check('Water the plants')
  await alice.addTodo('Call mum')
  await bob.addTodo('Buy milk')
  await alice.status('disconnected, 2 unsaved')
  expect([(await alice.titles()).toSorted(), (await bob.titles()).toSorted()]).toEqual([
    ['Call mum', 'Water the plants'],
    ['Buy milk', 'Water the plants'],
  ])

  await alice.offline(false)
  await bob.page.getByRole('checkbox', { name: 'Done: Water the plants', checked: true }).waitFor()
  await bob.row('Todos', 'Call mum').waitFor()
  await alice.row('Todos', 'Buy milk').waitFor()
  await alice.saved()
  expect(await alice.titles()).toEqual(await bob.titles())
})

test('a reload keeps everything', async () => {
  await alice.addTodo('Buy milk')
  await alice.addTodo('Water the plants')
  await alice.check('Buy milk')
  await alice.addNote('Shopping', 'The market closes at six')
  await alice.saved()
  await alice.reload()
  await alice.page.getByRole('checkbox', { name: 'Done: Buy milk', checked: true }).waitFor()
  await alice.row('Notes', 'Shopping').getByText('closes at six').waitFor()
  expect([await alice.isFirstLoad(), await alice.titles()]).toEqual([false, ['Water the plants', 'Buy milk']])
})

test('everybody can read and use the page, in light and in dark, in a window and on a phone', async () => {
  expect(await obstacles(alice.page)).toEqual([])
  for (const title of ['Repot the basil', 'Call the plumber', 'Book the train to Ghent', 'Buy oat milk']) await alice.addTodo(title)
  await alice.check('Call the plumber')
  await alice.addNote('Market', 'Closes at six on Saturdays.\nThe stall with the good tomatoes is on the left.')
  await alice.addNote('Wifi of the flat', 'basil-and-thyme')
  await alice.saved()
  await screenshot(alice.page, 'todo-app')
  await screenshot(alice.page, 'todo-app-dark', { scheme: 'dark' })
  await screenshot(alice.page, 'todo-app-phone', { size: PHONE })
  // Every form that there is, and what is wrong.
  await alice.button('Edit Market').click()
  await alice.addTodo('x'.repeat(201))
  await alice.page.getByRole('alert').waitFor()
  expect(await obstacles(alice.page)).toEqual([])
  await screenshot(alice.page, 'todo-app-refusal')
})
