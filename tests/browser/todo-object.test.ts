// The todo app with one line changed: its rows are in the object's own storage. `tests/apps/todo-object/build.rs` changes it.
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { expect, test } from 'vitest'
import { openBrowser } from '../support/browser'
import { Server } from '../support/server'
import { TodoPage } from './todo-page'

/** The page of the example; the Worker of the test has none. */
const PAGE = fileURLToPath(new URL('../../examples/todo-app/client/dist', import.meta.url))

const prepare = (context: BrowserContext) =>
  context.route(/\/(?:$|assets\/)/u, (route) => {
    const { pathname } = new URL(route.request().url())
    return route.fulfill({ path: `${PAGE}${pathname === '/' ? '/index.html' : pathname}` })
  })

test('the_same_app_keeps_its_rows_in_the_object_when_one_line_says_so', async () => {
  await using server = await Server.start('todo-object', { door: true })
  const browser = await openBrowser()
  try {
    await using alice = await TodoPage.open(browser, server.url, { prepare })
    await using bob = await TodoPage.open(browser, server.url, { prepare })
    await alice.addTodo('Buy milk')
    await bob.addTodo('Buy bread')
    await bob.addNote('Market', 'Closes at six')
    await alice.row('Notes', 'Market').waitFor()
    await alice.button('Complete all').click()
    for (const title of ['Buy milk', 'Buy bread']) await bob.page.getByRole('checkbox', { name: `Done: ${title}`, checked: true }).waitFor()

    expect(await server.sql('default', 'SELECT title, completed FROM todos ORDER BY title')).toEqual([
      { title: 'Buy bread', completed: 1 },
      { title: 'Buy milk', completed: 1 },
    ])
    await server.stop()
    await server.start()
    await alice.reload()
    // The rows come after the connection.
    await alice.row('Todos', 'Buy milk').waitFor()
    expect((await alice.titles()).toSorted()).toEqual(['Buy bread', 'Buy milk'])
  } finally {
    await browser.close()
  }
})
