import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  acknowledge,
  advance,
  closeList,
  createGroup,
  intend,
  isBehind,
  lapse,
  openList,
  patch,
  receive,
  refuse,
  rewind,
  snapshot,
  want,
} from '../../src/core/list'
import { comparator } from '../../src/core/order'
import { createPile, type Pile, pile } from '../../src/core/pile'
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
  { weight: 3, arbitrary: fc.record({ do: fc.constant('event' as const), pick, keep: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('answer' as const), pick, keep: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), list: pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('landed' as const), pick, keep: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ask' as const), list: pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('piece' as const), pick, upTo: pick, keep: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('follow' as const), list: pick }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('frame' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), pick }) },
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
  /** The rows that stay on screen while those of another history are on their way. */
  frozen: readonly Row[]
}

/** A question for what changed since a cursor, and what of the answer is there. */
interface Asked {
  readonly of: Looked
  readonly history: number
  readonly from: number
  readonly told: Pile
  upTo: number
}

/** Where a list's cursor says that it stands; `undefined` where the room has another history. */
const placeOf = (cursor: string, epoch: number): number | undefined => {
  const [seq, of] = cursor.split('.').map(Number)
  return of === epoch ? seq : undefined
}

/**
 * A client that looks at two scopes and at all of them. One network carries what it likes, when and as often as it
 * likes. Beside it there is a connection, which carries everything in order until it breaks.
 */
class World {
  readonly server = new ModelServer()
  readonly group = createGroup()
  readonly looked: Looked[] = []
  /** Our own account of what the user wants and the server has not refused, beside the lists'. */
  wanted: Sent[] = []
  readonly events: number[] = []
  readonly answers: { mid: string; verdict: { seq: number } | 'refused' }[] = []
  readonly reads: { of: Looked; history: number; cursor: string; seq: number; rows: Row[] }[] = []
  readonly asked: Asked[] = []
  /** What is on its way over the connection. */
  readonly line: (() => void)[] = []
  readonly follows = new Set<Looked>()
  readonly counts = { resets: 0, pieces: 0, advanced: 0, patched: 0 }
  /** The history that the client follows. */
  #epoch = 0
  #mids = 0
  #published = 0
  #foreign = 0

  constructor() {
    for (const scope of ['A', 'B', undefined]) this.look(scope)
  }

  look(scope: string | undefined): void {
    const holds = scope === undefined ? undefined : (row: Row) => row['scope'] === scope
    const list = openList(this.group, comparator('rank', 'desc'), holds)
    this.looked.push({ list, scope, delivered: new Set(), loaded: false, frozen: [] })
  }

  run(step: Step): void {
    switch (step.do) {
      case 'mutate': {
        const mid = `m${this.#mids++}`
        this.wanted.push({ mid, ops: step.ops })
        intend(this.group, { mid, ops: step.ops })
        break
      }
      case 'send': {
        if (this.#isLost) break
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
        if (seq === undefined || this.#isLost) break
        for (const of of this.looked) this.#hear(of, seq)
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
        // It is read in the history that there is: one that the client has not heard of yet is told by a reset first.
        if (!of || this.#isLost) break
        const { seq, epoch } = this.server
        this.reads.push({ of, history: this.group.history, cursor: `${seq}.${epoch}`, seq, rows: this.server.rowsOf(seq, of.scope) })
        break
      }
      case 'landed': {
        const read = take(this.reads, step.pick, step.keep)
        if (!read || !this.looked.includes(read.of) || read.history !== this.group.history) break
        snapshot(read.of.list, read)
        read.of.loaded = true
        break
      }
      case 'ask': {
        const of = this.looked[step.list % this.looked.length]
        const from = of && this.#place(of)
        if (of && from !== undefined) this.asked.push({ of, history: this.group.history, from, upTo: from, told: createPile() })
        break
      }
      case 'piece': {
        const asked = this.asked[step.pick % Math.max(1, this.asked.length)]
        if (asked) this.#tell(asked, step.upTo, step.keep)
        break
      }
      case 'follow': {
        const of = this.looked[step.list % this.looked.length]
        const from = of && this.#place(of)
        if (of && from !== undefined) this.#follow(of, from)
        break
      }
      case 'frame':
        this.line.shift()?.()
        break
      case 'drop':
        this.#drop()
        break
      case 'restore': {
        // A backup is older than what anybody knows, and is seldom put back.
        if (step.pick > 30 || this.#isLost || this.server.seq === 0) break
        this.server.restore(step.pick % this.server.seq)
        this.#published = this.server.commits.length
        for (const carried of [this.events, this.answers]) carried.length = 0
        this.#drop()
        break
      }
      case 'look': {
        // A screen goes away, and another one comes: its list knows nothing but what is pending.
        const index = step.list % this.looked.length
        const [gone] = this.looked.splice(index, 1)
        if (!gone) break
        closeList(gone.list)
        this.follows.delete(gone)
        this.look(gone.scope)
      }
    }
    for (; this.#published < this.server.commits.length; this.#published++) {
      const seq = this.server.commits[this.#published]?.seq ?? 0
      this.events.push(seq)
      this.#publish(seq)
    }
  }

  /** The room has another history than the client believes. */
  get #isLost(): boolean {
    return this.#epoch !== this.server.epoch
  }

  /** Where a list would be told from; a reset is taken at once. */
  #place({ list }: Looked): number | undefined {
    if (list.cursor === undefined) return undefined
    const from = placeOf(list.cursor, this.server.epoch)
    if (from === undefined) this.#rewind()
    return from
  }

  #rewind(): void {
    for (const looked of this.looked) {
      if (looked.list.held !== -1) looked.frozen = [...looked.list.base.values()]
      looked.delivered.clear()
    }
    // What no base lacks is the old history's own; all else was never known to be safe.
    const places = this.looked.flatMap(({ list: { held, reached } }) => (held === undefined ? [] : [Math.max(held, reached)]))
    const lacking = this.wanted.filter(({ at }) => at !== undefined && places.some((place) => at > place))
    const again = rewind(this.group).map(({ mid }) => mid)
    for (const { mid } of lacking) if (!again.includes(mid)) throw new Error(`${mid} is not sent again, and some list lacks it`)
    this.wanted = this.wanted.flatMap(({ mid, ops, at }) => (at === undefined || again.includes(mid) ? [{ mid, ops }] : []))
    this.asked.length = 0
    this.#epoch = this.server.epoch
    this.counts.resets += 1
  }

  /** Answers a question, or a part of it. */
  #tell(asked: Asked, upTo: number, keep: boolean): void {
    const { of, history, from, told } = asked
    if (history !== this.group.history || this.#isLost || !this.looked.includes(of)) {
      this.asked.splice(this.asked.indexOf(asked), 1)
      return
    }
    const { seq, epoch } = this.server
    const to = Math.max(asked.upTo, seq - (upTo % 4))
    const { rows, removed } = this.server.since(asked.upTo, to, of.scope)
    pile(told, rows, removed)
    asked.upTo = to
    this.counts.pieces += 1
    if (to < seq) return
    this.asked.splice(this.asked.indexOf(asked), 1)
    const answer = { from, rows: [...told.rows.values()], removed: [...told.removed], seq, cursor: `${seq}.${epoch}` }
    patch(of.list, answer)
    this.counts.patched += 1
    // The same once more, later.
    if (keep) this.line.push(() => void (history === this.group.history && patch(of.list, answer)))
  }

  #hear(of: Looked, seq: number): void {
    const event = this.server.event(seq, of.scope)
    if (!event) return
    receive(of.list, event)
    of.delivered.add(event)
    acknowledge(this.group, String(event.mid), seq)
    this.#committed(event.mid, seq)
  }

  /** The connection's answer to a cursor, and from then on everything. */
  #follow(of: Looked, from: number): void {
    const { seq, epoch } = this.server
    const answer = { from, ...this.server.since(from, seq, of.scope), seq, cursor: `${seq}.${epoch}` }
    this.line.push(() => patch(of.list, answer))
    this.follows.add(of)
  }

  #publish(seq: number): void {
    const follows = [...this.follows]
    if (follows.length === 0) return
    this.line.push(() => {
      for (const of of follows) this.#hear(of, seq)
      for (const { list } of follows) {
        const { reached } = list
        advance(list, seq)
        this.counts.advanced += Number(list.reached > reached)
      }
    })
  }

  #drop(): void {
    this.line.length = 0
    this.follows.clear()
  }

  /** Everything arrives, what is known to be missing is read, what has no answer is sent again. */
  settle(): void {
    for (const looked of this.looked) this.#place(looked)
    if (this.#isLost) this.#rewind()
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
      if (list.cursor === undefined) {
        this.run({ do: 'read', list: index })
        this.run({ do: 'landed', pick: this.reads.length - 1, keep: false })
      } else {
        this.asked.length = 0
        this.run({ do: 'ask', list: index })
        this.run({ do: 'piece', pick: 0, upTo: 0, keep: false })
      }
    }
  }

  check(): void {
    for (const looked of this.looked) this.#check(looked)
  }

  #check({ list, scope, delivered, loaded, frozen }: Looked): void {
    const { held } = list
    const shown = view(list)
    if ((held !== undefined) !== loaded) throw new Error('only a snapshot loads a list')
    // Until then it shows what is pending in some list, which nobody sees.
    if (held !== undefined) {
      const place = Math.max(held, list.reached)
      const rows = held < 0 ? frozen : this.server.rowsOf(place, scope, this.#epoch)
      const open = this.wanted.filter(({ at }) => at === undefined || at > place)
      const all = expected(new Map(rows.map((row) => [row.id, row])), open.map(({ ops }) => ops))
      same(shown, all.filter((row) => scope === undefined || row['scope'] === scope))
    }
    if (new Set(shown.map(({ id }) => id)).size !== shown.length) throw new Error('an id stands there twice')
    for (const { seq, prev } of delivered) {
      if (held === undefined || held < 0 || seq <= held) continue
      if (!isBehind(list)) throw new Error(`${seq} builds on ${prev}, is not in what is held, and nobody asks for it`)
    }
    if (view(list) !== shown) throw new Error('a view that did not change is another array')
  }

  #isDone(mid: string): boolean {
    return this.server.commits.some((commit) => commit.mid === mid)
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
  const counts = { resets: 0, pieces: 0, advanced: 0, patched: 0 }
  await holds(
    fc.property(schedule, (schedule) => {
      const world = new World()
      for (const next of schedule) {
        steps += 1
        world.run(next)
        world.check()
      }
      for (const name of ['resets', 'pieces', 'advanced', 'patched'] as const) counts[name] += world.counts[name]
      world.settle()
      world.check()
      // At rest: nothing is pending, and each view is the server's list.
      if (world.group.pending.length > 0) throw new Error('the collection has an intent left at rest')
      for (const { list, scope } of world.looked) {
        same(view(list), world.server.rowsOf(world.server.seq, scope))
      }
    }),
    RUNS,
  )
  expect(steps).toBeGreaterThanOrEqual(30 * RUNS)
  // It did happen, and often.
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(RUNS / 10)
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

