import type { Intent } from './replica'
import type { Row } from './words'

/** Numbers from a seed. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  roll(end: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * end)
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.roll(from.length)]
  }
}

/** What is to be done next: `fresh` makes the id of a new row. */
export type Plan = (dice: Dice, fresh: () => string) => Omit<Intent, 'clientMutationId'>

/** What many clients do at once, some of which is to be refused; it keeps what became of it. */
export class Load {
  readonly seqs = new Map<string, number>()
  readonly refusals = new Map<string, string>()
  readonly #sent = new Map<string, Intent>()
  readonly #waiting = new Set<() => void>()
  readonly #plan: Plan
  #rows = 0

  constructor(plan: Plan) {
    this.#plan = plan
  }

  /** Up to `count` mutations of one client. */
  of(who: string, count: number, seed: number): () => Intent | undefined {
    const dice = new Dice(seed)
    let made = 0
    return () => {
      if (made === count) return undefined
      made += 1
      const clientMutationId = `${who}-${String(made).padStart(4, '0')}`
      const intent = { clientMutationId, ...this.#plan(dice, () => this.#fresh()) }
      this.#sent.set(clientMutationId, intent)
      return intent
    }
  }

  #fresh(): string {
    this.#rows += 1
    return `0190c0de-0000-7000-9000-${String(this.#rows).padStart(12, '0')}`
  }

  done(mid: string, seq: number): void {
    const known = this.seqs.get(mid) ?? seq
    if (known !== seq || this.refusals.has(mid)) throw new Error(`${mid}: ${seq} after ${known}, ${this.refusals.get(mid)}`)
    this.seqs.set(mid, seq)
    for (const look of this.#waiting) look()
  }

  refused(mid: string, code: string): void {
    if (this.seqs.has(mid)) throw new Error(`${mid}: ${code} after ${this.seqs.get(mid)}`)
    this.refusals.set(mid, code)
    for (const look of this.#waiting) look()
  }

  get answered(): number {
    return this.seqs.size + this.refusals.size
  }

  /** Resolves as soon as this many are answered. */
  async until(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (this.answered < count) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  /**
   * What must be there when everything that was done was done once, in its order: the rows of each collection by their ids,
   * as far as clients have said what is in them; `scope` is the column of the scope.
   */
  outcome(scope: string): Map<string, Map<unknown, Row>> {
    const collections = new Map<string, Map<unknown, Row>>()
    for (const [mid] of [...this.seqs].toSorted(([, one], [, other]) => one - other)) {
      const intent = this.#sent.get(mid)
      if (intent === undefined) throw new Error(`nobody sent ${mid}`)
      const rows = collections.get(intent.collection) ?? new Map<unknown, Row>()
      collections.set(intent.collection, rows)
      const { id, ids, items, data } = Object(intent.payload)
      const there = (one: unknown): Row => {
        const row = rows.get(one)
        if (row === undefined) throw new Error(`${mid} was done to ${one}, which is not there`)
        return row
      }
      switch (intent.action) {
        case 'insert':
        case 'bulk-insert':
          for (const row of items ?? [intent.payload]) {
            if (rows.has(row.id)) throw new Error(`${mid} made ${row.id}, which is there`)
            rows.set(row.id, intent.scope === undefined ? row : { ...row, [scope]: intent.scope })
          }
          break
        case 'update':
          rows.set(id, { ...there(id), ...data })
          break
        default:
          for (const one of ids ?? [id]) if (there(one)) rows.delete(one)
      }
    }
    return collections
  }
}
