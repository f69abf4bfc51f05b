import type { ChangeEvent, Op, Row } from '../../src/core/types'

type Rows = ReadonlyMap<string, Row>

/** What a mutation is answered. */
export type Verdict = { readonly seq: number } | 'refused'

/** The room as the laws have it: one order, every state of it remembered. */
export class ModelServer {
  /** The rows after each seq; the first entry is the empty room's. */
  readonly states: Rows[] = [new Map()]
  readonly events: ChangeEvent[] = []
  readonly #verdicts = new Map<string, Verdict>()
  /** The last seq that touched this list; other lists of the room take seqs too. */
  #prev = 0

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
    this.events.push({ seq: this.seq, prev: this.#prev, mid, ops: full })
    this.#prev = this.seq
    const verdict = { seq: this.seq }
    this.#verdicts.set(mid, verdict)
    return verdict
  }

  /** The last seq at which the list changed. */
  get last(): number {
    return this.#prev
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
