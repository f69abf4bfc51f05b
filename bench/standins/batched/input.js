import { hash } from './hash.js'
import { invalid, Refusal } from './refusal.js'

const ITEMS = 1_000

/** Where the second half of a digest begins. */
const SEED = 0x9747b28c

/**
 * What a mutation is to do: `inserts`, `updates` and `deletes`, each row by its id, and the ids of all of them. Throws what is to be refused.
 * Rows have what the server sets; `digest` is of what the client said.
 */
export function parse(mid, action, payload) {
  const now = Date.now()
  const member = { mid, action, now, inserts: [], updates: [], deletes: [], digest: digest(action, payload) }
  switch (action) {
    case 'insert':
      member.inserts.push(fresh(payload, now, []))
      break
    case 'update':
      member.updates.push(patch(payload.id, payload.data, now, []))
      break
    case 'delete':
      member.deletes.push(payload.id)
      break
    case 'bulk-insert':
      member.inserts = list(payload.items, 'items').map((item, at) => fresh(item, now, ['items', at]))
      break
    case 'bulk-update':
      member.updates = list(payload.items, 'items').map(({ id, data }, at) => patch(id, data, now, ['items', at, 'data']))
      break
    case 'bulk-delete':
      member.deletes = list(payload.ids, 'ids')
      break
    default:
      throw invalid(['action'], 'one_of', 'there is no such action')
  }
  member.ids = [...member.inserts, ...member.updates].map(({ id }) => id).concat(member.deletes)
  if (member.ids.length > 1 && new Set(member.ids).size < member.ids.length) throw invalid(['items'], 'unique', 'an id stands there twice')
  return member
}

/** A mutation's id: the client's, or one of ours where it has none. */
export function midOf(given) {
  if (given === undefined) return crypto.randomUUID()
  if (typeof given !== 'string' || given.length < 8 || given.length > 64) throw invalid(['_clientMutationId'], 'length', 'has 8 to 64 characters')
  return given
}

function list(items, name) {
  if (!Array.isArray(items) || items.length === 0) throw invalid([name], 'length', 'is a list of one or more')
  if (items.length > ITEMS) throw new Refusal(413, 'TOO_LARGE', `at most ${ITEMS} at once`)
  return items
}

function fresh(fields, now, path) {
  check(fields, path)
  if (fields.title === undefined) throw invalid([...path, 'title'], 'required', 'is missing')
  const { id = crypto.randomUUID(), title, completed = false } = fields
  return { id, title, completed, createdAt: now, updatedAt: now }
}

function patch(id, data, now, path) {
  if (typeof id !== 'string') throw invalid([...path, 'id'], 'type', 'is a text')
  check(data, path)
  if (data.id !== undefined) throw unknown('id', path)
  if (data.title === undefined && data.completed === undefined) throw invalid(path, 'empty', 'says nothing')
  return { id, ...data, updatedAt: now }
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/iu

const FIELDS = {
  id: (value) => typeof value === 'string' && UUID.test(value),
  title: (value) => typeof value === 'string' && isShort(value),
  completed: (value) => typeof value === 'boolean',
}

function check(fields, path) {
  if (typeof fields !== 'object' || fields === null) throw invalid(path, 'type', 'is an object')
  for (const [name, value] of Object.entries(fields)) {
    const isGood = FIELDS[name]
    if (!isGood) throw unknown(name, path)
    if (!isGood(value)) throw invalid([...path, name], 'invalid', `is no ${name}`)
  }
}

/** One to two hundred characters; most texts need not be counted. */
function isShort(text) {
  return text.length > 0 && (text.length <= 200 || (text.length <= 400 && [...text].length <= 200))
}

const unknown = (name, path) =>
  new Refusal(400, 'UNKNOWN_FIELD', 'there is no such field', [{ path: [...path, name], code: 'unknown', message: 'is unknown', params: {} }])

/** Another body under the same id must not be taken for the first. `node:crypto` would take a sixth of a mutation's time for it. */
function digest(action, payload) {
  const text = action + canonical(payload)
  return hash(text) + hash(text, SEED)
}

/** JSON whose keys are in order. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entry = (name) => `${JSON.stringify(name)}:${canonical(value[name])}`
  return `{${Object.keys(value).sort().map(entry).join()}}`
}
