import { desc } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/d1'
import { Hono } from 'hono'
import { bulkDelete, bulkInsert, bulkUpdate, insert, todos, update } from './schema.js'

export { SyncRoom } from './room.js'

const api = new Hono()

const refusal = (c, status, code, message, issues) => c.json({ error: { code, message, issues } }, status)

/** Validates the body, has the room do it, and answers with what came of it. */
async function mutate(c, action, schema, payloadOf = (fields) => fields) {
  const body = await c.req.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null) return refusal(c, 400, 'MALFORMED', 'the body is no JSON object')
  const { _clientMutationId: mid, ...fields } = body
  const parsed = schema.safeParse(fields)
  if (!parsed.success) return refusal(c, 400, 'VALIDATION', 'the input is not valid', parsed.error.issues)
  return done(c, action, payloadOf(parsed.data), mid)
}

async function done(c, action, payload, mid) {
  const { SYNC_ROOM: rooms } = c.env
  try {
    const data = await rooms.get(rooms.idFromName(c.req.param('syncId'))).mutate(action, payload, mid)
    if (data === undefined) return refusal(c, 404, 'NOT_FOUND', 'there is no such row')
    return c.json({ success: true, data: data.items ?? data })
  } catch (error) {
    if (String(error).includes('UNIQUE')) return refusal(c, 409, 'CONFLICT', 'the id is taken')
    throw error
  }
}

api.get('/health', (c) => c.json({ status: 'ok', timestamp: new Date().toISOString() }))

api.get('/:syncId/todos', async (c) => {
  const rows = await drizzle(c.env.TODOS_DB).select().from(todos).orderBy(desc(todos.createdAt), desc(todos.id))
  return c.json({ todos: rows })
})

api.post('/:syncId/todos/bulk', (c) => mutate(c, 'bulk-insert', bulkInsert))
api.put('/:syncId/todos/bulk', (c) => mutate(c, 'bulk-update', bulkUpdate))
api.delete('/:syncId/todos/bulk', (c) => mutate(c, 'bulk-delete', bulkDelete))
api.post('/:syncId/todos', (c) => mutate(c, 'insert', insert))
api.put('/:syncId/todos/:id', (c) => mutate(c, 'update', update, (data) => ({ id: c.req.param('id'), data })))
api.delete('/:syncId/todos/:id', (c) => done(c, 'delete', { id: c.req.param('id') }, c.req.query('_clientMutationId')))

const app = new Hono()
app.route('/api', api)
app.get('/parties/:party/:syncId', (c) => {
  const { SYNC_ROOM: rooms } = c.env
  return rooms.get(rooms.idFromName(c.req.param('syncId'))).fetch(c.req.raw)
})
app.onError((error, c) => refusal(c, 500, 'INTERNAL', error.message))

export default app