/** Rows as of a seq. */
const at = (seq: number, rows: Row[]) => ({ seq, rows, cursor: `${seq}.0` })

test('r11_another_history_replaces_the_rows_and_sends_again_what_was_acknowledged', () => {
  const all = createGroup()
  const list = openList(all, comparator('rank', 'asc'))
  snapshot(list, at(7, [{ id: 'a', rank: 1 }]))
  intend(all, { mid: 'm1', ops: [{ type: 'set', id: 'a', fields: { rank: 2 } }] })
  intend(all, { mid: 'm2', ops: [{ type: 'set', id: 'a', fields: { done: true } }] })
  acknowledge(all, 'm1', 9)
  receive(list, { seq: 12, prev: 11, mid: undefined, ops: [{ type: 'delete', id: 'a' }] })
  expect(rewind(all).map(({ mid }) => mid)).toEqual(['m1'])
  expect(view(list)).toEqual([{ id: 'a', rank: 2, done: true }])
  snapshot(list, at(3, [{ id: 'a', rank: 0 }]))
  expect(list.held).toBe(3)
  expect(view(list)).toEqual([{ id: 'a', rank: 2, done: true }])
  acknowledge(all, 'm1', 2)
  expect(view(list)).toEqual([{ id: 'a', rank: 0, done: true }])
})

