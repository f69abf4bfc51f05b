// Long sleeps, crashes and deploys: a page that was cut off finds out, comes back, and nothing is lost or done twice.
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser'
import type { Server } from '../support/server'
import { Board, startBoards } from './board'
import { BoardPage, type PageOptions } from './board-page'

let browser: Browser
let server: Server
let bob: Board

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
})

beforeEach(async () => {
  server = await startBoards()
  bob = await Board.open(server, 'board')
})

afterEach(async () => {
  await server[Symbol.asyncDispose]()
})

/** A page of Alice's with the list A, once the socket tells of it; its clock is the test's. */
async function open(options: PageOptions = {}): Promise<BoardPage> {
  let told: Promise<unknown> | undefined
  const page = await BoardPage.open(browser, server.url, {
    board: 'board',
    lists: ['A'],
    ...options,
    prepare: async (gate, page) => {
      await page.clock.install()
      told = gate.next('down', /"type":"delta"/u)
    },
  })
  await told
  await page.says('loading', 'false')
  return page
}

/** What a page hears of when it is looked at again, gets back out of a cache, or has its network back. */
const WAKES = {
  visibilitychange: (page: BoardPage) => page.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))),
  pageshow: (page: BoardPage) => page.page.evaluate(() => window.dispatchEvent(new Event('pageshow'))),
  online: (page: BoardPage) => page.page.evaluate(() => window.dispatchEvent(new Event('online'))),
}

