import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/client'
import { freePort, Program, run } from '../support/program'
import { FOLDER, ROOT, surroundings } from '../support/surroundings'

const APP = join(FOLDER, 'my-app')
const env = surroundings()
const inApp = { cwd: APP, env }
const inCheckout = { cwd: ROOT, env }

beforeAll(() => rm(FOLDER, { recursive: true, force: true }))
afterAll(() => rm(FOLDER, { recursive: true, force: true }))

/** What the guide adds to the schema. */
const PRIORITY = `
        /// 1 is the most urgent.
        #[default(3)]
        #[validate(range(min = 1, max = 5))]
        pub priority: i64,
`

const xtask = (...words: string[]) => new Program('cargo', ['xtask', ...words], inCheckout)

async function edit(file: string, before: string, after: string): Promise<void> {
  const path = join(APP, file)
  const text = await readFile(path, 'utf8')
  if (!text.includes(before)) throw new Error(`${file} has no ${before}`)
  await writeFile(path, text.replace(before, after))
}

test('a new app installs, passes its tests and its checks, and builds', { timeout: 600_000 }, async () => {
  expect(await run('cargo', ['xtask', 'new', APP], inCheckout)).toContain(`made ${APP}`)
  await run('npm', ['install', '--prefer-offline'], inApp)
  expect(await run('npm', ['test'], inApp)).toMatch(/Tests +3 passed \(3\)/u)
  await run('npm', ['run', 'check'], inApp)
  expect(await run('npm', ['run', 'build'], inApp)).toMatch(/client|dist\/assets\/index-.*\.js/u)
  expect(await readFile(join(APP, 'client/dist/index.html'), 'utf8')).toContain('<div id="root">')
})

test('what is there is not written over', async () => {
  const program = xtask('new', APP)
  expect(await program.end()).toBe(2)
  expect(program.text).toContain('is not empty')
})

test('an edit of the schema reaches the page, the Worker and the database', { timeout: 300_000 }, async () => {
  const port = await freePort()
  await using dev = new Program('npm', ['run', 'dev', '--', '--port', String(port)], inApp)
  const url = `http://127.0.0.1:${port}`
  const todos = `${url}/api/default/todos`
  await dev.says(/ready http:\/\/127\.0\.0\.1:(\d+)/u, 0)
  expect(await (await fetch(url)).text()).toContain('/@vite/client')
  expect(await request(todos, 'POST', { title: 'Buy milk' })).toMatchObject({ status: 200, body: { seq: 1 } })
  // The page's module is being watched from here on.
  expect(await (await fetch(`${url}/src/sync/todos.ts`)).text()).not.toContain('priority')

  const reload = dev.says(/page reload src\/sync\//u)
  const drift = dev.says(/ALTER TABLE "todos" ADD COLUMN "priority"/u)
  await edit('src/schema.rs', '        pub created_at', `${PRIORITY}        pub created_at`)
  await Promise.all([reload, drift])
  expect(await (await fetch(`${url}/src/sync/todos.ts`)).text()).toContain('priority')
  // Until there is a migration, the new Worker says what is missing.
  const patience = { timeout: 120_000, interval: 250 }
  await expect.poll(async () => (await request(todos)).body, patience).toMatchObject({ error: { code: 'SCHEMA_DRIFT' } })

  const applied = dev.says(/0002_add_priority\.sql │ ✅/u)
  await run('npm', ['run', 'worker'], { cwd: APP, env: { ...env, FERROSYNC_MIGRATION: 'add_priority' } })
  await applied
  await expect.poll(async () => (await request(todos)).body, patience).toMatchObject({ todos: [{ title: 'Buy milk', priority: 3 }] })

  expect(await request(todos, 'POST', { title: 'Call', priority: 9 })).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION' } } })
  // What the guide writes into the page fits the bindings.
  await copyFile(join(ROOT, 'tests/starter/app/Urgent.tsx'), join(APP, 'client/src/Urgent.tsx'))
  await run('npm', ['run', 'check'], inApp)

  // npm passes the signal on, and has a word of its own about how it ended.
  await dev.interrupt()
  await expect(fetch(url)).rejects.toThrow()
})
