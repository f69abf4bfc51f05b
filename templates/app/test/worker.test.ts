import { expect, test } from 'vitest'
import { startServer } from './server'

test('what is written is read, and what breaks a rule is refused with its place', async () => {
  await using server = await startServer()
  const todos = `${server.origin}/api/default/todos`
  const post = (body: unknown) =>
    fetch(todos, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

  expect(await (await post({ title: 'Buy milk' })).json()).toMatchObject({ seq: 1 })
  expect(await (await fetch(todos)).json()).toMatchObject({ todos: [{ title: 'Buy milk', completed: false }] })

  const refused = await post({ title: '' })
  expect(refused.status).toBe(400)
  expect(await refused.json()).toMatchObject({ error: { code: 'VALIDATION', issues: [{ path: ['title'] }] } })
})
