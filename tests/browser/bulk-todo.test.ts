import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { obstacles } from '../support/accessibility'
import { openBrowser } from '../support/browser'
import { PHONE, screenshot } from '../support/screenshot'
import { Server } from '../support/server'
import { BulkPage } from './bulk-page'
import { Gate, type HeldRequest, type Queue } from './gate'

let browser: Browser
let server: Server
let alice: BulkPage
let bob: BulkPage

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
})

beforeEach(async () => {
  server = await Server.start('bulk-todo')
  ;[alice, bob] = await Promise.all([BulkPage.open(browser, server.url), BulkPage.open(browser, server.url)])
})

afterEach(async () => {
  await Promise.all([alice.context.close(), bob.context.close()])
  await server[Symbol.asyncDispose]()
})

/** So many lines, in an order that one can see. */
const lines = (count: number, from = 1) => Array.from({ length: count }, (_, at) => `Todo ${String(from + at).padStart(4, '0')}`)

test('a_thousand_rows_are_pasted_in_completed_and_deleted_and_the_other_window_sees_it', async () => {
  await alice.paste(lines(1_000))
  for (const page of [alice, bob]) await page.has(1_000, 0)
  await alice.saved()
  expect(await bob.titles()).toEqual(lines(1_000))

  await bob.chooseAll()
  await bob.page.getByText('1,000 of 1,000 chosen').waitFor()
  await bob.button('Complete').click()
  for (const page of [alice, bob]) await page.has(1_000, 1_000)

  await alice.chooseAll()
  await alice.button('Delete').click()
  for (const page of [alice, bob]) await page.has(0, 0)
  await alice.saved()
  expect([await alice.isFirstLoad(), await bob.isFirstLoad(), ...alice.errors, ...bob.errors]).toEqual([true, true])
})

test('some_are_chosen_completed_opened_again_and_deleted', async () => {
  await alice.paste(['Apples', '', '  Bread ', 'Cheese'])
  await alice.has(3, 0)
  await alice.choose('Apples', 'Bread')
  await alice.page.getByText('2 of 3 chosen').waitFor()
  expect(await alice.checkbox('All').evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true)
  await alice.button('Complete').click()
  await bob.has(3, 2)

  await alice.choose('Apples')
  await alice.button('Reopen').click()
  await bob.has(3, 1)

  // One that somebody else deletes is no longer among those that are chosen.
  await alice.choose('Bread', 'Cheese')
  await bob.choose('Bread')
  await bob.button('Delete').click()
  await alice.page.getByText('1 of 2 chosen').waitFor()
  await alice.button('Delete').click()
  await bob.has(1, 0)
  expect(await bob.titles()).toEqual(['Apples'])
})

