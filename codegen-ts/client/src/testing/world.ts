import { type AnyCollection, uuidv7 } from '../client'
import { conflict, issue, malformed, noRowOrTaken, refused } from './refusals'
import { rowChanges, type RowChange } from './operation'
import { type Commit, isIn, isVisible, type Part, Room, type Row, type Touch } from './room'
import type { Action, FakeServerOptions } from './types'

/** A mutation as it was asked for. */
export interface Asked {
  readonly mid: string | undefined
  readonly collection: AnyCollection
  readonly action: Action
  readonly payload: unknown
  readonly scope: string | undefined
}

/** What a mutation that was done is answered with. */
export interface Done {
  readonly success: true
  readonly data?: Row | null | readonly Row[]
  readonly seq: number
  readonly replayed?: true
}

/** Rows that a mutation leaves, by collection and id, before it is done: `undefined` where it leaves none. */
type Draft = Map<AnyCollection, Map<string, Row>>

/** All rooms, and the rules for them. */
export class World {
  readonly collections: readonly AnyCollection[]
  readonly rooms = new Map<string, Room>()
  readonly #options: FakeServerOptions

  constructor(collections: readonly AnyCollection[], options: FakeServerOptions) {
    this.collections = collections
    this.#options = options
  }

  now(): number {
    const { now = Date.now } = this.#options
    return typeof now === 'function' ? now() : now
  }

  room(name: string): Room {
    let room = this.rooms.get(name)
    if (!room) this.rooms.set(name, (room = new Room(name)))
    return room
  }

