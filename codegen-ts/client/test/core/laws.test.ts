import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acknowledge, closeList, createGroup, intend, isBehind, openList, receive, refuse, rewind, snapshot, want } from '../../src/core/list'
import { comparator } from '../../src/core/order'
import type { ChangeEvent, ListState, Op, Row } from '../../src/core/types'
import { view } from '../../src/core/view'
import { expected, ModelServer } from './server'

const RUNS = Number(process.env['FERROSYNC_SCHEDULES'] ?? 20_000)

const ids = fc.constantFrom('a', 'b', 'c')
const scopes = fc.constantFrom('A', 'B', null)
const ops: fc.Arbitrary<Op> = fc.oneof(
  fc.record({
    type: fc.constant('put' as const),
    row: fc.record({ id: ids, rank: fc.integer({ min: 0, max: 3 }), done: fc.boolean(), scope: scopes }),
  }),
  fc.record({
    type: fc.constant('set' as const),
    id: ids,
    // The server never moves a row to another scope; the core must not care.
    fields: fc.oneof(
      fc.record({ rank: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ done: fc.boolean() }),
      fc.record({ scope: scopes }),
    ),
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
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const), list: pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('landed' as const), pick, keep: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('look' as const), list: pick, away: fc.boolean() }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Sent {
  readonly mid: string
  readonly ops: readonly Op[]
  at?: number
}

/** A list of the collection, and what is known of it from outside. */
interface Looked {
  readonly list: ListState
  /** `undefined`: all scopes. */
  readonly scope: string | undefined
  readonly delivered: Set<ChangeEvent>
  loaded: boolean
}

/** A client that looks at two scopes and at all of them, and a network that loses, doubles, delays and reorders everything it carries. */
class World {
  readonly server = new ModelServer()
  readonly group = createGroup()
  readonly looked: Looked[] = []
  /** Our own account of what the user wants and the server has not refused, beside the lists'. */
  wanted: Sent[] = []
  readonly events: number[] = []
  readonly answers: { mid: string; verdict: { seq: number } | 'refused' }[] = []
  readonly reads: { of: Looked; seq: number; rows: Row[] }[] = []
  #mids = 0
  #published = 0
  #foreign = 0

  constructor() {
    for (const scope of ['A', 'B', undefined]) this.look(scope)
  }

  look(scope: string | undefined): void {
    const holds = scope === undefined ? undefined : (row: Row) => row['scope'] === scope
    const list = openList(this.group, comparator('rank', 'desc'), holds)
    this.looked.push({ list, scope, delivered: new Set(), loaded: false })
  }

  /** The server's rows of a list's scope. */
  rowsAt(seq: number, scope: string | undefined): Map<string, Row> {
    return new Map([...this.server.rowsAt(seq)].filter(([, row]) => scope === undefined || row['scope'] === scope))
  }

  run(step: Step): void {
    switch (step.do) {
      case 'mutate': {
        const mid = `m${this.#mids++}`
        this.wanted.push({ mid, ops: step.ops })
        intend(this.group, mid, step.ops)
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
        receive(this.group, event)
        for (const { delivered } of this.looked) delivered.add(event)
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
          refuse(this.group, mid)
          this.wanted = this.wanted.filter((other) => other !== sent)
        } else {
          acknowledge(this.group, mid, verdict.seq)
          this.#committed(mid, verdict.seq)
        }
        break
      }
      case 'read': {
        const of = this.looked[step.list % this.looked.length]
        if (of) this.reads.push({ of, seq: this.server.seq, rows: [...this.rowsAt(this.server.seq, of.scope).values()] })
        break
      }
      case 'landed': {
        const read = take(this.reads, step.pick, step.keep)
        if (!read || !this.looked.includes(read.of)) break
        snapshot(read.of.list, read.rows, read.seq)
        read.of.loaded = true
        break
      }
      case 'look': {
        // A screen goes away, and another one comes: its list knows nothing but what is pending.
        const index = step.list % this.looked.length
        const [gone] = this.looked.splice(index, 1)
        if (!gone) break
        closeList(gone.list)
        this.look(gone.scope)
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
    for (const [index, { list }] of this.looked.entries()) {
      want(list, this.server.last)
      for (const { at } of this.wanted) if (at !== undefined) want(list, at)
      if (!isBehind(list)) continue
      this.run({ do: 'read', list: index })
      this.run({ do: 'landed', pick: this.reads.length - 1, keep: false })
    }
  }

  check(): void {
    for (const looked of this.looked) this.#check(looked)
  }

  #check({ list, scope, delivered, loaded }: Looked): void {
    const { held } = list
    const shown = view(list)
    if ((held !== undefined) !== loaded) throw new Error('only a snapshot loads a list')
    // Until then it shows what is pending in some list, which nobody sees.
    if (held !== undefined) {
      const open = this.wanted.filter(({ at }) => at === undefined || at > held)
      const rows = expected(this.rowsAt(held, scope), open.map(({ ops }) => ops))
      same(shown, rows.filter((row) => scope === undefined || row['scope'] === scope))
    }
    if (new Set(shown.map(({ id }) => id)).size !== shown.length) throw new Error('an id stands there twice')
    for (const { seq, prev } of delivered) {
      if (held === undefined || seq <= held) continue
      if (prev <= held) throw new Error(`${seq} is here, builds on what is held, and was not applied`)
      if (!isBehind(list)) throw new Error(`${seq} is known to be missing, and nobody asks for it`)
    }
    if (view(list) !== shown) throw new Error('a view that did not change is another array')
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
  const text = (list: readonly Row[]) => list.map(({ id, ...cells }) => `${id} ${cells['rank']} ${cells['done']} ${cells['scope']}`).join()
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

/** Runs a property so often, and lets the runner hear of us in between: on a busy machine it gives up after a minute. */
async function holds<T>(property: fc.IProperty<T>, runs: number): Promise<void> {
  for (let left = runs; left > 0; left -= 1000) {
    fc.assert(property, { numRuns: Math.min(left, 1000) })
    await new Promise((resolve) => setTimeout(resolve))
  }
}

const schedule = fc.array(step, { minLength: 30, maxLength: 150, size: 'max' })

test(`l5_l7_c17_c18_every_view_is_the_server_at_held_and_pending (${RUNS} schedules)`, async () => {
  let steps = 0
  await holds(
    fc.property(schedule, (schedule) => {
      const world = new World()
      for (const next of schedule) {
        steps += 1
        world.run(next)
        world.check()
      }
      world.settle()
      world.check()
      // At rest: nothing is pending, and each view is the server's list.
      if (world.group.pending.length > 0) throw new Error('the collection has an intent left at rest')
      for (const { list, scope } of world.looked) {
        same(view(list), [...world.rowsAt(world.server.seq, scope).values()])
      }
    }),
    RUNS,
  )
  expect(steps).toBeGreaterThanOrEqual(30 * RUNS)
}, 300_000)

test('l7_untouched_rows_keep_their_identity', async () => {
  await holds(
    fc.property(schedule, (schedule) => {
      const world = new World()
      for (const next of schedule) {
        const before = new Map(world.looked.map(({ list }) => [list, new Map(view(list).map((row) => [row.id, row]))]))
        world.run(next)
        for (const { list } of world.looked) {
          for (const row of view(list)) {
            const same = before.get(list)?.get(row.id)
            if (same && JSON.stringify(same) === JSON.stringify(row)) expect(row).toBe(same)
          }
        }
      }
    }),
    Math.ceil(RUNS / 10),
  )
}, 60_000)

test('r11_another_history_replaces_the_rows_and_sends_again_what_was_acknowledged', () => {
  const all = createGroup()
  const list = openList(all, comparator('rank', 'asc'))
  snapshot(list, [{ id: 'a', rank: 1 }], 7)
  intend(all, 'm1', [{ type: 'set', id: 'a', fields: { rank: 2 } }])
  intend(all, 'm2', [{ type: 'set', id: 'a', fields: { done: true } }])
  acknowledge(all, 'm1', 9)
  receive(all, { seq: 12, prev: 11, mid: undefined, ops: [{ type: 'delete', id: 'a' }] })
  expect(rewind(all)).toEqual(['m1'])
  expect(view(list)).toEqual([{ id: 'a', rank: 2, done: true }])
  snapshot(list, [{ id: 'a', rank: 0 }], 3)
  expect(list.held).toBe(3)
  expect(view(list)).toEqual([{ id: 'a', rank: 2, done: true }])
  acknowledge(all, 'm1', 2)
  expect(view(list)).toEqual([{ id: 'a', rank: 0, done: true }])
})

test('r11_what_is_sent_again_is_shown_in_the_lists_too_that_had_it_already', () => {
  const all = createGroup()
  const lists = [openList(all, comparator('rank', 'asc')), openList(all, comparator('rank', 'asc'))] as const
  for (const list of lists) snapshot(list, [{ id: 'a', rank: 1 }], 7)
  intend(all, 'm1', [{ type: 'set', id: 'a', fields: { rank: 2 } }])
  acknowledge(all, 'm1', 9)
  // Only one of them gets there, and further, before the room is restored to a backup.
  snapshot(lists[0], [{ id: 'a', rank: 5 }], 10)
  expect(lists.map(view)).toEqual([[{ id: 'a', rank: 5 }], [{ id: 'a', rank: 2 }]])
  expect(rewind(all)).toEqual(['m1'])
  expect(lists.map(view)).toEqual([[{ id: 'a', rank: 2 }], [{ id: 'a', rank: 2 }]])
  for (const list of lists) {
    snapshot(list, [{ id: 'a', rank: 0 }], 3)
    expect(view(list)).toEqual([{ id: 'a', rank: 2 }])
  }
})

test('c17_a_list_that_comes_later_shows_what_is_on_its_way', () => {
  const all = createGroup()
  const gone = openList(all, comparator('rank', 'asc'))
  intend(all, 'm1', [{ type: 'put', row: { id: 'a', rank: 1 } }])
  // The mutation outlives the only screen that showed it.
  closeList(gone)
  const list = openList(all, comparator('rank', 'asc'))
  snapshot(list, [], 3)
  expect(view(list)).toEqual([{ id: 'a', rank: 1 }])
  acknowledge(all, 'm1', 4)
  const later = openList(all, comparator('rank', 'asc'))
  // An answer of before the commit does not hide it, and is known to be too old.
  snapshot(later, [], 3)
  expect(view(later)).toEqual([{ id: 'a', rank: 1 }])
  expect(isBehind(later)).toBe(true)
})

test('l7_rows_with_nested_values_keep_their_identity_over_a_read', () => {
  const list = openList(createGroup(), comparator('rank', 'asc'))
  const row = () => ({ id: 'a', rank: 1, tags: ['x', { y: null }] })
  snapshot(list, [row()], 1)
  const [before] = view(list)
  snapshot(list, [row()], 2)
  expect(view(list)[0]).toBe(before)
  snapshot(list, [{ ...row(), tags: ['x', { z: null }] }], 3)
  expect(view(list)).toEqual([{ id: 'a', rank: 1, tags: ['x', { z: null }] }])
  snapshot(list, [{ ...row(), tags: [] }], 4)
  snapshot(list, [{ ...row(), tags: {} }], 5)
  expect(view(list)).toEqual([{ id: 'a', rank: 1, tags: {} }])
})

test('l13_early_events_are_bounded_and_what_they_said_is_still_wanted', () => {
  const list = openList(createGroup(), comparator('rank', 'asc'))
  for (let seq = 2; seq <= 1002; seq++) {
    receive(list.group, { seq, prev: seq - 1, mid: undefined, ops: [{ type: 'put', row: { id: 'a', rank: seq } }] })
  }
  expect(list.early.size).toBe(0)
  snapshot(list, [], 900)
  expect(isBehind(list)).toBe(true)
  snapshot(list, [{ id: 'a', rank: 1002 }], 1002)
  expect(isBehind(list)).toBe(false)
})