test('more_than_the_server_takes_at_once_goes_in_parts_and_the_page_says_how_far_it_is', async () => {
  let requests: Queue<HeldRequest> | undefined
  // Without a socket each part is a request of its own. With one the server may well answer all of them at once.
  await using carol = await BulkPage.open(browser, server.url, {
    until: null,
    prepare: async (context) => {
      requests = await (await Gate.build(context)).holdRequests(/POST .*bulk/u)
      // The one that was said last is asked first.
      await context.routeWebSocket(/\/parties\//u, (socket) => void socket.close())
    },
  })
  await carol.paste(lines(2_500))
  await carol.has(2_500, 0)
  const says = (text: string) => carol.page.getByRole('status').filter({ hasText: text }).waitFor()
  await says('Saved 0 of 2,500')
  for (const saved of ['1,000', '2,000']) {
    await (await requests?.next())?.pass()
    await says(`Saved ${saved} of 2,500`)
    const bar = carol.page.getByRole('progressbar', { name: 'Saved' })
    expect(await bar.evaluate(({ value, max }: HTMLProgressElement) => [value, max])).toEqual([Number(saved.replace(',', '')), 2_500])
  }
  await screenshot(carol.page, 'bulk-todo-progress')
  await (await requests?.next())?.pass()
  await carol.page.getByRole('progressbar').waitFor({ state: 'detached' })
  await bob.has(2_500, 0)
  expect(await bob.titles()).toEqual(lines(2_500))
})

test('a_line_that_is_wrong_is_named_and_no_line_is_lost', async () => {
  // Too long: the browser knows. Nothing to do in it: that rule is the server's own.
  for (const [wrong, message] of [['x'.repeat(201), 'must have at most 200 characters'], ['-----', 'must have a letter or a digit']] as const) {
    const pasted = ['Apples', wrong, 'Cheese']
    await alice.paste(pasted)
    const alert = alice.page.getByRole('alert').filter({ hasText: message })
    await alert.waitFor()
    // All or none: none of them stands, here or there, and all of them are in the box.
    await alice.has(0, 0)
    expect([await alice.box.inputValue(), await bob.titles()]).toEqual([pasted.join('\n'), []])

    await alert.getByRole('button', { name: 'Line 2' }).click()
    expect(await alice.box.evaluate(({ value, selectionStart, selectionEnd }: HTMLTextAreaElement) => value.slice(selectionStart, selectionEnd))).toBe(wrong)
    await alice.page.keyboard.type('Bread')
    await alert.waitFor({ state: 'detached' })
    await alice.adder.click()
    await bob.has(3, 0)
    expect(await bob.titles()).toEqual(['Apples', 'Bread', 'Cheese'])
    await alice.saved()
    await alice.chooseAll()
    await alice.button('Delete').click()
    await bob.has(0, 0)
  }
})

test('of_several_parts_the_one_that_is_refused_comes_back_with_the_right_lines_named', async () => {
  const pasted = lines(2_100)
  pasted[1_004] = '...'
  await alice.paste(pasted)
  const alert = alice.page.getByRole('alert')
  await alert.getByRole('button', { name: 'Line 5' }).waitFor()
  const [first, second, third] = [pasted.slice(0, 1_000), pasted.slice(1_000, 2_000), pasted.slice(2_000)]
  expect(await alice.box.inputValue()).toBe(second.join('\n'))
  for (const page of [alice, bob]) await page.has(1_100, 0)
  expect(await bob.titles()).toEqual([...first, ...third])
})

test('offline_a_thousand_rows_wait_and_are_there_when_the_network_is_back', async () => {
  await alice.offline(true)
  await alice.paste(lines(1_000))
  await alice.has(1_000, 0)
  await bob.paste(['Meanwhile'])
  await bob.has(1, 0)
  await alice.offline(false)
  for (const page of [alice, bob]) await page.has(1_001, 0)
  await alice.saved()
  await alice.page.getByRole('progressbar').waitFor({ state: 'detached' })
  // The order is the server's.
  for (const page of [alice, bob]) expect(await page.titles()).toEqual(['Meanwhile', ...lines(1_000)])

  await alice.reload()
  await alice.has(1_001, 0)
  expect(await alice.titles()).toEqual(['Meanwhile', ...lines(1_000)])
})

test('everybody_can_read_and_use_the_page', async () => {
  expect(await obstacles(alice.page)).toEqual([])
  await alice.paste(lines(40).map((title, at) => (at % 4 === 0 ? `${title}: something longer, to see what becomes of it on a phone` : title)))
  await alice.has(40, 0)
  await alice.choose('Todo 0002', 'Todo 0003')
  await alice.button('Complete').click()
  await alice.saved()
  await alice.choose('Todo 0004', 'Todo 0006')
  await screenshot(alice.page, 'bulk-todo')
  await screenshot(alice.page, 'bulk-todo-phone', { size: PHONE })
  await alice.paste(['Apples', 'x'.repeat(201), 'Cheese', 'y'.repeat(300)])
  await alice.page.getByRole('alert').waitFor()
  expect(await obstacles(alice.page)).toEqual([])
  await screenshot(alice.page, 'bulk-todo-refusal')
  await screenshot(alice.page, 'bulk-todo-dark', { scheme: 'dark' })
})