  /**
   * The collection of a name in a room. Those with one room live there and nowhere else.
   *
   * @throws SyncError `VALIDATION` for what is no sync id, `NOT_FOUND`.
   */
  find(room: string, name: string): AnyCollection {
    if (!/^(?!\.\.?$)[\w.:-]{1,64}$/.test(room)) throw malformed('syncId', 'invalid_sync_id', 'a sync id has 1 to 64 characters of `A-Z a-z 0-9 _ . : -`, and is not `.` or `..`')
    const found = this.collections.find((one) => one.name === name)
    if (!found || !this.#isHere(found, room)) throw refused(404, 'NOT_FOUND', 'there is no such collection in this room')
    return found
  }

  /** Whether a room has any collections. */
  has(room: string): boolean {
    return this.collections.some((one) => this.#isHere(one, room))
  }

  #isHere({ room: own }: AnyCollection, room: string): boolean {
    return own === null ? !this.collections.some((other) => other.room === room) : own === room
  }

  /**
   * Does a mutation, once: the same one again is answered as before, with the rows as they are now.
   *
   * @param onCommit what tells everyone.
   * @throws SyncError why not.
   */
  perform(room: Room, asked: Asked, userId: string | undefined, onCommit: (commit: Commit) => void): Done {
    const { mid = uuidv7(), collection, action, payload, scope } = asked
    if (mid.length < 8 || mid.length > 64) throw malformed('_clientMutationId', 'invalid_id', 'a mutation id has 8 to 64 characters')
    const digest = canonical([action, collection.name, scope ?? null, payload])
    const known = room.log.find((commit) => commit.mid === mid)
    if (known) {
      if (known.digest !== digest || known.userId !== userId) {
        throw refused(409, 'MID_REUSED', 'the mutation id was used for another mutation')
      }
      return { ...this.#answer(room, asked, known), replayed: true }
    }
    const changes = rowChanges(collection, action, payload, scope)
    const hasOwner = Object.values(collection.fields).some(({ role }) => role === 'owner')
    if (hasOwner && action.endsWith('insert') && userId === undefined) throw refused(401, 'UNAUTHENTICATED', 'sign in to do this')
    const draft: Draft = new Map()
    const ids = changes.map((change) => this.#draft(room, asked, change, userId, draft))
    const ripples = action.endsWith('delete') ? this.#sweep(room, collection, ids, draft) : []
    this.#check(room, collection, action, changes, ids, draft)
    const commit = this.#write(room, { mid, userId, digest }, [{ collection: collection.name, action, ids }, ...ripples], draft)
    onCommit(commit)
    return this.#answer(room, asked, commit)
  }

  /** Puts rows there past all rules: what is not given is the column's default. */
  seed(room: Room, collection: AnyCollection, rows: readonly object[], scope: string | undefined, onCommit: (commit: Commit) => void): Row[] {
    const draft: Draft = new Map()
    const ids = rows.map((given) => {
      const fields: Readonly<Record<string, unknown>> = { ...given }
      const id = String(fields['id'] ?? uuidv7())
      place(draft, collection, { ...this.#newRow(room, collection, { id, fields, scope }, undefined), ...fields, id })
      return id
    })
    const parts: Part[] = [{ collection: collection.name, action: 'bulk-insert', ids }]
    onCommit(this.#write(room, { mid: uuidv7(), userId: undefined, digest: '' }, parts, draft))
    return ids.flatMap((id) => room.table(collection).get(id) ?? [])
  }

  #answer(room: Room, { collection, action }: Asked, { seq, parts }: Commit): Done {
    if (action.endsWith('delete')) return { success: true, seq }
    const table = room.table(collection)
    const rows = (parts[0]?.ids ?? []).flatMap((id) => table.get(id) ?? []).filter((row) => isVisible(collection, row))
    return { success: true, data: action.startsWith('bulk') ? rows : (rows[0] ?? null), seq }
  }

  /** What a change leaves of a row, and its id. */
  #draft(room: Room, { collection, action, scope }: Asked, { id = uuidv7(), fields }: RowChange, userId: string | undefined, draft: Draft): string {
    const before = room.table(collection).get(id)
    if (action.endsWith('insert')) {
      if (before) throw noRowOrTaken(collection.name, action)
      place(draft, collection, this.#newRow(room, collection, { id, fields, scope }, userId))
      return id
    }
    if (!before || !isVisible(collection, before) || !isIn(collection, scope, before)) throw noRowOrTaken(collection.name, action)
    if (action.endsWith('update')) place(draft, collection, { ...before, ...fields, ...this.#stamp(collection, 'updated') })
    return id
  }

  #newRow(
    room: Room,
    collection: AnyCollection,
    { id, fields, scope = null }: { id: string; fields: Readonly<Record<string, unknown>>; scope: string | null | undefined },
    userId: string | undefined,
  ): Row {
    const now = this.now()
    const server = { id, syncId: room.name, scope, owner: userId ?? '', created: now, updated: now, deleted: null }
    const columns = Object.entries(collection.fields).map(([name, { role, default: value = null }]) => {
      return [name, role !== 'data' ? server[role] : Object.hasOwn(fields, name) ? fields[name] : value]
    })
    return { ...(Object.fromEntries(columns) as object), id }
  }

  /** The time, in the columns of a role. */
  #stamp({ fields }: AnyCollection, role: 'updated' | 'deleted'): Readonly<Record<string, unknown>> {
    const columns = Object.entries(fields).filter(([, field]) => field.role === role)
    return Object.fromEntries(columns.map(([name]) => [name, this.now()]))
  }

  /** The references of all collections to one, each with the rows that make use of it. */
  #pointing(room: Room, to: AnyCollection, id: string, draft: Draft) {
    return this.collections.flatMap((child) =>
      Object.entries(this.#options.references?.[child.name] ?? {}).flatMap(([column, { to: parent, onDelete = 'restrict' }]) => {
        if (parent.name !== to.name) return []
        const rows = [...room.table(child).values()].map((row) => draft.get(child)?.get(row.id) ?? row)
        return [{ child, column, onDelete, rows: rows.filter((row) => isVisible(child, row) && row[column] === id) }]
      }),
    )
  }

  /** Deletes rows and what goes with them, in the draft; tells what became of the others. */
  #sweep(room: Room, collection: AnyCollection, ids: readonly string[], draft: Draft): Part[] {
    const parts: Part[] = []
    const told = (child: AnyCollection, action: Action, all: readonly Row[]) => {
      if (all.length > 0) parts.push({ collection: child.name, action, ids: all.map(({ id }) => id) })
    }
    const gone = new Set(ids.map((id) => `${collection.name}/${id}`))
    for (const id of ids) this.#remove(room, collection, id, draft)
    for (let level: { of: AnyCollection; ids: readonly string[] }[] = [{ of: collection, ids }]; level.length > 0; ) {
      const next: typeof level = []
      for (const { of, ids: parents } of level) {
        for (const parent of parents) {
          for (const { child, column, onDelete, rows } of this.#pointing(room, of, parent, draft)) {
            const left = rows.filter((row) => !gone.has(`${child.name}/${row.id}`))
            if (onDelete === 'restrict') {
              if (left.length > 0) throw conflict([issue([], 'referenced', `is referenced by \`${child.name}\``)])
            } else if (onDelete === 'cascade') {
              for (const { id } of left) {
                gone.add(`${child.name}/${id}`)
                this.#remove(room, child, id, draft)
              }
              told(child, 'bulk-delete', left)
              next.push({ of: child, ids: left.map(({ id }) => id) })
            } else {
              for (const row of left) place(draft, child, { ...row, [column]: null, ...this.#stamp(child, 'updated') })
              told(child, 'bulk-update', left)
            }
          }
        }
      }
      level = next
    }
    // One that lost a reference and then went along is only gone.
    return parts.flatMap((part) => {
      const stays = part.action === 'bulk-delete' ? part.ids : part.ids.filter((id) => !gone.has(`${part.collection}/${id}`))
      return stays.length > 0 ? [{ ...part, ids: stays }] : []
    })
  }

  /** Takes a row away in the draft; one that is deleted softly stays and hides. */
  #remove(room: Room, collection: AnyCollection, id: string, draft: Draft): void {
    const row = room.table(collection).get(id)
    const stamp = this.#stamp(collection, 'deleted')
    place(draft, collection, Object.keys(stamp).length > 0 && row ? { ...row, ...stamp } : { id, [GONE]: true })
  }

  /** Keys that stand once, and rows that are pointed at. */
  #check(room: Room, collection: AnyCollection, action: Action, changes: readonly RowChange[], ids: readonly string[], draft: Draft): void {
    if (action.endsWith('delete')) return
    const made = draft.get(collection) ?? new Map<string, Row>()
    const before = [...room.table(collection).values()].filter((row) => isVisible(collection, row))
    const isInsert = action.endsWith('insert')
    const issues = changes.flatMap(({ path, fields }, index) => {
      const row = made.get(ids[index] ?? '')
      if (!row) return []
      const isNamed = (column: string) => isInsert || Object.hasOwn(fields, column)
      const taken = (this.#options.unique?.[collection.name] ?? []).flatMap((columns) => {
        const hasKey = columns.some(isNamed) && columns.every((column) => row[column] !== null)
        // Of two rows of one mutation the later one is too many.
        const others = [...before.filter(({ id }) => !made.has(id)), ...ids.slice(0, index).flatMap((id) => made.get(id) ?? [])]
        const isKept = others.some((other) => columns.every((column) => other[column] === row[column]))
        const written = columns.filter((column) => collection.fields[column]?.role === 'data')
        return hasKey && isKept ? [issue([...path, written.at(-1) ?? columns[0] ?? ''], 'taken', 'is taken')] : []
      })
      const missing = Object.entries(this.#options.references?.[collection.name] ?? {}).flatMap(([column, { to }]) => {
        const id = row[column]
        if (!isNamed(column) || typeof id !== 'string') return []
        const found = (to.name === collection.name && made.get(id)) || room.table(to).get(id)
        return found && isVisible(to, found) ? [] : [issue([...path, column], 'no_such_row', 'names a row that is not there')]
      })
      return [...missing, ...taken]
    })
    if (issues.length > 0) throw conflict(issues)
  }

  #write(room: Room, { mid, userId, digest }: Pick<Commit, 'mid' | 'userId' | 'digest'>, parts: readonly Part[], draft: Draft): Commit {
    const touches: Touch[] = []
    for (const [collection, rows] of draft) {
      const table = room.table(collection)
      const seen = (row: Row | undefined) => (row && isVisible(collection, row) ? row : undefined)
      for (const [id, row] of rows) {
        const before = seen(table.get(id))
        if (GONE in row) table.delete(id)
        else table.set(id, row)
        touches.push({ collection: collection.name, id, before, after: seen(table.get(id)) })
      }
    }
    const commit: Commit = { seq: room.seq + 1, mid, userId, digest, touches, parts }
    room.log.push(commit)
    return commit
  }
}

/** Marks a row that is no more. */
const GONE = '\u0000gone'

function place(draft: Draft, collection: AnyCollection, row: Row): void {
  let rows = draft.get(collection)
  if (!rows) draft.set(collection, (rows = new Map()))
  rows.set(row.id, row)
}

/** JSON with sorted keys: the same text for the same value. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}
