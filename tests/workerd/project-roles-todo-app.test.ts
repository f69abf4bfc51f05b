import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { answer, type Cookie, signUp } from '../support/accounts'
import { Server } from '../support/server'
import { type Frame, handshake, RoomSocket } from '../support/socket'

// Ada makes the projects; Eddie edits, Vera looks on, and Mallory belongs to nothing.
const NAMES = ['ada', 'eddie', 'vera', 'mallory'] as const
type Name = (typeof NAMES)[number]

let server: Server
let cookies: Record<Name, Cookie>
beforeAll(async () => {
  server = await Server.start('project-roles-todo-app')
  const made = []
  for (const name of NAMES) made.push([name, await signUp(server.url, name)])
  cookies = Object.fromEntries(made)
})
afterAll(() => server?.[Symbol.asyncDispose]())

const call = (who: Name | undefined, path: string, method = 'GET', body?: unknown) =>
  answer(`${server.url}/api${path}`, who ? cookies[who] : {}, method, body)

/** A project of Ada's, in which Eddie edits and Vera looks on. */
let project: string
beforeEach(async () => {
  project = await create('ada', 'Garden')
  await join('eddie', 'editor')
  await join('vera', 'viewer')
})

async function create(who: Name, name: string): Promise<string> {
  const id = randomUUID()
  expect(await call(who, '/projects', 'POST', { id, name })).toMatchObject({ status: 200, body: { id } })
  return id
}

async function join(id: Name, role: string): Promise<void> {
  expect(await call('ada', `/${project}/memberships`, 'POST', { id, role })).toMatchObject({ status: 200 })
}

const setRole = (who: Name, id: Name, role: string) => call(who, `/${project}/memberships/${id}`, 'PUT', { role })
const remove = (who: Name, id: Name) => call(who, `/${project}/memberships/${id}`, 'DELETE')
const open = (who: Name, room = project) => RoomSocket.open(server.url, room, 'main', { headers: cookies[who] })

async function addTodo(who: Name = 'ada'): Promise<string> {
  const id = randomUUID()
  expect(await call(who, `/${project}/todos`, 'POST', { id, title: 'Water it' })).toMatchObject({ status: 200 })
  return id
}

/** The status of the same request, as each of them and as a stranger. */
async function each(request: (who: Name | undefined) => Promise<{ status: number }>) {
  const statuses = []
  for (const who of [undefined, 'mallory', 'vera', 'eddie', 'ada'] as const) statuses.push((await request(who)).status)
  return statuses
}

test('what a role may do, by collection and action', async () => {
  for (const collection of ['todos', 'memberships', 'projects']) {
    expect(await each((who) => call(who, `/${project}/${collection}`)), collection).toEqual([401, 403, 200, 200, 200])
  }
  const todos = `/${project}/todos`
  expect(await each((who) => call(who, todos, 'POST', { title: 'x' }))).toEqual([401, 403, 403, 200, 200])
  const id = await addTodo()
  expect(await each((who) => call(who, `${todos}/${id}`, 'PUT', { completed: true }))).toEqual([401, 403, 403, 200, 200])
  expect(await each(async (who) => call(who, `${todos}/${await addTodo()}`, 'DELETE'))).toEqual([401, 403, 403, 200, 200])
  expect(await each(async (who) => call(who, `${todos}/bulk`, 'DELETE', { ids: [await addTodo()] }))).toEqual([401, 403, 403, 403, 200])

  expect(await each((who) => call(who, `/${project}/projects/${project}`, 'PUT', { name: 'Yard' }))).toEqual([401, 403, 403, 403, 200])
  expect(await each((who) => call(who, `/${project}/projects`, 'POST', { name: 'Second' }))).toEqual([401, 403, 403, 403, 403])
  expect(await each((who) => call(who, `/${project}/listings`, 'POST', { name: 'x' }))).toEqual([401, 403, 403, 403, 403])
  expect(await each((who) => setRole(who ?? 'mallory', 'vera', 'editor'))).toEqual([403, 403, 403, 403, 200])
})

