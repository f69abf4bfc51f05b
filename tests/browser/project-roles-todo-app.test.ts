import type { Browser, Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { obstacles } from '../support/accessibility'
import { openBrowser } from '../support/browser'
import { PHONE, screenshot } from '../support/screenshot'
import { Server } from '../support/server'
import { AccountPage } from './account-page'

class ProjectPage extends AccountPage {
  project(name: string): Locator {
    return this.list('My projects').getByRole('link', { name, exact: true })
  }

  async addProject(name: string): Promise<void> {
    await this.page.getByLabel('Name of the project').fill(name)
    await this.button('Add project').click()
    await this.page.getByRole('heading', { name }).waitFor()
    await this.role('an admin')
  }

  async openProject(name: string, role: string): Promise<void> {
    await this.project(name).click()
    await this.role(role)
  }

  /** Waits until the page says what one is here. */
  role(role: string): Promise<void> {
    return this.page.getByText(`You are ${role} here.`).waitFor()
  }

  async addMember(name: string): Promise<void> {
    await this.page.getByLabel('Name of the new member').fill(name)
    await this.button('Add member').click()
  }

  async setRole(name: string, role: 'viewer' | 'editor' | 'admin'): Promise<void> {
    await this.page.getByLabel(`Role of ${name}`, { exact: true }).selectOption(role)
  }

  /** Everything that somebody may press, type into or choose in the project, as it is named. */
  controls(): Promise<string[]> {
    return this.page
      .locator('section:not(:has(h2:text-is("My projects")))')
      .locator('button:enabled, input:enabled, select:enabled')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.getAttribute('placeholder') ?? one.textContent ?? ''))
  }
}

let browser: Browser
let server: Server
let ada: ProjectPage
let vera: ProjectPage

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(async () => {
  await browser.close()
})

beforeEach(async () => {
  server = await Server.start('project-roles-todo-app')
  ada = await ProjectPage.join(browser, server.url, 'ada')
  vera = await ProjectPage.join(browser, server.url, 'vera')
})

afterEach(async () => {
  await Promise.all([ada.context.close(), vera.context.close()])
  await server[Symbol.asyncDispose]()
})

test('who is added sees the project at once, and what a role may do as soon as it changes', async () => {
  await ada.addProject('Garden')
  await ada.addTodo('Water it')
  await ada.addMember('vera')
  await vera.openProject('Garden', 'a viewer')
  await vera.row('Todos', 'Water it').waitFor()
  expect(await vera.controls()).toEqual([])

  await ada.setRole('vera', 'editor')
  await vera.role('an editor')
  expect(await vera.controls()).toEqual(['What is to be done?', 'Add todo', 'Done: Water it', 'Edit Water it', 'Delete Water it'])
  await vera.check('Water it')
  await ada.page.getByRole('checkbox', { name: 'Done: Water it', checked: true }).waitFor()

  await ada.setRole('vera', 'admin')
  await vera.role('an admin')
  await vera.button('Clear what is done').click()
  await ada.row('Todos', 'Water it').waitFor({ state: 'detached' })

  await ada.setRole('vera', 'viewer')
  await vera.role('a viewer')
  expect(await vera.controls()).toEqual([])
  expect([await ada.isFirstLoad(), await vera.isFirstLoad()]).toEqual([true, true])
  expect([...ada.errors, ...vera.errors]).toEqual([])
})

test('who is removed is shown out of the project, and may come back', async () => {
  await ada.addProject('Garden')
  await ada.addTodo('A secret')
  await ada.addMember('vera')
  await vera.openProject('Garden', 'a viewer')
  await vera.row('Todos', 'A secret').waitFor()

  await ada.button('Remove vera').click()
  await vera.page.getByText('You are not a member of this project.').waitFor()
  expect([await vera.project('Garden').count(), await vera.page.getByText('A secret').count()]).toEqual([0, 0])

  await ada.addMember('vera')
  await vera.project('Garden').waitFor()
  await vera.role('a viewer')
  await vera.row('Todos', 'A secret').waitFor()
  await vera.status('connected')
})

