import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'

export interface OpenOptions {
  /** Has the context before the page is in it. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>
  /** What the badge says once the page is to be used; `connected` where it is not given, and `null` for a page without a badge yet. */
  readonly until?: string | null
}

/** An example in a browser context of its own, by what a person sees of it: what all of them have. */
export class AppPage {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors that nobody on the page caught. */
  readonly errors: string[] = []

  constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
    page.on('pageerror', (error) => this.errors.push(String(error)))
  }

  static async open<App extends AppPage>(
    this: new (context: BrowserContext, page: Page) => App,
    browser: Browser,
    url: string,
    { prepare, until = 'connected' }: OpenOptions = {},
  ): Promise<App> {
    const context = await browser.newContext()
    await prepare?.(context)
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const app = new this(context, page)
    await page.goto(url)
    if (until !== null) await app.status(until)
    // Gone after a reload.
    await page.evaluate(() => document.documentElement.setAttribute('data-loaded', 'once'))
    return app
  }

  /** Loads the page anew, as a person does. */
  async reload(): Promise<void> {
    await this.page.reload()
    await this.status('connected')
  }

  /** Whether the page has not been loaded again since it was opened. */
  async isFirstLoad(): Promise<boolean> {
    return (await this.page.locator('html').getAttribute('data-loaded')) === 'once'
  }

  /** Waits until the connection's badge begins with `text`, or says what matches it. */
  async status(text: string | RegExp): Promise<void> {
    const hasText = typeof text === 'string' ? new RegExp(`^${text}`, 'u') : text
    await this.page.locator('.badge').filter({ hasText }).waitFor()
  }

  /** Waits until the server has all that was done here. */
  async saved(): Promise<void> {
    await this.status(/^connected$/u)
  }

  async offline(isOffline: boolean): Promise<void> {
    await this.context.setOffline(isOffline)
    await this.status(isOffline ? 'disconnected' : 'connected')
  }

  list(name: string): Locator {
    return this.page.getByRole('list', { name, exact: true })
  }

  /** The row that shows exactly `title`. */
  row(list: string, title: string): Locator {
    return this.list(list).getByRole('listitem').filter({ has: this.page.getByText(title, { exact: true }) })
  }

  /** The titles of a list, from top to bottom. */
  titlesOf(list: string): Promise<string[]> {
    return this.list(list).locator('li > .text').allTextContents()
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close()
  }
}
