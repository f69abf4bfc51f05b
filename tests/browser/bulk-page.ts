import type { Locator } from 'playwright-core'
import { AppPage } from './app-page'

/** The bulk app, by what a person sees of it. */
export class BulkPage extends AppPage {
  get box(): Locator {
    return this.page.getByLabel('One todo a line')
  }

  /** The button that adds what is in the box, whatever number it says. */
  get adder(): Locator {
    return this.page.getByRole('form', { name: 'New todos' }).locator('button[type=submit]')
  }

  async paste(lines: readonly string[]): Promise<void> {
    // Not typed: for thousands of lines Chromium would take seconds over it.
    await this.box.evaluate((box: HTMLTextAreaElement, text) => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(box, text)
      box.dispatchEvent(new Event('input', { bubbles: true }))
    }, lines.join('\n'))
    await this.adder.click()
  }

  checkbox(title: string): Locator {
    return this.page.getByRole('checkbox', { name: title, exact: true })
  }

  async choose(...titles: readonly string[]): Promise<void> {
    for (const title of titles) await this.page.getByRole('checkbox', { name: title }).check()
  }

  chooseAll(): Promise<void> {
    return this.checkbox('All').check()
  }

  /** Waits until so many rows are there, so many of them done. */
  async has(rows: number, done: number): Promise<void> {
    // In the page, which looks whenever it is drawn: a thousand rows are not asked one by one.
    await this.page.waitForFunction(
      ([rows, done]) => document.querySelectorAll('.many li').length === rows && document.querySelectorAll('.many .done').length === done,
      [rows, done] as const,
    )
  }

  titles(): Promise<string[]> {
    return this.page.locator('.many .text').allTextContents()
  }
}
