import { DurableObject } from 'cloudflare:workers'

// One statement and one loop of sends a message. Nothing is validated, nobody is asked, nothing is kept to come back to.

const FIELDS = 'id, title, completed, created_at AS createdAt, updated_at AS updatedAt'
const INSERT = `INSERT INTO todos (id, title, completed, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4) RETURNING ${FIELDS}`
const BULK =
  "INSERT INTO todos (id, title, completed, created_at, updated_at) SELECT value->>'id', value->>'title', coalesce(value->>'completed', 0), value->>'now', value->>'now' " +
  `FROM json_each(?1) RETURNING ${FIELDS}`
const UPDATE = `UPDATE todos SET title = coalesce(?2, title), completed = coalesce(?3, completed), updated_at = ?4 WHERE id = ?1 RETURNING ${FIELDS}`
const DELETE = 'DELETE FROM todos WHERE id = ?1 RETURNING id'
const LIST = `SELECT ${FIELDS} FROM todos ORDER BY created_at DESC, id DESC`

const DDL = `
  CREATE TABLE IF NOT EXISTS todos (id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, completed INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS todos_list ON todos (created_at, id)`

const visible = (row) => ({ ...row, completed: row.completed === 1 })

export class SyncRoom extends DurableObject {
  #database = this.env.TODOS_DB
  #sql = this.ctx.storage.sql

  constructor(ctx, env) {
    super(ctx, env)
    if (!this.#database) this.#sql.exec(DDL)
  }

  async fetch(request) {
    if (request.headers.get('upgrade') === 'websocket') return this.#join()
    const { method, url } = request
    const [, , , collection, id] = new URL(url).pathname.split('/')
    if (method === 'GET') return Response.json({ [collection]: await this.list() })
    const body = method === 'DELETE' ? {} : await request.json()
    const action = { POST: 'insert', PUT: 'update', DELETE: 'delete' }[method]
    if (id === 'bulk') return Response.json({ success: true, data: (await this.#mutate('bulk-insert', body)).items })
    return Response.json({ success: true, data: await this.#mutate(action, action === 'insert' ? body : { id, data: body }) })
  }

  async webSocketMessage(socket, text) {
    for (const { clientMutationId, action, payload } of JSON.parse(text).mutations) {
      const data = await this.#mutate(action, payload)
      socket.send(JSON.stringify({ type: 'ack', results: [{ clientMutationId, data }] }))
    }
  }

  webSocketClose() {}

  async list() {
    return (await this.#run(LIST)).map(visible)
  }

  #join() {
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    server.send(JSON.stringify({ type: 'sync-init' }))
    return new Response(null, { status: 101, webSocket: client })
  }

  async #mutate(action, payload) {
    const result = await this.#write(action, payload)
    const frame = JSON.stringify({ type: 'broadcast', collection: 'todos', action, payload: result })
    for (const socket of this.ctx.getWebSockets()) socket.send(frame)
    return result
  }

  async #write(action, payload) {
    const now = Date.now()
    const { id = crypto.randomUUID(), title, completed = false, data } = payload
    switch (action) {
      case 'insert':
        return visible((await this.#run(INSERT, id, title, completed ? 1 : 0, now))[0])
      case 'update':
        return visible((await this.#run(UPDATE, id, data.title ?? null, data.completed === undefined ? null : Number(data.completed), now))[0])
      case 'delete':
        return (await this.#run(DELETE, id))[0]
      case 'bulk-insert': {
        const rows = payload.items.map((item) => ({ id: crypto.randomUUID(), ...item, now }))
        return { items: (await this.#run(BULK, JSON.stringify(rows))).map(visible) }
      }
    }
  }

  async #run(statement, ...values) {
    if (!this.#database) return this.#sql.exec(statement, ...values).toArray()
    return (await this.#database.prepare(statement).bind(...values).all()).results
  }
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url)
    if (pathname === '/api/health') return Response.json({ status: 'ok', timestamp: Date.now() })
    const [, head, first, second] = pathname.split('/')
    const isList = request.method === 'GET' && head === 'api'
    if (isList && env.TODOS_DB) {
      const { results } = await env.TODOS_DB.prepare(LIST).all()
      return Response.json({ todos: results.map(visible) })
    }
    const room = head === 'parties' ? second : first
    return env.SYNC_ROOM.get(env.SYNC_ROOM.idFromName(room)).fetch(request)
  },
}
