import { expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'

const refused = (code: string, message: RegExp) => ({
  status: 500,
  body: { error: { code, message: expect.stringMatching(message), requestId: expect.any(String) } },
})

/** How often the Worker has logged a line like this. */
const times = (server: Server, line: RegExp) => server.logged.join('').split('\n').filter((text) => line.test(text)).length

test('h4_a_missing_database_binding_is_named_with_its_fix', async () => {
  await using server = await Server.start('todo-app', { without: ['TODOS_DB'] })
  const missing = refused('MISCONFIGURED', /no D1 binding `TODOS_DB`: .* wrangler\.jsonc/u)
  expect(await request(`${server.url}/api/default/todos`)).toEqual(missing)
  expect(await request(`${server.url}/api/default/todos?consistent=true`)).toEqual(missing)
  expect(await request(`${server.url}/api/default/todos`, 'POST', { title: 'a' })).toEqual(missing)
  expect(await request(`${server.url}/api/health`)).toEqual(missing)
  await expect.poll(() => times(server, /no D1 binding/u)).toBe(1)
})

test('h4_a_missing_object_binding_is_named_with_its_fix', async () => {
  await using server = await Server.start('todo-app', { without: ['SYNC_ROOM'] })
  const missing = refused('MISCONFIGURED', /no Durable Object binding `SYNC_ROOM`: .* wrangler\.jsonc/u)
  expect(await request(`${server.url}/api/default/todos`, 'POST', { title: 'a' })).toEqual(missing)
  expect(await request(`${server.url}/api/health`)).toEqual(missing)
  expect((await request(`${server.url}/api/default/todos`)).status).toBe(200)
})

test('a database of another schema is named, and heals without a restart', async () => {
  await using server = await Server.start('todo-app')
  const database = await server.miniflare.getD1Database('TODOS_DB')
  const todos = `${server.url}/api/default/todos`

  await database.prepare("UPDATE _sync_schema SET hash = 'x' || hash").run()
  expect(await request(todos)).toEqual(refused('SCHEMA_DRIFT', /wrangler d1 migrations apply/u))
  expect(await request(todos, 'POST', { title: 'a' })).toEqual(refused('SCHEMA_DRIFT', /wrangler d1 migrations apply/u))

  await database.prepare('ALTER TABLE _sync_schema RENAME TO _away').run()
  expect(await request(todos)).toEqual(refused('MISCONFIGURED', /no tables yet: .*wrangler d1 migrations apply/u))
  expect(await request(todos)).toEqual(refused('MISCONFIGURED', /no tables yet/u))
  await expect.poll(() => times(server, /no tables yet/u)).toBe(1)

  await database.prepare('ALTER TABLE _away RENAME TO _sync_schema').run()
  await database.prepare('UPDATE _sync_schema SET hash = substr(hash, 2)').run()
  expect(await request(todos, 'POST', { title: 'a' })).toMatchObject({ status: 200, body: { seq: 1 } })
})