test('r11_what_is_sent_again_is_shown_in_the_lists_too_that_had_it_already', () => {
  const all = createGroup()
  const lists = [openList(all, comparator('rank', 'asc')), openList(all, comparator('rank', 'asc'))] as const
  for (const list of lists) snapshot(list, at(7, [{ id: 'a', rank: 1 }]))
  intend(all, { mid: 'm1', ops: [{ type: 'set', id: 'a', fields: { rank: 2 } }] })
  acknowledge(all, 'm1', 9)
  // Only one of them gets there, and further, before the room is restored to a backup.
  snapshot(lists[0], at(10, [{ id: 'a', rank: 5 }]))
  expect(lists.map(view)).toEqual([[{ id: 'a', rank: 5 }], [{ id: 'a', rank: 2 }]])
  expect(rewind(all).map(({ mid }) => mid)).toEqual(['m1'])
  expect(lists.map(view)).toEqual([[{ id: 'a', rank: 2 }], [{ id: 'a', rank: 2 }]])
  for (const list of lists) {
    snapshot(list, at(3, [{ id: 'a', rank: 0 }]))
    expect(view(list)).toEqual([{ id: 'a', rank: 2 }])
  }
})

test('c17_a_list_that_comes_later_shows_what_is_on_its_way', () => {
  const all = createGroup()
  const gone = openList(all, comparator('rank', 'asc'))
  intend(all, { mid: 'm1', ops: [{ type: 'put', row: { id: 'a', rank: 1 } }] })
  // The mutation outlives the only screen that showed it.
  closeList(gone)
  const list = openList(all, comparator('rank', 'asc'))
  snapshot(list, at(3, []))
  expect(view(list)).toEqual([{ id: 'a', rank: 1 }])
  acknowledge(all, 'm1', 4)
  const later = openList(all, comparator('rank', 'asc'))
  // An answer of before the commit does not hide it, and is known to be too old.
  snapshot(later, at(3, []))
  expect(view(later)).toEqual([{ id: 'a', rank: 1 }])
  expect(isBehind(later)).toBe(true)
})

