import { describe, test } from 'vitest'
import { request } from '../support/client'
import { newId } from '../support/frames'
import { Server } from '../support/server'

// Wherever the rows are, and both at the same time: each request takes as long as the Worker lets it.
describe.concurrent.each(['roles', 'roles-object'])('%s', (app) => {
  test('l8_a_mutation_that_takes_too_long_is_unknown_and_is_done_once', async ({ expect }) => {
    await using server = await Server.start(app)
    const members = await server.miniflare.getD1Database('DB')
    await members.prepare('CREATE TABLE members (name TEXT PRIMARY KEY, role TEXT, asked INTEGER DEFAULT 0)').run()
    await members.prepare("INSERT INTO members (name, role) VALUES ('alice','editor')").run()
    const url = `${server.url}/api/slow/cards`
    const alice = { authorization: 'Bearer token-alice' }
    const list = async () => (await request(`${url}?consistent=true`, 'GET', undefined, alice)).body
    const send = (mid: string, id: string, title: string) => request(url, 'POST', { id, title, _clientMutationId: mid }, alice)
    const late = (mid: string) => ({ status: 503, body: { error: { code: 'TIMEOUT', clientMutationId: mid } } })

    // Ended before the mutation was made: nothing was done, and the name is still free.
    const first = newId()
    const ended = await send('ended-before', first, 'slow before')
    expect(ended).toMatchObject(late('ended-before'))
    expect(JSON.stringify(ended.body)).not.toMatch(/middleware|cards|sql/iu)
    expect(await list()).toMatchObject({ seq: 0, cards: [] })
    const again = await send('ended-before', first, 'quick')
    expect(again).toMatchObject({ status: 200, body: { seq: 1, data: { id: first, title: 'quick' } } })
    expect(again.body).not.toHaveProperty('replayed')

    // Ended after it: it was done, and whoever sends it again learns so.
    const second = newId()
    expect(await send('done-already', second, 'slow after')).toMatchObject(late('done-already'))
    const replay = { seq: 2, data: { id: second, title: 'slow after' }, replayed: true }
    expect(await send('done-already', second, 'slow after')).toMatchObject({ status: 200, body: replay })
    expect(await list()).toMatchObject({ seq: 2, cards: [{ title: 'quick' }, { title: 'slow after' }] })
  })
})
