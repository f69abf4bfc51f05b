import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acknowledge, createList, intend, isBehind, receive, refuse, rewind, snapshot, want } from '../../src/core/list'
import { comparator } from '../../src/core/order'
import type { ChangeEvent, ListState, Op, Row } from '../../src/core/types'
import { view } from '../../src/core/view'
import { expected, ModelServer } from './server'

const RUNS = Number(process.env['FERROSYNC_SCHEDULES'] ?? 20_000)

const ids = fc.constantFrom('a', 'b', 'c')
const ops: fc.Arbitrary<Op> = fc.oneof(
  fc.record({
    type: fc.constant('put' as const),
    row: fc.record({ id: ids, rank: fc.integer({ min: 0, max: 3 }), done: fc.boolean() }),
  }),
  fc.record({
    type: fc.constant('set' as const),
    id: ids,
    fields: fc.oneof(fc.record({ rank: fc.integer({ min: 0, max: 3 }) }), fc.record({ done: fc.boolean() })),
  }),
  fc.record({ type: fc.constant('delete' as const), id: ids }),
)
const batch = fc.array(ops, { minLength: 1, maxLength: 2 })
const pick = fc.nat({ max: 99 })

/** What may happen next; each a step of a schedule. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('mutate' as const), ops: batch }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), pick, veto: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('foreign' as const), ops: batch }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('elsewhere' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('event' as const), pick, keep: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('answer' as const), pick, keep: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('landed' as const), pick, keep: fc.boolean() }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Sent {
  readonly mid: string
  readonly ops: readonly Op[]
  at?: number
}

/** A client and a network that loses, doubles, delays and reorders everything it carries. */
class World {
  readonly server = new ModelServer()
  readonly list: ListState = createList(comparator('rank', 'desc'))
  /** Our own account of what the user wants and the server has not refused, beside the list's. */
  wanted: Sent[] = []
  readonly events: number[] = []
  readonly answers: { mid: string; verdict: { seq: number } | 'refused' }[] = []
  readonly reads: { seq: number; rows: Row[] }[] = []
  readonly #delivered = new Set<ChangeEvent>()
  #loaded = false
  #mids = 0
  #published = 0
  #foreign = 0

