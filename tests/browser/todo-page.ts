import type { Locator } from 'playwright-core'
import { AppPage } from './app-page'

/** The todo app, by what a person sees of it. */
export class TodoPage extends AppPage {
  override row(list: 'Todos' | 'Notes', title: string): Locator {
    return super.row(list, title)
  }

  async addTodo(title: string): Promise<void> {
    await this.page.getByLabel('What is to be done?').fill(title)
    await this.button('Add todo').click()
  }

  async addNote(title: string, text: string): Promise<void> {
    await this.page.getByLabel('Title of the note').fill(title)
    await this.page.getByLabel('Text of the note').fill(text)
    await this.button('Add note').click()
  }

  async rename(from: string, to: string): Promise<void> {
    await this.button(`Edit ${from}`).click()
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
    await this.button(`Delete ${title}`).click()
  }

  /** The titles of the todos, from top to bottom. */
  titles(): Promise<string[]> {
    return this.titlesOf('Todos')
  }
}
