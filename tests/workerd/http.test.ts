import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/client'
import { insert, mutate } from '../support/frames'
import { Server } from '../support/server'
import { RoomSocket } from '../support/socket'

let server: Server
beforeAll(async () => {
  server = await Server.start('todo-app')
})
afterAll(() => server?.[Symbol.asyncDispose]())

const api = (path: string, method?: string, body?: unknown) => request(`${server.url}/api${path}`, method, body)
const row = (title: string) => ({
  id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/u),
  title,
  completed: false,
  createdAt: expect.any(Number),
  updatedAt: expect.any(Number),
})

test('GET /health', async () => {
  const { status, body } = await api('/health')
  expect(status).toBe(200)
  expect(body).toEqual({ status: 'ok', timestamp: expect.any(Number), collections: ['todos', 'notes'] })
  expect(Math.abs(Date.now() - Number(body['timestamp']))).toBeLessThan(60_000)
})

test('POST and GET of one row, and the list it stands in', async () => {
  const empty = await api('/default/notes')
  expect(empty.body).toEqual({ notes: [], seq: expect.any(Number), cursor: expect.any(String) })

  const made = await api('/default/todos', 'POST', { title: 'first' })
  expect(made).toEqual({ status: 200, body: { success: true, data: row('first'), seq: Number(empty.body['seq']) + 1 } })
  const { data, seq } = made.body
  const id = String(Reflect.get(Object(data), 'id'))

  for (const consistent of ['', '?consistent=true', '?consistent=false']) {
    expect(await api(`/default/todos/${id}${consistent}`)).toEqual({ status: 200, body: { data, seq } })
    const list = await api(`/default/todos${consistent}`)
    expect(list).toEqual({ status: 200, body: { todos: [data], seq, cursor: expect.any(String) } })
  }
  expect((await api('/default/todos/')).body['todos']).toEqual([data])
})

test('PUT and DELETE of one row', async () => {
  const id = '0190c0de-0000-7000-8000-000000000001'
  const made = await api('/default/todos', 'POST', { id, title: 'draft' })
  const changed = await api(`/default/todos/${id}`, 'PUT', { title: 'final', completed: true })
  expect(changed.status).toBe(200)
  expect(changed.body).toEqual({
    success: true,
    seq: Number(made.body['seq']) + 1,
    data: { ...Object(made.body['data']), title: 'final', completed: true, updatedAt: expect.any(Number) },
  })
  const gone = await api(`/default/todos/${id}?_clientMutationId=12345678&_since=0`, 'DELETE')
  expect(gone).toEqual({ status: 200, body: { success: true, seq: Number(made.body['seq']) + 2 } })
  expect((await api(`/default/todos/${id}`)).status).toBe(404)
})

test('POST, PUT and DELETE in bulk', async () => {
  const ids = ['0190c0de-0000-7000-8000-00000000000a', '0190c0de-0000-7000-8000-00000000000b']
  const made = await api('/default/notes/bulk', 'POST', { items: ids.map((id) => ({ id, title: id.slice(-1) })) })
  expect(made.status).toBe(200)
  expect(made.body['data']).toMatchObject([
    { id: ids[0], title: 'a', content: null },
    { id: ids[1], title: 'b', content: null },
  ])
  const seq = Number(made.body['seq'])

  const items = ids.map((id) => ({ id, data: { content: 'text' } }))
  const changed = await api('/default/notes/bulk', 'PUT', { items, _clientMutationId: 'bulk-put-1', _since: seq })
  expect(changed.body).toMatchObject({ success: true, seq: seq + 1, data: [{ content: 'text' }, { content: 'text' }] })

  expect(await api('/default/notes/bulk', 'DELETE', { ids })).toEqual({ status: 200, body: { success: true, seq: seq + 2 } })
  expect((await api('/default/notes')).body['notes']).toEqual([])
})

test('h13_pages_go_on_where_the_last_one_ended', async () => {
  const titles = Array.from({ length: 5 }, (_, index) => `page ${index}`)
  await api('/default/notes/bulk', 'POST', { items: titles.map((title) => ({ title })) })
  const seen: unknown[] = []
  let next: unknown
  for (let pages = 0; pages < 4; pages += 1) {
    const after = next === undefined ? '' : `&after=${encodeURIComponent(String(next))}`
    const { body } = await api(`/default/notes?limit=2${after}`)
    seen.push(...Object(body['notes']).map((note: { title: string }) => note.title))
    next = body['next']
    if (next === undefined) break
  }
  expect(seen.toSorted()).toEqual(titles)
})

test('l3_same_mid_same_answer', async () => {
  const body = { title: 'once', _clientMutationId: 'mid-once-1' }
  const first = await api('/default/todos', 'POST', body)
  const again = await api('/default/todos', 'POST', body)
  expect(again).toEqual({ status: 200, body: { ...first.body, replayed: true } })
  const other = await api('/default/todos', 'POST', { ...body, title: 'twice' })
  expect(other).toMatchObject({ status: 409, body: { error: { code: 'MID_REUSED' } } })
})