describe('c27_l6_after_two_hours_of_sleep_on_a_dead_socket_only_what_was_missed_is_fetched', () => {
  test.each(Object.entries(WAKES))('%s', async (_, wake) => {
    const tasks = []
    for (let n = 10; n < 40; n += 1) tasks.push(await bob.add(`task ${n} ${'x'.repeat(200)}`))
    const [first, second] = tasks
    if (!first || !second) throw new Error('there are no tasks')
    await using page = await open()
    page.gate.dead = page.gate.sockets
    await bob.rename(first, 'changed meanwhile')
    await bob.remove(second)
    await bob.add('added meanwhile')
    // Timers of a page that sleeps do not run: all of them are late at once.
    await page.page.clock.fastForward('02:00:00')
    const before = page.gate.frames.length
    await wake(page)
    // No answer is what tells a dead socket from a quiet one.
    await page.page.clock.fastForward(4000)
    await page.row('added meanwhile', 'A').waitFor()
    await page.row('changed meanwhile', 'A').waitFor()
    await page.says('status', 'connected')
    const texts = await page.texts('A')
    expect(texts).toHaveLength(30)
    expect(texts.slice(0, 2)).toEqual(['added meanwhile', 'changed meanwhile'])
    expect(page.gate.sockets).toBe(2)
    // The first load, and no other; what came instead is less than three rows of thirty.
    expect(page.reads).toHaveLength(1)
    const heard = page.gate.frames.slice(before).filter(({ way }) => way === 'down')
    expect(heard.filter(({ text }) => text.includes('"type":"delta"'))).toHaveLength(1)
    expect(heard.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(1500)
    expect(page.errors).toEqual([])
  })
})

test('c27_a_dead_socket_is_found_out_by_itself_where_nothing_wakes_the_page', async () => {
  await using page = await open()
  page.gate.dead = page.gate.sockets
  await bob.add('missed')
  // A ping every half minute, and ten seconds for its answer.
  await page.page.clock.runFor(30_000)
  await page.page.clock.runFor(10_000)
  await page.row('missed', 'A').waitFor()
  expect([page.gate.sockets, page.reads.length]).toEqual([2, 1])
})

test('l3_l4_a_crash_of_the_server_loses_nothing_and_does_nothing_twice', async () => {
  await bob.add('before')
  await using page = await open()
  await page.row('before', 'A').waitFor()
  // One is done and its answer is lost; one never gets there; one is typed while there is no server.
  const echoes = page.gate.hold('down', /"type":"(?:ack|broadcast)"/u)
  await page.add('done, and not answered', 'A')
  await echoes.next()
  const lost = page.gate.hold('up', /"type":"mutate"/u)
  await page.add('lost on its way', 'A')
  await lost.next()
  await server.kill()
  await page.page.getByLabel('status').filter({ hasNotText: /^connected$/u }).waitFor()
  await page.rename('before', 'after', 'A')
  expect(await page.texts('A')).toEqual(['after', 'done, and not answered', 'lost on its way'])
  await page.says('pending', 3)
  echoes.end()
  lost.end()

  await server.start()
  // However long it waits between its attempts by then.
  await WAKES.online(page)
  await page.page.clock.fastForward(20_000)
  await page.saved()
  await page.says('status', 'connected')
  const texts = ['after', 'done, and not answered', 'lost on its way']
  expect([await page.texts('A'), await bob.texts()]).toEqual([texts, texts])
  // One commit each: Bob's row, and Alice's three.
  expect(await bob.seq()).toBe(4)
  expect(page.errors).toEqual([])
})

test('c28_c33_after_a_deploy_all_come_back_one_after_the_other_and_hear_once_of_another_schema', async () => {
  const CLIENTS = 20
  await bob.add('before')
  await using page = await open({ clients: CLIENTS })
  const { clock } = page.page
  const all = (label: string, text: string) => page.page.getByLabel(label, { exact: true }).filter({ hasText: new RegExp(`^${text}$`, 'u') })
  await expect.poll(() => all('status', 'connected').count(), { timeout: 40_000 }).toBe(CLIENTS)
  expect(page.gate.sockets).toBe(CLIENTS)
  // When each begins its next connection, by the page's clock, which stands still unless the test moves it.
  await page.page.evaluate(() => {
    const attempts: number[] = []
    window.WebSocket = new Proxy(window.WebSocket, {
      construct: (target, args) => {
        attempts.push(Date.now())
        return Reflect.construct(target, args)
      },
    })
    Object.assign(window, { attempts })
  })
  await clock.pauseAt((await page.page.evaluate(() => Date.now())) + 1000)
  const down = await page.page.evaluate(() => Date.now())

  await server.stop()
  await server.start()
  await expect.poll(() => all('status', 'connected').count(), { timeout: 40_000 }).toBe(0)
  await bob.add('missed')
  page.gate.change = (text) => text.replace(/("type":"sync-init".*"schema":")[0-9a-f]{16}/u, '$1another-schema!')
  const attempts = () => page.page.evaluate((): number[] => Reflect.get(window, 'attempts'))
  for (let ms = 0; ms < 3100; ms += 100) await clock.runFor(100)
  const delays = (await attempts()).map((at) => at - down)
  expect(delays).toHaveLength(CLIENTS)
  // Between half a second and three; no quarter of a second has more than half of them.
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(500)
  expect(Math.max(...delays)).toBeLessThanOrEqual(3100)
  expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(800)
  const quarters = delays.map((delay) => Math.floor(delay / 250))
  expect(Math.max(...quarters.map((quarter) => quarters.filter((other) => other === quarter).length))).toBeLessThan(12)

  await clock.resume()
  await expect.poll(() => page.row('missed', 'A').count(), { timeout: 40_000 }).toBe(CLIENTS)
  await expect.poll(() => all('other schemas', '1').count(), { timeout: 40_000 }).toBe(CLIENTS)
  // The pages go on with what they know, and are told once, however often they connect.
  const told = page.gate.next('down', /"type":"resumed"/u)
  await WAKES.online(page)
  await told
  await page.list('A').first().getByLabel('new').fill('afterwards')
  await page.list('A').first().getByRole('button', { name: 'add' }).click()
  await expect.poll(() => page.row('afterwards', 'A').count(), { timeout: 40_000 }).toBe(CLIENTS)
  expect(await all('other schemas', '1').count()).toBe(CLIENTS)
  expect(await bob.texts()).toEqual(['afterwards', 'before', 'missed'])
  expect([page.reads.length, page.errors]).toEqual([CLIENTS, []])
})
