import { read } from './reads.js'
import { Refusal } from './refusal.js'
import { D1Store } from './store.js'

export { SyncRoom } from './room.js'

const stores = new WeakMap()

/** The Worker's own view of D1: reads need no object. */
function storeOf({ TODOS_DB: database }) {
  if (!stores.has(database)) stores.set(database, new D1Store(database))
  return stores.get(database)
}

export default {
  async fetch(request, env) {
    const url = new URL(request.url)
    const [, head, first, second] = url.pathname.split('/')
    if (url.pathname === '/api/health') return Response.json({ status: 'ok', timestamp: Date.now() })
    if (head === 'api' && request.method === 'GET' && env.TODOS_DB) {
      try {
        return await read(storeOf(env), first, url)
      } catch (error) {
        if (error instanceof Refusal) return error.response()
        throw error
      }
    }
    const room = head === 'parties' ? second : first
    return env.SYNC_ROOM.get(env.SYNC_ROOM.idFromName(room)).fetch(request)
  },
}
