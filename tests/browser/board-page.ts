import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { Gate } from './gate'

const SOURCE = fileURLToPath(new URL('page/main.tsx', import.meta.url))

let bundle: Promise<string> | undefined

/** The page's script: what an app's bundler would make of the emitted folder, for development, so that strict mode is strict. */
function script(): Promise<string> {
  bundle ??= build({
    entryPoints: [SOURCE],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' },
  }).then(({ outputFiles: [file] }) => file?.text ?? '')
  return bundle
}

export interface PageOptions {
  readonly board?: string
  /** Who is signed in. */
  readonly who?: string
  /** The scopes of its lists; `*` is the list of all. */
  readonly lists?: readonly string[]
  /** Whether it has a socket. */
  readonly live?: boolean
  readonly clients?: number
  /** Has the page and what stands between it and the server, before there is anything on it. */
  readonly prepare?: (gate: Gate, page: Page) => Promise<unknown>
}

/** The page of `page/main.tsx` in a context of its own, by what a person sees of it. */
export class BoardPage {
  readonly context: BrowserContext
  readonly page: Page
  readonly gate: Gate
  /** Errors that nobody on the page caught. */
  readonly errors: string[] = []
  /** Reads over HTTP that the page has begun: their URLs. */
  readonly reads: string[] = []

  private constructor(context: BrowserContext, page: Page, gate: Gate) {
    this.context = context
    this.page = page
    this.gate = gate
    page.on('pageerror', (error) => this.errors.push(String(error)))
    page.on('request', (request) => {
      if (request.method() === 'GET' && request.url().includes('/api/')) this.reads.push(request.url())
    })
  }

  static async open(browser: Browser, url: string, { board = 'b1', who = 'alice', lists = ['*'], live = true, clients = 1, prepare }: PageOptions = {}) {
    const context = await browser.newContext()
    await context.addCookies([{ name: 'session', value: `token-${who}`, url }])
    const gate = await Gate.build(context)
    const text = await script()
    // The server has no such page; its origin is what the page needs.
    await context.route(`${url}/page*`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><script type="module" src="/script.js"></script>' }))
    await context.route(`${url}/script.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: text }))
    const page = await context.newPage()
    page.setDefaultTimeout(40_000)
    const opened = new BoardPage(context, page, gate)
    await prepare?.(gate, page)
    const query = new URLSearchParams({ board, lists: lists.join(), live: live ? '1' : '0', clients: String(clients) })
    await page.goto(`${url}/page?${query}`)
    return opened
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // What is kept at the gate when a test ends will never be asked for.
    await this.context.unrouteAll({ behavior: 'ignoreErrors' })
    await this.context.close()
  }

  list(list = '*'): Locator {
    return this.page.getByRole('region', { name: `tasks of ${list}`, exact: true })
  }

  /** The row of this text. */
  row(text: string, list = '*'): Locator {
    return this.list(list).locator(`li[data-text="${text}"]`)
  }

  /** The field that has a row's text. */
  field(text: string, list = '*'): Locator {
    return this.row(text, list).getByLabel('text')
  }

  /** The texts on screen, from top to bottom. */
  texts(list = '*'): Promise<(string | null)[]> {
    return this.list(list).locator('li').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-text')))
  }

  async add(text: string, list = '*'): Promise<void> {
    await this.list(list).getByLabel('new').fill(text)
    await this.list(list).getByRole('button', { name: 'add' }).click()
  }

  /** Types over a row's text: one change. */
  async rename(from: string, to: string, list = '*'): Promise<void> {
    await this.field(from, list).fill(to)
  }

  async remove(text: string, list = '*'): Promise<void> {
    await this.row(text, list).getByRole('button', { name: 'remove' }).click()
  }

  async refetch(list = '*'): Promise<void> {
    await this.list(list).getByRole('button', { name: 'refetch' }).click()
  }

  /** Waits until something that the page says of itself is `value`. */
  async says(label: 'status' | 'pending' | 'reads' | 'loading' | 'other schemas', value: string | number): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).first().filter({ hasText: new RegExp(`^${value}$`, 'u') }).waitFor()
  }

  /** Waits until nothing that the user did is unsaved. */
  async saved(): Promise<void> {
    await this.says('pending', 0)
    await this.page.locator('li[data-saving="true"]').waitFor({ state: 'detached' })
  }

  /** Waits for what the page says of a call that failed. */
  async refused(code: string, list = '*'): Promise<void> {
    await this.list(list).getByRole('alert').filter({ hasText: code }).waitFor()
  }
}