test('what is refused is said, and what was typed is not lost', async () => {
  await ada.addProject('Garden')
  await ada.addMember('nobody')
  const form = ada.page.getByRole('form', { name: 'New member' })
  await form.getByRole('alert').filter({ hasText: "is nobody's name here" }).waitFor()
  expect(await form.getByLabel('Name of the new member').inputValue()).toBe('nobody')
  expect(await ada.titlesOf('Members')).toEqual(['ada (you)'])

  // The last admin stays one, and the page says why.
  await ada.setRole('ada', 'viewer')
  await ada.page.getByRole('alert').filter({ hasText: 'a project needs an admin: make somebody else one first' }).waitFor()
  expect(await ada.page.getByLabel('Role of ada').inputValue()).toBe('admin')
  expect(await obstacles(ada.page)).toEqual([])
  await screenshot(ada.page, 'project-roles-todo-app-refusal')
})

test('projects are kept apart, and a reload keeps the chosen one', async () => {
  await ada.addProject('Garden')
  await ada.addTodo('Water it')
  await ada.saved()
  await ada.addProject('Kitchen')
  expect(await ada.titles()).toEqual([])
  await ada.addTodo('Sharpen the knives')
  await ada.button('Rename Kitchen').click()
  await ada.page.getByRole('form', { name: 'Edit Kitchen' }).getByLabel('Name of the project').fill('Scullery')
  await ada.page.keyboard.press('Enter')
  await ada.project('Scullery').waitFor()
  await ada.saved()

  await ada.reload()
  await ada.row('Todos', 'Sharpen the knives').waitFor()
  await ada.role('an admin')
  await ada.openProject('Garden', 'an admin')
  await ada.row('Todos', 'Water it').waitFor()
  expect(await ada.titles()).toEqual(['Water it'])
})

test('offline all goes on; who lost the right meanwhile is told so, and nothing else is taken back', async () => {
  await ada.addProject('Garden')
  await ada.addMember('vera')
  await ada.setRole('vera', 'editor')
  await vera.openProject('Garden', 'an editor')
  await vera.addTodo('Water it')
  await ada.row('Todos', 'Water it').waitFor()
  await vera.saved()

  await vera.offline(true)
  await vera.addTodo('Prune the roses')
  await vera.status('disconnected, 1 unsaved')
  await ada.setRole('vera', 'viewer')
  await ada.addTodo('Mow the lawn')
  await ada.saved()
  await vera.offline(false)
  await vera.role('a viewer')
  await vera.row('Todos', 'Mow the lawn').waitFor()
  await vera.row('Todos', 'Prune the roses').waitFor({ state: 'detached' })
  await vera.page.getByRole('alert').filter({ hasText: '“Prune the roses” was not added' }).waitFor()
  expect(await ada.titles()).toEqual(['Mow the lawn', 'Water it'])

  // And back again, with the right: what is done offline arrives.
  await ada.setRole('vera', 'editor')
  await vera.role('an editor')
  await vera.offline(true)
  await vera.check('Water it')
  await vera.offline(false)
  await ada.page.getByRole('checkbox', { name: 'Done: Water it', checked: true }).waitFor()
})

test('everybody can read and use the page, in light and in dark, in a window and on a phone', async () => {
  await ada.addProject('Kitchen')
  await ada.addProject('Garden')
  await ada.addMember('vera')
  await ada.setRole('vera', 'editor')
  for (const title of ['Water the tomatoes', 'Mend the fence', 'Order seeds for spring']) await ada.addTodo(title)
  await ada.check('Mend the fence')
  await vera.openProject('Garden', 'an editor')
  await ada.saved()
  expect(await obstacles(ada.page)).toEqual([])
  await screenshot(ada.page, 'project-roles-todo-app')
  await screenshot(ada.page, 'project-roles-todo-app-phone', { size: PHONE })
  await ada.setRole('vera', 'viewer')
  await vera.role('a viewer')
  expect(await obstacles(vera.page)).toEqual([])
  await screenshot(vera.page, 'project-roles-todo-app-viewer', { scheme: 'dark' })
})
