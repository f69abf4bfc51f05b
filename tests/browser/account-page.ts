import type { Browser } from 'playwright-core'
import { PASSWORD } from '../support/accounts'
import { TodoPage } from './todo-page'

/** An example with accounts, by what a person sees of it. */
export class AccountPage extends TodoPage {
  /** A browser of somebody who has just made an account. */
  static async join<App extends AccountPage>(this: (new (...of: ConstructorParameters<typeof AccountPage>) => App) & typeof AccountPage, browser: Browser, url: string, name: string): Promise<App> {
    const app = (await this.open(browser, url, { until: null })) as App
    await app.button('New here? Create an account').click()
    await app.enter('Create account', name)
    await app.status('connected')
    return app
  }

  /** Fills in the form and sends it. */
  async enter(action: 'Sign in' | 'Create account', name: string, password = PASSWORD): Promise<void> {
    const form = this.page.getByRole('form', { name: action })
    await form.getByLabel('Name').fill(name)
    await form.getByLabel('Password').fill(password)
    await form.getByRole('button', { name: action, exact: true }).click()
  }

  signInForm() {
    return this.page.getByRole('form', { name: 'Sign in' })
  }
}
