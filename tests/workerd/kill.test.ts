import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Answer, request } from '../support/client'
import { Server } from '../support/server'

let server: Server

beforeEach(async () => {
  server = await Server.start('todo-app')
})

afterEach(async () => {
  await server[Symbol.asyncDispose]()
})

function insert(title: string, mid: string): Promise<Answer> {
  return request(`${server.url}/api/default/todos`, 'POST', { title, _clientMutationId: mid })
}

async function todos(): Promise<{ seq: unknown; titles: unknown[] }> {
  const { status, body } = await request(`${server.url}/api/default/todos`)
  expect(status).toBe(200)
  const rows = body['todos'] as { title: string }[]
  return { seq: body['seq'], titles: rows.map(({ title }) => title).sort() }
}

test('l4_a_kill_under_load_loses_and_doubles_nothing_that_is_sent_again', async () => {
  const count = 60
  const mids = Array.from({ length: count }, (_, at) => `mutation-${at}`)
  const send = (mid: string) => insert(mid, mid)
  // Ends the runtime as soon as the tenth answer is here, while the others are under way.
  let answered = 0
  let killed: Promise<void> | undefined
  const outcomes = await Promise.allSettled(
    mids.map(async (mid) => {
      const answer = await send(mid)
      answered += 1
      if (answered === 10) killed = server.kill()
      return answer
    }),
  )
  expect(killed).toBeDefined()
  await killed
  await server.start()

  const again = await Promise.all(mids.map(send))
  expect(new Set(again.map(({ status }) => status))).toEqual(new Set([200]))
  // What was answered once is answered the same.
  outcomes.forEach((outcome, at) => {
    if (outcome.status === 'fulfilled') expect(again[at]?.body).toEqual({ ...outcome.value.body, replayed: true })
  })
  const seqs = again.map(({ body }) => Number(body['seq'])).sort((a, b) => a - b)
  expect(seqs).toEqual(mids.map((_, at) => at + 1))
  expect(await todos()).toEqual({ seq: count, titles: [...mids].sort() })
})