  run(step: Step): void {
    switch (step.do) {
      case 'mutate': {
        const mid = `m${this.#mids++}`
        this.wanted.push({ mid, ops: step.ops })
        intend(this.list, mid, step.ops)
        break
      }
      case 'send': {
        // A queue: the first that has no answer, or one before it a second time.
        const open = this.wanted.filter(({ at }) => at === undefined)
        const sent = step.veto === 4 ? this.wanted[step.pick % Math.max(1, this.wanted.length)] : open[0]
        if (sent) this.answers.push({ mid: sent.mid, verdict: this.server.mutate(sent.mid, sent.ops, step.veto === 0) })
        break
      }
      case 'foreign':
        this.server.mutate(`f${this.#foreign++}`, step.ops, false)
        break
      case 'elsewhere':
        this.server.elsewhere()
        break
      case 'event': {
        const seq = take(this.events, step.pick, step.keep)
        const event = seq === undefined ? undefined : this.server.events[seq]
        if (!event) break
        receive(this.list, event)
        this.#delivered.add(event)
        this.#committed(event.mid, event.seq)
        break
      }
      case 'lose':
        take(this.events, step.pick, false)
        break
      case 'answer': {
        const answer = take(this.answers, step.pick, step.keep)
        if (!answer) break
        const { mid, verdict } = answer
        if (verdict === 'refused') {
          // A queue gets one word for a mutation it still has; a refusal after a success is another's.
          const sent = this.wanted.find((other) => other.mid === mid)
          if (!sent || sent.at !== undefined || this.#isDone(mid)) break
          refuse(this.list, mid)
          this.wanted = this.wanted.filter((other) => other !== sent)
        } else {
          acknowledge(this.list, mid, verdict.seq)
          this.#committed(mid, verdict.seq)
        }
        break
      }
      case 'read':
        this.reads.push({ seq: this.server.seq, rows: [...this.server.rowsAt(this.server.seq).values()] })
        break
      case 'landed': {
        const read = take(this.reads, step.pick, step.keep)
        if (!read) break
        snapshot(this.list, read.rows, read.seq)
        this.#loaded = true
        break
      }
    }
    while (this.#published < this.server.events.length) this.events.push(this.#published++)
  }

  /** Everything arrives, what is known to be missing is read, what has no answer is sent again. */
  settle(): void {
    for (let i = 0; i < 20; i++) this.run({ do: 'answer', pick: 0, keep: false })
    for (const { mid, ops, at } of [...this.wanted]) {
      if (at !== undefined) continue
      this.answers.length = 0
      this.answers.push({ mid, verdict: this.server.mutate(mid, ops, false) })
      this.run({ do: 'answer', pick: 0, keep: false })
    }
    want(this.list, this.server.last)
    for (const { at } of this.wanted) if (at !== undefined) want(this.list, at)
    if (isBehind(this.list)) {
      this.run({ do: 'read' })
      this.run({ do: 'landed', pick: this.reads.length - 1, keep: false })
    }
  }

  check(): void {
    const { held } = this.list
    const shown = view(this.list)
    const open = this.wanted.filter(({ at }) => at === undefined || at > (held ?? 0))
    const rows = expected(this.server.rowsAt(held ?? 0), open.map(({ ops }) => ops))
    same(shown, rows)
    if (new Set(shown.map(({ id }) => id)).size !== shown.length) throw new Error('an id stands there twice')
    if ((held !== undefined) !== this.#loaded) throw new Error('only a snapshot loads a list')
    for (const { seq, prev } of this.#delivered) {
      if (held === undefined || seq <= held) continue
      if (prev <= held) throw new Error(`${seq} is here, builds on what is held, and was not applied`)
      if (!isBehind(this.list)) throw new Error(`${seq} is known to be missing, and nobody asks for it`)
    }
    if (view(this.list) !== shown) throw new Error('a view that did not change is another array')
  }

  #isDone(mid: string): boolean {
    return this.server.events.some((event) => event.mid === mid)
  }

  #committed(mid: string | undefined, at: number): void {
    const sent = this.wanted.find((other) => other.mid === mid)
    if (sent) sent.at = at
  }
}

/** Whether the rows are these, in their order. Not `expect`: it would take most of the time of millions of steps. */
function same(shown: readonly Row[], rows: readonly Row[]): void {
  const text = (list: readonly Row[]) => list.map(({ id, ...cells }) => `${id} ${cells['rank']} ${cells['done']}`).join()
  const [left, right] = [text(shown), text([...rows].sort(comparator('rank', 'desc')))]
  if (left !== right) throw new Error(`the view is [${left}], and should be [${right}]`)
}

function take<T>(items: T[], pick: number, keep: boolean): T | undefined {
  if (items.length === 0) return undefined
  const index = pick % items.length
  const item = items[index]
  if (!keep) items.splice(index, 1)
  return item
}

const schedule = fc.array(step, { minLength: 30, maxLength: 150, size: 'max' })

test(`l5_l7_view_is_the_server_at_held_and_pending (${RUNS} schedules)`, () => {
  let steps = 0
  fc.assert(
    fc.property(schedule, (schedule) => {
      const world = new World()
      for (const next of schedule) {
        steps += 1
        world.run(next)
        world.check()
      }
      world.settle()
      world.check()
      // At rest: nothing is pending, and the view is the server's list.
      if (world.list.pending.length > 0) throw new Error('an intent is left at rest')
      same(view(world.list), [...world.server.rowsAt(world.server.seq).values()])
    }),
    { numRuns: RUNS },
  )
  expect(steps).toBeGreaterThanOrEqual(30 * RUNS)
}, 300_000)

test('l7_untouched_rows_keep_their_identity', () => {
  fc.assert(
    fc.property(schedule, (schedule) => {
      const world = new World()
      for (const next of schedule) {
        const before = new Map(view(world.list).map((row) => [row.id, row]))
        world.run(next)
        for (const row of view(world.list)) {
          const same = before.get(row.id)
          if (same && JSON.stringify(same) === JSON.stringify(row)) expect(row).toBe(same)
        }
      }
    }),
    { numRuns: Math.ceil(RUNS / 10) },
  )
}, 60_000)

test('r11_another_history_replaces_the_rows_and_sends_again_what_was_acknowledged', () => {
  const list = createList(comparator('rank', 'asc'))
  snapshot(list, [{ id: 'a', rank: 1 }], 7)
  intend(list, 'm1', [{ type: 'set', id: 'a', fields: { rank: 2 } }])
  intend(list, 'm2', [{ type: 'set', id: 'a', fields: { done: true } }])
  acknowledge(list, 'm1', 9)
  receive(list, { seq: 12, prev: 11, mid: undefined, ops: [{ type: 'delete', id: 'a' }] })
  expect(rewind(list)).toEqual(['m1'])
  expect(view(list)).toEqual([{ id: 'a', rank: 2, done: true }])
  snapshot(list, [{ id: 'a', rank: 0 }], 3)
  expect(list.held).toBe(3)
  expect(view(list)).toEqual([{ id: 'a', rank: 2, done: true }])
  acknowledge(list, 'm1', 2)
  expect(view(list)).toEqual([{ id: 'a', rank: 0, done: true }])
})

test('l13_early_events_are_bounded_and_what_they_said_is_still_wanted', () => {
  const list = createList(comparator('rank', 'asc'))
  for (let seq = 2; seq <= 1002; seq++) {
    receive(list, { seq, prev: seq - 1, mid: undefined, ops: [{ type: 'put', row: { id: 'a', rank: seq } }] })
  }
  expect(list.early.size).toBe(0)
  snapshot(list, [], 900)
  expect(isBehind(list)).toBe(true)
  snapshot(list, [{ id: 'a', rank: 1002 }], 1002)
  expect(isBehind(list)).toBe(false)
})