test('a role that may not over HTTP may not over a socket', async () => {
  const id = await addTodo()
  const vera = await open('vera')
  expect(await vera.frame('sync-init')).toMatchObject({ access: { role: 'viewer', rights: [] } })
  const forbidden = [
    { collection: 'todos', action: 'insert', payload: { title: 'x' } },
    { collection: 'todos', action: 'update', payload: { id, data: { completed: true } } },
    { collection: 'todos', action: 'delete', payload: { id } },
    { collection: 'todos', action: 'bulk-delete', payload: { ids: [id] } },
    { collection: 'memberships', action: 'update', payload: { id: 'vera', data: { role: 'admin' } } },
    { collection: 'memberships', action: 'insert', payload: { id: 'mallory', role: 'admin' } },
    { collection: 'memberships', action: 'bulk-update', payload: { items: [{ id: 'vera', data: { role: 'admin' } }] } },
    { collection: 'projects', action: 'update', payload: { id: project, data: { name: 'Mine' } } },
  ]
  vera.send({ type: 'mutate', mutations: forbidden.map((one, at) => ({ clientMutationId: `forbidden-${at}`, since: 0, ...one })) })
  const answers = () => vera.frames.filter(({ type }) => type === 'ack').flatMap((ack) => ack['results'] as { error?: { code: string } }[])
  await vera.until('all answers', () => answers().length === forbidden.length)
  expect(answers().map(({ error }) => error?.code)).toEqual(forbidden.map(() => 'FORBIDDEN'))
  await vera.close()
  expect((await call('ada', `/${project}/todos/${id}`)).body['data']).toMatchObject({ completed: false })
})

test('other projects, and the lists of others, are closed', async () => {
  const other = await create('mallory', 'Lair')
  const id = await addTodo()
  expect(await handshake(server.url, project)).toBe(4401)
  expect(await handshake(server.url, project, { headers: cookies.mallory })).toBe(4403)
  expect(await handshake(server.url, 'user:ada', { headers: cookies.mallory })).toBe(4403)
  expect(await handshake(server.url, project, { headers: { ...cookies.ada, origin: 'https://evil.example' } })).toBe(403)
  expect((await call('mallory', '/user:ada/listings')).status).toBe(403)
  // An admin of one project is nobody in another, and its rows are not there.
  expect((await call('mallory', `/${other}/todos/${id}`, 'PUT', { completed: true })).status).toBe(404)
  expect((await call('mallory', `/${other}/memberships/ada`, 'DELETE')).status).toBe(404)
  // Nobody gets into a project that is there by making it anew.
  expect(await call('mallory', '/projects', 'POST', { id: project, name: 'Mine' })).toMatchObject({ status: 409 })
  expect((await call('mallory', `/${project}/todos`)).status).toBe(403)
  expect((await call(undefined, '/projects', 'POST', { id: randomUUID(), name: 'x' })).status).toBe(401)
  // Nor does one's own room take anything but the app's word.
  for (const collection of ['todos', 'memberships', 'projects', 'listings']) {
    expect((await call('mallory', `/user:mallory/${collection}`, 'POST', { id: randomUUID(), title: 'x', name: 'x' })).status, collection).toBe(403)
  }
})

test('a project that is asked for twice is one', async () => {
  const wish = { id: randomUUID(), name: 'Twice' }
  const [first, second] = await Promise.all([call('ada', '/projects', 'POST', wish), call('ada', '/projects', 'POST', wish)])
  expect([first.status, second.status]).toEqual([200, 200])
  expect((await call('ada', `/${wish.id}/projects`)).body['projects']).toHaveLength(1)
  expect(await call('ada', '/projects', 'POST', { id: randomUUID(), name: '' })).toMatchObject({ status: 400, code: 'VALIDATION' })
})

test('only who has an account becomes a member, and once', async () => {
  const add = (id: string) => call('ada', `/${project}/memberships`, 'POST', { id, role: 'viewer' })
  const nobody = await add('nobody')
  expect(nobody).toMatchObject({ status: 400, code: 'VALIDATION' })
  expect(JSON.stringify(nobody.body)).toContain('is nobody’s name here'.replace('’', "'"))
  expect((await add('vera')).code).toBe('ID_TAKEN')
  expect((await call('ada', `/${project}/memberships`, 'POST', { role: 'viewer' })).status).toBe(400)
  // Who has no right to it learns nothing of who is here.
  expect((await call('vera', `/${project}/memberships`, 'POST', { id: 'nobody' })).status).toBe(403)
})

test('a changed role holds on the sockets that are open', async () => {
  const vera = await open('vera')
  await vera.frame('sync-init')
  const closed = vera.closed()
  expect((await setRole('ada', 'vera', 'editor')).status).toBe(200)
  // Come again, and be let in with what you may now.
  expect(await closed).toBe(1012)
  const again = await open('vera')
  expect(await again.frame('sync-init')).toMatchObject({ access: { role: 'editor', rights: ['editTodos'] } })
  again.send({ type: 'mutate', mutations: [{ clientMutationId: 'as-an-editor', since: 0, collection: 'todos', action: 'insert', payload: { title: 'mine' } }] })
  expect(await again.frame('ack')).toMatchObject({ results: [{ data: { title: 'mine', author: 'vera' } }] })
  await again.close()
})

