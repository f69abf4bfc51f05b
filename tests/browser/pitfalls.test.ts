// The pitfalls that a person would see, on a real page: hooks under strict mode in a browser, against the real runtime. What
// has to come late is kept at the gate; nothing here waits for luck.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openBrowser } from '../support/browser'
import type { Server } from '../support/server'
import { Board, startBoards } from './board'
import { BoardPage, type PageOptions } from './board-page'
import type { Gate, HeldRequest, Queue } from './gate'

let browser: Browser
let server: Server
let bob: Board
let boards = 0

beforeAll(async () => {
  ;[browser, server] = await Promise.all([openBrowser(), startBoards()])
})

afterAll(async () => {
  await browser.close()
  await server[Symbol.asyncDispose]()
})

beforeEach(async () => {
  bob = await Board.open(server, `board-${(boards += 1)}`)
})

/** A page of Alice's with the list A, once the socket tells of it. */
async function open(options: PageOptions = {}): Promise<BoardPage> {
  let told: Promise<unknown> | undefined
  const page = await BoardPage.open(browser, server.url, {
    board: bob.name,
    lists: ['A'],
    ...options,
    prepare: async (gate, page) => {
      told = gate.next('down', /"type":"delta"/u)
      await options.prepare?.(gate, page)
    },
  })
  if (options.live !== false) await told
  await page.says('loading', 'false')
  return page
}

/** A page of Alice's with the list A whose socket is up, and the answer to its first read, which has not come yet. */
async function openBeforeRows(): Promise<[BoardPage, HeldRequest]> {
  let reads: Promise<Queue<HeldRequest>> | undefined
  const prepare = (gate: Gate) => (reads = gate.holdRequests(/GET .*tasks/u))
  const page = await BoardPage.open(browser, server.url, { board: bob.name, lists: ['A'], prepare })
  const first = await (await reads)?.next()
  if (!first) throw new Error('nothing is read')
  await first.perform()
  await page.says('status', 'connected')
  return [page, first]
}

test('c1_an_event_during_a_refetch_is_not_overwritten_by_its_older_answer', async () => {
  const task = await bob.add('old')
  await using page = await open()
  const reads = await page.gate.holdRequests(/GET .*tasks/u)
  await page.refetch('A')
  const refetch = await reads.next()
  // So that the answer has the row, as it was between two events.
  await bob.rename(task, 'newer')
  await page.row('newer', 'A').waitFor()
  await refetch.perform()
  await bob.rename(task, 'new')
  await page.row('new', 'A').waitFor()
  await refetch.pass()
  await page.says('reads', 1)
  expect(await page.texts('A')).toEqual(['new'])
})

test('c2_an_event_during_the_first_load_is_not_lost', async () => {
  await bob.add('first')
  const [opened, first] = await openBeforeRows()
  await using page = opened
  await bob.add('second')
  await first.pass()
  await page.row('second', 'A').waitFor()
  expect(await page.texts('A')).toEqual(['first', 'second'])
  expect(page.reads).toHaveLength(1)
})

test('c3_an_event_during_gap_repair_is_not_lost', async () => {
  const one = await bob.add('one')
  await using page = await open()
  const lost = page.gate.hold('down', /"type":"broadcast"/u)
  await bob.rename(one, 'one, changed')
  await lost.next()
  lost.end()
  const question = page.gate.hold('up', /"type":"resume"/u)
  // From this one the page knows that it missed one.
  await bob.add('three')
  const asked = await question.next()
  const third = page.gate.next('down', /"text":"two"/u)
  await bob.add('two')
  await third
  asked.pass()
  await page.row('one, changed', 'A').waitFor()
  expect(await page.texts('A')).toEqual(['one, changed', 'three', 'two'])
  expect(page.reads).toHaveLength(1)
})

test('c4_a_gap_is_repaired_in_every_scope', async () => {
  const [a, b] = [await bob.add('a'), await bob.add('b', 'B')]
  await using page = await open({ lists: ['A', 'B', '*'] })
  await Promise.all(['A', 'B', '*'].map((list) => page.list(list).locator('li').first().waitFor()))
  // All three are followed once a change of each has arrived.
  await bob.rename(a, 'a 1')
  await bob.rename(b, 'b 1')
  for (const list of ['B', '*']) await page.row('b 1', list).waitFor()
  const lost = page.gate.hold('down', /"type":"broadcast"/u)
  await bob.rename(a, 'a 2')
  await lost.next()
  lost.end()
  await bob.rename(b, 'b 2')
  for (const [list, text] of [['A', 'a 2'], ['B', 'b 2'], ['*', 'a 2'], ['*', 'b 2']] as const) await page.row(text, list).waitFor()
  expect([await page.texts('A'), await page.texts('B'), await page.texts('*')]).toEqual([['a 2'], ['b 2'], ['a 2', 'b 2']])
})

