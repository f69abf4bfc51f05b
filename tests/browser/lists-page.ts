import type { Locator } from 'playwright-core'
import { AppPage } from './app-page'

/** The app of lists, by what a person sees of it. */
export class ListsPage extends AppPage {
  /** Makes a list, and waits until it is open. */
  async addList(name: string): Promise<void> {
    await this.page.getByLabel('Name of the list').fill(name)
    await this.button('Add list').click()
    await this.page.getByRole('heading', { name, exact: true }).waitFor()
  }

  async open(name: string): Promise<void> {
    await this.link(name).click()
    await this.page.getByRole('heading', { name, exact: true }).waitFor()
  }

  link(name: string): Locator {
    return this.list('Lists').getByRole('link', { name, exact: true })
  }

  async addTodo(title: string): Promise<void> {
    await this.page.getByLabel('What is to be done?').fill(title)
    await this.button('Add todo').click()
  }

  async check(title: string): Promise<void> {
    await this.page.getByRole('checkbox', { name: `Done: ${title}`, exact: true }).check()
  }

  async delete(title: string): Promise<void> {
    await this.button(`Delete ${title}`).click()
  }

  /** Waits until the row of a list says so. */
  async says(list: string, text: string): Promise<void> {
    await this.row('Lists', list).getByText(text, { exact: true }).waitFor()
  }

  /** Waits until it is told that the list that was open is gone. */
  async isTold(text: string): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: text }).waitFor()
  }
}
