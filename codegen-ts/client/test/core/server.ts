import type { ChangeEvent, Op, Row } from '../../src/core/types'

type Rows = ReadonlyMap<string, Row>

/** What a mutation is answered. */
export type Verdict = { readonly seq: number } | 'refused'

/** The scope that a list is of; without one, all of them. */
type Scope = string | undefined

const isIn = (row: Row | undefined, scope: Scope): boolean => row !== undefined && (scope === undefined || row['scope'] === scope)

/** The room as the laws have it: one order, every state of it remembered. */
export class ModelServer {
  /** The rows after each seq; the first entry is the empty room's. */
  readonly states: Rows[] = [new Map()]
  /** The seqs that changed the collection, and by whose mutation; other collections of the room take seqs too. */
  readonly commits: { readonly seq: number; readonly mid: string; readonly ids: readonly string[] }[] = []
  readonly #former: Rows[][] = []
  readonly #verdicts = new Map<string, Verdict>()
  /** Which history it is: cursors of another one are worth nothing. */
  epoch = 0

  get seq(): number {
    return this.states.length - 1
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
    const rows = new Map(this.rowsAt(this.seq))
    const full: Op[] = []
    for (const op of ops) {
      const done = veto ? undefined : perform(rows, op)
      // Refusals are not remembered: nothing happened.
      if (!done) return 'refused'
      full.push(done)
    }
    this.states.push(rows)
    const verdict = { seq: this.seq }
    this.commits.push({ ...verdict, mid, ids: full.map((op) => (op.type === 'put' ? op.row.id : op.id)) })
    this.#verdicts.set(mid, verdict)
    return verdict
  }

  /** The last seq at which the collection changed. */
  get last(): number {
    return this.commits.at(-1)?.seq ?? 0
  }

  /** The server's rows of a list; of a former history where one is named. */
  rowsOf(seq: number, scope: Scope, epoch = this.epoch): Row[] {
    const rows = epoch === this.epoch ? this.rowsAt(seq) : this.#former[epoch]?.[seq]
    return [...(rows?.values() ?? [])].filter((row) => isIn(row, scope))
  }

  /** What a list is told of a commit; nothing where it does not touch it. */
  event(seq: number, scope: Scope): ChangeEvent | undefined {
    const commit = this.commits.find((commit) => commit.seq === seq)
    if (!commit || !this.#touches(commit, scope)) return undefined
    const before = this.commits.filter((other) => other.seq < seq && this.#touches(other, scope))
    const ops = [...new Set(commit.ids)].flatMap((id): Op[] => {
      const row = this.rowsAt(seq).get(id)
      if (row && isIn(row, scope)) return [{ type: 'put', row }]
      return isIn(this.rowsAt(seq - 1).get(id), scope) ? [{ type: 'delete', id }] : []
    })
    return { seq, prev: before.at(-1)?.seq ?? 0, mid: commit.mid, ops }
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
    this.epoch += 1
  }

  #touches({ seq, ids }: { readonly seq: number; readonly ids: readonly string[] }, scope: Scope): boolean {
    return ids.some((id) => isIn(this.rowsAt(seq - 1).get(id), scope) || isIn(this.rowsAt(seq).get(id), scope))
  }
}

function perform(rows: Map<string, Row>, op: Op): Op | undefined {
  const id = op.type === 'put' ? op.row.id : op.id
  const before = rows.get(id)
  if ((op.type === 'put') === (before !== undefined)) return undefined
  if (op.type === 'delete') {
    rows.delete(id)
    return op
  }
  const row = op.type === 'put' ? op.row : { ...before, ...op.fields, id }
  rows.set(id, row)
  return { type: 'put', row }
}

/** The law in words: what the server had at `seq`, and on top what the user wanted since, in order. */
export function expected(rows: Rows, intents: readonly (readonly Op[])[]): Row[] {
  const view = new Map(rows)
  for (const op of intents.flat()) {
    if (op.type === 'put') {
      if (!view.has(op.row.id)) view.set(op.row.id, op.row)
    } else if (op.type === 'delete') {
      view.delete(op.id)
    } else {
      const row = view.get(op.id)
      if (row) view.set(op.id, { ...row, ...op.fields })
    }
  }
  return [...view.values()]
}