test('who is removed is shown out at once, whatever they listen to, and hears nothing more', async () => {
  const [vera, deaf] = [await open('vera'), await open('vera')]
  await vera.frame('sync-init')
  await deaf.frame('sync-init')
  // Subscribed to the todos alone, it is not told of members.
  deaf.send({ type: 'resume', subscriptions: [{ sub: 1, collection: 'todos' }], pending: [] })
  await deaf.frame('resumed')
  // It may be over before the answer is here.
  const closed = Promise.all([vera.closed(), deaf.closed()])
  expect((await remove('ada', 'vera')).status).toBe(200)
  expect(await closed).toEqual([4403, 4403])
  const id = await addTodo()
  for (const socket of [vera, deaf]) expect(JSON.stringify(socket.frames)).not.toContain(id)
  expect((await call('vera', `/${project}/todos`)).status).toBe(403)
  expect(await handshake(server.url, project, { headers: cookies.vera })).toBe(4403)
})

test('a project keeps an admin', async () => {
  const words = { status: 403, message: 'a project needs an admin: make somebody else one first' }
  expect(await setRole('ada', 'ada', 'viewer')).toMatchObject(words)
  expect(await remove('ada', 'ada')).toMatchObject(words)
  expect((await setRole('ada', 'ada', 'admin')).status).toBe(200)
  // With another one there, it may be given away.
  expect((await setRole('ada', 'eddie', 'admin')).status).toBe(200)
  expect((await setRole('ada', 'ada', 'viewer')).status).toBe(200)
  expect(await remove('eddie', 'eddie')).toMatchObject(words)
})

test('two admins who dismiss each other in the same moment leave one', async () => {
  for (const act of [(who: Name, whom: Name) => setRole(who, whom, 'viewer'), remove]) {
    project = await create('ada', 'Duel')
    await join('eddie', 'admin')
    const statuses = (await Promise.all([act('ada', 'eddie'), act('eddie', 'ada')])).map(({ status }) => status)
    expect(statuses).toContain(200)
    const database = await server.miniflare.getD1Database('DB')
    const admins = database.prepare("SELECT count(*) AS admins FROM memberships WHERE project_id = ? AND role = 'admin'").bind(project)
    expect(await admins.first('admins')).toBe(1)
  }
})

test('the list of one’s projects follows the memberships, live', async () => {
  const list = await open('mallory', 'user:mallory')
  const { seq } = (await list.frame('sync-init')) as Frame & { seq: number }
  const heard = (action: string, role?: string) =>
    list.until(`${action} ${role}`, ({ changes }) =>
      changes.some((one) => one['collection'] === 'listings' && one['action'] === action && Object(one['payload'])['id'] === project && Object(one['payload'])['role'] === role),
    )
  await join('mallory', 'viewer')
  await heard('insert', 'viewer')
  await setRole('ada', 'mallory', 'editor')
  await heard('update', 'editor')
  await call('ada', `/${project}/projects/${project}`, 'PUT', { name: 'Orchard' })
  await list.until('the new name', ({ frames }) => JSON.stringify(frames).includes('Orchard'))
  await remove('ada', 'mallory')
  await heard('delete')
  expect(list.changes.map((one) => Number(one['seq']) - seq)).toEqual([1, 2, 3, 4])
  await list.close()
  expect(JSON.stringify((await call('mallory', '/user:mallory/listings')).body)).not.toContain(project)
})

test('what a room did not live to tell the lists is told when it wakes', async () => {
  // As if the object had died between the commit and the telling.
  const database = await server.miniflare.getD1Database('DB')
  const listed = () => database.prepare('SELECT room, role FROM listings WHERE id = ? ORDER BY room').bind(project).all()
  const whole = [
    { room: 'user:ada', role: 'admin' },
    { room: 'user:eddie', role: 'editor' },
    { room: 'user:vera', role: 'viewer' },
  ]
  await expect.poll(async () => (await listed()).results).toEqual(whole)
  await database.prepare("UPDATE listings SET role = 'admin' WHERE id = ? AND room = 'user:vera'").bind(project).run()
  await database.prepare("DELETE FROM listings WHERE id = ? AND room = 'user:eddie'").bind(project).run()
  await server.stop()
  await server.start()
  expect((await call('ada', `/${project}/todos?consistent=true`)).status).toBe(200)
  await expect.poll(async () => (await (await server.miniflare.getD1Database('DB')).prepare('SELECT room, role FROM listings WHERE id = ? ORDER BY room').bind(project).all()).results).toEqual(whole)
})