test('l7_rows_with_nested_values_keep_their_identity_over_a_read', () => {
  const list = openList(createGroup(), comparator('rank', 'asc'))
  const row = () => ({ id: 'a', rank: 1, tags: ['x', { y: null }] })
  snapshot(list, at(1, [row()]))
  const [before] = view(list)
  snapshot(list, at(2, [row()]))
  expect(view(list)[0]).toBe(before)
  snapshot(list, at(3, [{ ...row(), tags: ['x', { z: null }] }]))
  expect(view(list)).toEqual([{ id: 'a', rank: 1, tags: ['x', { z: null }] }])
  snapshot(list, at(4, [{ ...row(), tags: [] }]))
  snapshot(list, at(5, [{ ...row(), tags: {} }]))
  expect(view(list)).toEqual([{ id: 'a', rank: 1, tags: {} }])
})

test('c3_an_event_that_comes_too_soon_is_known_to_be_missing_and_the_delta_has_it', () => {
  const list = openList(createGroup(), comparator('rank', 'asc'))
  const event = (seq: number, prev: number) => ({ seq, prev, mid: undefined, ops: [{ type: 'put' as const, row: { id: 'a', rank: seq } }] })
  snapshot(list, at(3, [{ id: 'a', rank: 1 }]))
  receive(list, event(7, 5))
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'a', rank: 1 }], true])
  receive(list, event(5, 3))
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'a', rank: 5 }], true])
  // An answer of before does not end it, and takes nothing back.
  patch(list, { ...at(4, [{ id: 'a', rank: 4 }]), from: 3, removed: [] })
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'a', rank: 5 }], true])
  patch(list, { ...at(8, [{ id: 'b', rank: 0 }]), from: 3, removed: ['a'] })
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'b', rank: 0 }], false])
})

test('l6_a_list_that_cannot_be_told_keeps_its_rows_until_it_is_read', () => {
  const list = openList(createGroup(), comparator('rank', 'asc'))
  snapshot(list, at(3, [{ id: 'a', rank: 1 }]))
  lapse(list)
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'a', rank: 1 }], true])
  snapshot(list, at(3, [{ id: 'b', rank: 1 }]))
  expect([view(list), isBehind(list)]).toEqual([[{ id: 'b', rank: 1 }], false])
})

test('l13_what_others_scopes_have_does_not_pile_up_in_a_quiet_one', () => {
  const all = createGroup()
  const [quiet, busy] = ['A', 'B'].map((scope) => openList(all, comparator('rank', 'asc'), (row) => row['scope'] === scope))
  if (!quiet || !busy) throw new Error('there are two lists')
  for (const list of [quiet, busy]) snapshot(list, at(0, []))
  for (let n = 1; n <= 100; n++) {
    const put = { type: 'put' as const, row: { id: `b${n}`, rank: n, scope: 'B' } }
    intend(all, { mid: `m${n}`, ops: [put] })
    receive(busy, { seq: n, prev: n - 1, mid: `m${n}`, ops: [put] })
    for (const list of [quiet, busy]) advance(list, n)
    acknowledge(all, `m${n}`, n)
    expect(all.pending).toEqual([])
  }
  // What it is known to lack is not passed over.
  want(quiet, 200)
  advance(quiet, 300)
  expect([quiet.reached, quiet.held]).toEqual([100, 0])
})
