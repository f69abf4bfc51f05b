import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'

/** The todo app in a browser context of its own, by what a person sees of it. */
export class TodoPage {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors that nobody on the page caught. */
  readonly errors: string[] = []

  private constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
    page.on('pageerror', (error) => this.errors.push(String(error)))
  }

  /** `prepare` has the context before the page is in it. */
  static async open(browser: Browser, url: string, prepare?: (context: BrowserContext) => Promise<void>): Promise<TodoPage> {
    const context = await browser.newContext()
    await prepare?.(context)
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const app = new TodoPage(context, page)
    await page.goto(url)
    await app.status('connected')
    // Gone after a reload.
    await page.evaluate(() => document.documentElement.setAttribute('data-loaded', 'once'))
    return app
  }

  /** Whether the page has not been loaded again since it was opened. */
  async isFirstLoad(): Promise<boolean> {
    return (await this.page.locator('html').getAttribute('data-loaded')) === 'once'
  }

  /** Waits until the connection status says `text`, or what matches it. */
  async status(text: string | RegExp): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: text }).waitFor()
  }

  list(name: 'Todos' | 'Notes'): Locator {
    return this.page.getByRole('list', { name })
  }

  /** The row that shows exactly `title`. */
  row(name: 'Todos' | 'Notes', title: string): Locator {
    return this.list(name).getByRole('listitem').filter({ has: this.page.getByText(title, { exact: true }) })
  }

  async addTodo(title: string): Promise<void> {
    await this.page.getByLabel('What is to be done?').fill(title)
    await this.page.getByRole('button', { name: 'Add todo' }).click()
  }

  async addNote(title: string, text: string): Promise<void> {
    await this.page.getByLabel('Title of the note').fill(title)
    await this.page.getByLabel('Text of the note').fill(text)
    await this.page.getByRole('button', { name: 'Add note' }).click()
  }

  async rename(from: string, to: string): Promise<void> {
    await this.page.getByRole('button', { name: `Edit ${from}`, exact: true }).click()
    const form = this.page.getByRole('form', { name: `Edit ${from}` })
    await form.getByLabel('Title').fill(to)
    await form.getByLabel('Title').press('Enter')
  }

  check(title: string): Promise<void> {
    return this.checkbox(title).check()
  }

  checkbox(title: string): Locator {
    return this.page.getByRole('checkbox', { name: `Done: ${title}`, exact: true })
  }

  async delete(title: string): Promise<void> {
    await this.page.getByRole('button', { name: `Delete ${title}`, exact: true }).click()
  }

  /** The titles of the todos, from top to bottom. */
  titles(): Promise<string[]> {
    return this.list('Todos').locator('li > .text').allTextContents()
  }
}
