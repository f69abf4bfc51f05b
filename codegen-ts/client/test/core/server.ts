import type { ChangeEvent, Op, Row, Told } from '../../src/core/types'

type Rows = ReadonlyMap<string, Row>

/** What a mutation is answered. */
export type Verdict = { readonly seq: number } | 'refused'

/** Why a cursor is not honoured. */
export type Reason = 'too_old' | 'large' | 'history' | 'access' | 'schema'

/** The scope that a list is of; without one, all of them. */
export type Scope = string | undefined

interface Commit {
  readonly seq: number
  readonly mid: string
  readonly ids: readonly string[]
}

const isIn = (row: Row | undefined, scope: Scope): boolean => row !== undefined && (scope === undefined || row['scope'] === scope)

/** The room as the laws have it: one order, every state of it remembered. */
export class ModelServer {
  /** The rows after each seq; the first entry is the empty room's. */
  readonly states: Rows[] = [new Map()]
  /** The seqs that changed the collection, and by whose mutation; other collections of the room take seqs too. */
  readonly commits: Commit[] = []
  readonly #former: Rows[][] = []
  readonly #verdicts = new Map<string, Verdict>()
  /** Which history it is: cursors of another one are worth nothing. */
  epoch = 0
  /** What the user may do, and what a row looks like: a cursor is of one of each. */
  access = 0
  schema = 0
  /** What was touched up to here is not remembered any more. */
  pruned = 0
  /** Rows that went from one scope to another. */
  moves = 0

  get seq(): number {
    return this.states.length - 1
  }

  /** The last seq at which the collection changed. */
  get last(): number {
    return this.commits.at(-1)?.seq ?? 0
  }

  /** What to ask with for what comes after now. */
  get cursor(): string {
    return `${this.seq}.${this.access}.${this.epoch}-${this.schema}.0`
  }

  /** Where a cursor stands, or why it is worth nothing. */
  place(cursor: string, large: boolean): number | Reason {
    const [seq, access, terms] = cursor.split('.')
    const [epoch, schema] = (terms ?? '').split('-').map(Number)
    if (epoch !== this.epoch) return 'history'
    if (schema !== this.schema) return 'schema'
    if (Number(access) !== this.access) return 'access'
    return Number(seq) < this.pruned ? 'too_old' : large ? 'large' : Number(seq)
  }

  rowsAt(seq: number): Rows {
    const rows = this.states[seq]
    if (!rows) throw new Error(`the room never was at ${seq}`)
    return rows
  }

  /** Another list of the room changes. */
  elsewhere(): void {
    this.states.push(this.rowsAt(this.seq))
  }

  /** Does a mutation once, however often it comes. A missing row refuses it, as does `veto`. */
  mutate(mid: string, ops: readonly Op[], veto: boolean): Verdict {
    const known = this.#verdicts.get(mid)
    if (known) return known
    const before = this.rowsAt(this.seq)
    const rows = new Map(before)
    // Refusals are not remembered: nothing happened.
    if (veto || !ops.every((op) => perform(rows, op))) return 'refused'
    this.states.push(rows)
    const verdict = { seq: this.seq }
    const ids = [...new Set(ops.map(({ id }) => id))]
    const scopeIn = (all: Rows, id: string) => all.get(id)?.['scope']
    this.moves += ids.filter((id) => before.has(id) && rows.has(id) && scopeIn(before, id) !== scopeIn(rows, id)).length
    this.commits.push({ ...verdict, mid, ids })
    this.#verdicts.set(mid, verdict)
    return verdict
  }

  /** The server's rows of a list; of a former history where one is named. */
  rowsOf(seq: number, scope: Scope, epoch = this.epoch): Row[] {
    const rows = epoch === this.epoch ? this.rowsAt(seq) : this.#former[epoch]?.[seq]
    return [...(rows?.values() ?? [])].filter((row) => isIn(row, scope))
  }

  /** What a list is told of a commit; nothing where it does not touch it. */
  event(seq: number, scope: Scope): ChangeEvent | undefined {
    const index = this.commits.findIndex((commit) => commit.seq === seq)
    const commit = this.commits[index]
    if (!commit || !this.#touches(commit, scope)) return undefined
    const before = this.commits.slice(0, index).reverse().find((other) => this.#touches(other, scope))
    const told: Told = new Map()
    for (const id of commit.ids) {
      const row = this.rowsAt(seq).get(id)
      if (isIn(row, scope)) told.set(id, row)
      else if (isIn(this.rowsAt(seq - 1).get(id), scope)) told.set(id, undefined)
    }
    return { seq, prev: before?.seq ?? 0, mid: commit.mid, told }
  }

  /** What changed in a list since a place, up to another one; the rows are as they are now. */
  since(from: number, to: number, scope: Scope): { rows: Row[]; removed: string[] } {
    const commits = this.commits.filter(({ seq }) => seq > from && seq <= to)
    const ids = [...new Set(commits.flatMap((commit) => commit.ids))]
    const rows = ids.flatMap((id) => this.rowsAt(this.seq).get(id) ?? []).filter((row) => isIn(row, scope))
    const was = (id: string) => commits.some(({ seq }) => isIn(this.rowsAt(seq - 1).get(id), scope))
    const removed = ids.filter((id) => was(id) && !rows.some((row) => row.id === id))
    return { rows, removed }
  }

  /** Takes the room back to what it was at a seq: what came after it never happened. */
  restore(seq: number): void {
    this.#former.push([...this.states])
    this.states.length = seq + 1
    for (const { mid } of this.commits.filter((commit) => commit.seq > seq)) this.#verdicts.delete(mid)
    this.commits.splice(0, this.commits.length, ...this.commits.filter((commit) => commit.seq <= seq))
    this.pruned = Math.min(this.pruned, seq)
    this.epoch += 1
  }

  #touches({ seq, ids }: Commit, scope: Scope): boolean {
    return ids.some((id) => isIn(this.rowsAt(seq - 1).get(id), scope) || isIn(this.rowsAt(seq).get(id), scope))
  }
}

/** Does one thing, where it can be done: what is inserted must not be there, what is changed or deleted must. */
function perform(rows: Map<string, Row>, { id, row, fields }: Op): boolean {
  const before = rows.get(id)
  if ((row !== undefined) === (before !== undefined)) return false
  const after = row ?? (fields && { ...before, ...fields, id })
  if (after) rows.set(id, after)
  else rows.delete(id)
  return true
}

/** The law in words: what the server had at `seq`, and on top what the user wanted since, in order. */
export function expected(rows: Iterable<Row>, ops: readonly Op[]): Row[] {
  const view = new Map<string, Row>()
  for (const row of rows) view.set(row.id, row)
  for (const { id, row: added, fields } of ops) {
    const row = view.get(id)
    if (added && !row) view.set(id, added)
    else if (fields && row) view.set(id, { ...row, ...fields })
    else if (!added && !fields) view.delete(id)
  }
  return [...view.values()]
}
