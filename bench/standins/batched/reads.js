import { hash } from './hash.js'
import { DELTA, page } from './sql.js'
import { invalid, Refusal } from './refusal.js'

const PAGE_BYTES = 1_000_000
const PIECE = 1_000

/** A place in the stream: the seq and a hash of the mutation there. */
export const cursorOf = (seq, mid) => `${seq}.${hash(mid ?? '')}`

/** Answers `GET /api/:room/todos`. */
export async function read(store, room, url) {
  const query = url.searchParams
  const limit = Number(query.get('limit') ?? 1_000)
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw invalid(['limit'], 'range', 'is a number from 1 to 10000')
  const since = query.get('since')
  const text = since === null ? await pageOf(store, room, limit, query.get('after')) : await changed(store, room, limit, since)
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}

async function pageOf(store, room, limit, after, head = '{') {
  const values = [room, String(limit), ...(after === null ? [] : [after])]
  const [[{ seq, mid, rows }]] = await store.batch([[page(after === null), ...values]])
  const { text, next } = cut(rows ?? '', limit)
  return `${head}"todos":[${text}],"seq":${seq},"cursor":"${cursorOf(seq, mid)}"${next === undefined ? '' : `,"next":${JSON.stringify(next)}`}}`
}

/** A page ends after `limit` rows or a megabyte. Rows are apart by a line feed, which never stands in one. */
function cut(rows, limit) {
  let end = rows.length
  if (end > PAGE_BYTES) end = rows.lastIndexOf(',\n', PAGE_BYTES)
  else {
    let at = -1
    for (let count = 0; count < limit; count += 1) {
      at = rows.indexOf(',\n', at + 1)
      if (at < 0) return { text: rows }
    }
    end = at
  }
  const { id, createdAt } = JSON.parse(rows.slice(rows.lastIndexOf('\n', end - 1) + 1, end))
  return { text: rows.slice(0, end), next: JSON.stringify([createdAt, id]) }
}

async function changed(store, room, limit, since) {
  const found = await delta(store, room, since)
  if (found.reset) return pageOf(store, room, limit, null, `{"reset":true,"reason":"${found.reset}","committed":[],`)
  return `{"rows":[${found.rows}],"removed":${found.removed},"seq":${found.seq},"cursor":"${found.cursor}","more":false,"committed":[]}`
}

/** What changed since a cursor, or why only a new beginning helps. */
export async function delta(store, room, cursor) {
  if (!/^\d+\.[\da-f]{8}$/u.test(cursor)) throw invalid(['since'], 'cursor', 'is no cursor')
  const from = cursor.split('.')[0]
  const [[{ seq, mid, held, touched, rows, removed }]] = await store.batch([[DELTA, room, from]])
  if (cursorOf(from, held) !== cursor) return { reset: 'history' }
  if (touched > PIECE) return { reset: 'large' }
  return { from: Number(from), seq: Number(seq), cursor: cursorOf(seq, mid), rows: rows ?? '', removed }
}

export const notFound = () => new Refusal(404, 'NOT_FOUND', 'there is no such row')
