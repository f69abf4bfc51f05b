import type { AnyCollection } from '../client'
import { comparator } from '../internal'
import { checkScope, midOf } from './operation'
import { malformed, refused } from './refusals'
import { isIn, isVisible, type Commit, type Room, type Row } from './room'
import type { Action, Call } from './types'
import type { World } from './world'

/** What a request comes to: whose it is, and what does it. */
export interface Request {
  readonly call: Call
  readonly perform: (userId: string | undefined, onCommit: (room: Room, commit: Commit) => void) => object
}

const VERBS: Readonly<Record<string, 'insert' | 'update' | 'delete'>> = { POST: 'insert', PUT: 'update', DELETE: 'delete' }

const LIMIT = 1000
const MAX_LIMIT = 10_000
/** The rows and removals of a piece of a difference. */
const MAX_PIECE = 1000

/**
 * Reads a request under `/api`.
 *
 * @throws SyncError where it leads nowhere.
 */
export function requestOf(world: World, method: string, url: string, text: string | undefined): Request {
  const { pathname, searchParams } = new URL(url, 'http://fake.test')
  const [mount, syncId = '', name = '', id, ...rest] = pathname.replace(/\/$/, '').split('/').slice(1).map(decodeURIComponent)
  if (mount !== 'api' || name === '' || rest.length > 0) throw refused(404, 'NOT_FOUND', 'there is nothing at this path')
  const collection = world.find(syncId, name)
  const query = new Map(searchParams)
  const take = (parameter: string) => {
    const value = query.get(parameter)
    query.delete(parameter)
    return value
  }
  const finish = () => {
    const [unknown] = query.keys()
    if (unknown !== undefined) throw malformed(unknown, 'unknown_parameter', 'is not a parameter of this request')
  }
  const about = { via: 'http', syncId, collection: name } as const

  const verb = VERBS[method]
  if (method === 'GET' && id !== 'bulk') {
    const scope = take('scope')
    checkScope(collection, scope)
    // Here every read is of the newest.
    take('consistent')
    const read = id === undefined ? listOf(collection, scope, take) : rowOf(collection, scope, id)
    finish()
    const call: Call = { ...about, action: id === undefined ? 'list' : 'get', scope, payload: undefined, mid: undefined }
    return { call, perform: (userId) => read(world.room(syncId), userId) }
  }
  if (!verb || (id === undefined && verb !== 'insert') || (id !== undefined && id !== 'bulk' && verb === 'insert')) {
    const allow = id === undefined ? 'GET, POST' : id === 'bulk' ? 'POST, PUT, DELETE' : 'GET, PUT, DELETE'
    throw refused(405, 'METHOD_NOT_ALLOWED', `this path takes ${allow}`)
  }
  const isBulk = id === 'bulk'
  const action: Action = isBulk ? `bulk-${verb}` : verb
  // A DELETE of one row has no body.
  const fields = action === 'delete' ? Object.fromEntries(['_clientMutationId', '_since', 'scope'].map((key) => [key, take(key)])) : bodyOf(text)
  finish()
  const { _clientMutationId, _since, scope, ...data } = fields
  if (scope !== undefined && typeof scope !== 'string') throw malformed('scope', 'invalid_type', 'must be a string')
  if (_since !== undefined && !/^\d+$/.test(String(_since))) throw malformed('_since', 'invalid_type', 'must be a non-negative integer')
  const mid = midOf(_clientMutationId)
  const payload = action === 'delete' ? { id } : action === 'update' ? { id, data } : data
  return {
    call: { ...about, action, scope, payload, mid },
    perform: (userId, onCommit) => {
      const room = world.room(syncId)
      return world.perform(room, { mid, collection, action, payload, scope }, userId, (commit) => onCommit(room, commit))
    },
  }
}

function bodyOf(text = ''): Readonly<Record<string, unknown>> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw refused(400, 'MALFORMED', 'the body is not JSON in UTF-8')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refused(400, 'VALIDATION', 'the body must be an object', [{ path: [], code: 'invalid_type', message: 'the body must be an object', params: {} }])
  }
  return { ...body }
}

function rowOf(collection: AnyCollection, scope: string | undefined, id: string) {
  return (room: Room): object => {
    const row = room.table(collection).get(id)
    if (row && isVisible(collection, row) && isIn(collection, scope, row)) return { data: row, seq: room.seq }
    throw refused(404, 'NOT_FOUND', `\`${collection.name}\` has no row with this id`)
  }
}

/** A page of a list, or what changed in it since a cursor. */
function listOf(collection: AnyCollection, scope: string | undefined, take: (parameter: string) => string | undefined) {
  const { name, orderBy } = collection
  const text = take('limit') ?? String(LIMIT)
  const limit = Number(text)
  if (!/^\d+$/.test(text) || limit < 1 || limit > MAX_LIMIT) {
    throw malformed('limit', 'out_of_range', `must be an integer between 1 and ${MAX_LIMIT}`, { min: 1, max: MAX_LIMIT })
  }
  const [after, since, mids] = [take('after'), take('since'), take('mids')]
  if (since === undefined && mids !== undefined) throw malformed('mids', 'needs_since', 'is asked for together with `since`')
  if (since !== undefined && after !== undefined) throw malformed('since', 'with_after', 'is not asked for together with `after`')
  if (since !== undefined && !/^\d+\.[\da-f]{12}\.[\da-f]{8}\.[\da-f]{16}$/.test(since)) {
    throw malformed('since', 'invalid_cursor', 'must be the `cursor` of an answer or a frame')
  }
  const last = after === undefined ? undefined : placeOf(after, orderBy[0])
  return (room: Room, userId: string | undefined): object => {
    const found = since === undefined ? undefined : room.since(collection, scope, since, Math.min(limit, MAX_PIECE))
    const asked = (mids ?? '').split(',').map(decodeURIComponent)
    const committed = room.log.flatMap(({ mid, seq, userId: whose }) =>
      asked.includes(mid) && whose === userId ? [{ seq, clientMutationId: mid }] : [],
    )
    if (typeof found === 'object') {
      const { rows, removed, to, more } = found
      return { rows, removed, seq: to, cursor: room.cursor(to), more, committed }
    }
    const compare = comparator(...orderBy)
    const all = room.rows(collection, scope).filter((row) => !last || compare(row, last) > 0)
    const page = all.slice(0, limit)
    const end = page.at(-1)
    return {
      ...(found && { reset: true, reason: found, committed }),
      [name]: page,
      seq: room.seq,
      cursor: room.cursor(),
      ...(all.length > limit && end && { next: JSON.stringify([end[orderBy[0]], end.id]) }),
    }
  }
}

/** A row that would stand where a page ended. */
function placeOf(after: string, column: string): Row {
  try {
    const place: unknown = JSON.parse(after)
    if (Array.isArray(place) && typeof place[1] === 'string') return { [column]: place[0] as unknown, id: place[1] }
  } catch {
    // It is none.
  }
  throw malformed('after', 'invalid_cursor', 'must be the `next` of the page before')
}