test('paths that know other methods say which', async () => {
  for (const [path, method, allow] of [
    ['/api/default/todos', 'PATCH', 'GET, POST'],
    ['/api/default/todos/bulk', 'GET', 'POST, PUT, DELETE'],
    ['/api/default/todos/x', 'POST', 'GET, PUT, DELETE'],
    ['/api/health', 'POST', 'GET'],
  ] as const) {
    const response = await fetch(server.url + path, { method })
    expect(response.status, path).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    expect(await response.json()).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } })
  }
  expect((await fetch(`${server.url}/api/default/todos`, { method: 'HEAD' })).status).toBe(405)
})

test('a body is what was sent, whatever a header says of it', async () => {
  for (const title of ['small', 'grün', 'x'.repeat(150)]) {
    const headers = { 'content-type': 'application/json', 'x-ferrosync-body': '{"title":"forged"}' }
    // Small and plain, with other letters, and too large for a header.
    const body = JSON.stringify({ title, completed: true }) + ' '.repeat(title.length > 100 ? 3_000 : 0)
    const response = await fetch(`${server.url}/api/default/todos`, { method: 'POST', headers, body })
    expect(await response.json()).toMatchObject({ data: { title, completed: true } })
  }
  const post = async (body: BodyInit) => fetch(`${server.url}/api/default/todos`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  // Lines of its own, as what the Worker says of it has.
  const lines = await post(JSON.stringify({ title: 'grün\nund\r\nblau' }, null, 2))
  expect(await lines.json()).toMatchObject({ data: { title: 'grün\nund\r\nblau' } })
  for (const broken of ['', '\n\n', new Uint8Array([...new TextEncoder().encode('{"title":"'), 0xff, ...new TextEncoder().encode('"}')])]) {
    const response = await post(broken)
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'MALFORMED' } }])
  }
})

test('a text is what it was, however long and in whatever script', async () => {
  const socket = await RoomSocket.open(server.url)
  // The Worker takes short texts over in another way than long ones.
  const texts = [1, 250, 511, 512, 513, 3_000].flatMap((length) => ['x', 'ü', '漢', '🚀'].map((letter) => letter.repeat(length)))
  const titles = new Map(texts.map((content, at) => [`text ${at}`, content]))
  for (const [at, [title, content]] of [...titles].entries()) {
    if (at % 2 === 0) {
      const { status, body } = await api('/default/notes', 'POST', { title, content })
      expect([status, body['data']]).toEqual([200, expect.objectContaining({ title, content })])
    } else {
      const [answer] = await mutate(socket, [insert('notes', { title, content })])
      expect(answer).toMatchObject({ data: { title, content } })
    }
  }
  for (const path of ['/default/notes', '/default/notes?consistent=true']) {
    const { notes } = (await api(path)).body as { notes: { title: string; content: string }[] }
    const read = new Map(notes.filter(({ title }) => titles.has(title)).map(({ title, content }) => [title, content]))
    expect(read).toEqual(titles)
  }
  await socket.until('all changes', ({ changes }) => changes.length === titles.size)
  expect(new Map(socket.changes.map(({ payload }) => payload as { title: string; content: string }).map(({ title, content }) => [title, content]))).toEqual(titles)
  await socket.close()
})

test('every answer has a request id and is not cached', async () => {
  const ids = new Set<string | null>()
  for (const path of ['/api/health', '/api/default/todos', '/api/default/nope', '/api/default/todos?consistent=true']) {
    const response = await fetch(server.url + path, { headers: { 'x-ferrosync-caller': 'spoofed', 'x-request-id': 'mine' } })
    const id = response.headers.get('x-request-id')
    expect(id).toMatch(/^[0-9a-f]{16}$/u)
    ids.add(id)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('application/json')
    if (!response.ok) expect(await response.json()).toMatchObject({ error: { requestId: id } })
  }
  expect(ids.size).toBe(4)
  for (const [method, path, body] of [['POST', '', '{"title":"x"}'], ['POST', '', '{}'], ['PUT', '/nobody', '{}'], ['DELETE', '/nobody']] as const) {
    const response = await fetch(`${server.url}/api/default/todos${path}`, { method, headers: { 'content-type': 'application/json' }, ...(body && { body }) })
    const id = response.headers.get('x-request-id')
    expect(id, method).toMatch(/^[0-9a-f]{16}$/u)
    expect([response.headers.get('cache-control'), response.headers.get('content-type'), response.headers.get('vary')]).toEqual(['no-store', 'application/json', 'Origin'])
    if (!response.ok) expect(await response.json()).toMatchObject({ error: { requestId: id } })
  }
})