test('c5_a_refusal_takes_nobody_elses_row_away', async () => {
  await bob.add('one')
  await using page = await open({ who: 'vera' })
  const mutations = page.gate.hold('up', /"type":"mutate"/u)
  await page.rename('one', 'hers', 'A')
  const held = await mutations.next()
  await bob.add('two')
  await page.row('two', 'A').waitFor()
  expect(await page.texts('A')).toEqual(['hers', 'two'])
  held.pass()
  await page.refused('FORBIDDEN', 'A')
  await page.saved()
  expect(await page.texts('A')).toEqual(['one', 'two'])
})

test('c6_of_two_refused_edits_none_comes_back', async () => {
  await bob.add('one')
  await bob.add('two')
  await using page = await open({ who: 'vera' })
  const mutations = page.gate.hold('up', /"type":"mutate"/u)
  await page.rename('one', '1', 'A')
  const first = await mutations.next()
  await page.rename('two', '2', 'A')
  const second = await mutations.next()
  expect(await page.texts('A')).toEqual(['1', '2'])
  first.pass()
  await page.row('one', 'A').waitFor()
  expect(await page.texts('A')).toEqual(['2', 'one'])
  second.pass()
  await page.row('two', 'A').waitFor()
  await page.saved()
  expect(await page.texts('A')).toEqual(['one', 'two'])
})

test('c7_a_timeout_after_the_commit_rolls_nothing_away_and_the_same_mutation_is_sent_again', async () => {
  await bob.add('one')
  await using page = await open({ live: false, prepare: (_, page) => page.clock.install() })
  const writes = await page.gate.holdRequests(/POST .*tasks/u)
  await page.add('two', 'A')
  await (await writes.next()).perform()
  expect(await bob.texts()).toEqual(['one', 'two'])
  const sent = page.page.waitForRequest(/\/api\/.*tasks$/u)
  writes.end()
  await page.page.clock.fastForward(15_000)
  const again = await sent
  expect([again.method(), await page.texts('A')]).toEqual(['POST', ['one', 'two']])
  await page.saved()
  expect(await page.texts('A')).toEqual(['one', 'two'])
  expect([await bob.texts(), await bob.seq()]).toEqual([['one', 'two'], 2])
})

test('c8_a_mutation_before_the_first_load_does_not_empty_the_list', async () => {
  await bob.add('one')
  const [opened, first] = await openBeforeRows()
  await using page = opened
  await page.add('mine', 'A')
  await page.says('pending', 0)
  // The new row alone would look as if it were the list.
  await page.says('loading', 'true')
  expect(await page.texts('A')).toEqual([])
  await first.pass()
  await page.row('one', 'A').waitFor()
  await page.row('mine', 'A').waitFor()
  expect(await page.texts('A')).toEqual(['mine', 'one'])
})

test('c9_an_own_insert_is_there_once_and_keeps_the_focus', async () => {
  await using page = await open()
  const [acks, echoes] = [page.gate.hold('down', /"type":"ack"/u), page.gate.hold('down', /"type":"broadcast"/u)]
  await page.add('mine', 'A')
  await page.field('mine', 'A').focus()
  await page.page.evaluate(() => {
    const seen = { most: 0, blurred: 0 }
    const list = document.querySelector('ul')
    const count = () => (seen.most = Math.max(seen.most, list?.children.length ?? 0))
    new MutationObserver(count).observe(document.body, { subtree: true, childList: true, attributes: true })
    document.activeElement?.addEventListener('blur', () => (seen.blurred += 1))
    Object.assign(window, { seen })
  })
  // The echo first, the answer after it.
  ;(await echoes.next()).pass()
  ;(await acks.next()).pass()
  await page.saved()
  expect(await page.page.evaluate(() => Object.assign({}, Reflect.get(window, 'seen')))).toEqual({ most: 1, blurred: 0 })
  expect(await page.field('mine', 'A').evaluate((field) => field === document.activeElement)).toBe(true)
})

test('c10_a_late_own_answer_does_not_overwrite_a_newer_event', async () => {
  const task = await bob.add('old')
  await using page = await open()
  const acks = page.gate.hold('down', /"type":"ack"/u)
  await page.rename('old', 'mine', 'A')
  const late = await acks.next()
  await bob.rename(task, 'newer')
  await page.row('newer', 'A').waitFor()
  late.pass()
  await page.says('pending', 0)
  expect(await page.texts('A')).toEqual(['newer'])
})

test('c26_the_caret_stays_where_it_is_typed', async () => {
  await bob.add('ab')
  await using page = await open()
  const mutations = page.gate.hold('up', /"type":"mutate"/u)
  const field = page.field('ab', 'A')
  await field.evaluate((input: HTMLInputElement) => {
    input.focus()
    input.setSelectionRange(1, 1)
  })
  await page.page.keyboard.type('XYZ')
  const typed = page.field('aXYZb', 'A')
  expect(await typed.evaluate((input: HTMLInputElement) => [input.value, input.selectionStart])).toEqual(['aXYZb', 4])
  // Each letter is a change of the same row, and waits for the one before it.
  const first = await mutations.next()
  mutations.end()
  first.pass()
  await page.saved()
  expect(await typed.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(4)
  expect(await bob.texts()).toEqual(['aXYZb'])
})
