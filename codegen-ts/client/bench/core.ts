// What a list costs, by its length. Nothing is asserted: figures are of the machine that they were made on.
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { acknowledge, createGroup, intend, openList, patch, receive, refuse } from '../src/core/list'
import { comparator } from '../src/core/order'
import { tell } from '../src/core/told'
import type { ChangeEvent, Group, ListState, Row, Told } from '../src/core/types'
import { view } from '../src/core/view'

const SIZES = [1000, 5000, 10_000]
const BURST = 100
const START = 1_700_000_000_000

/** A row of a usual table, ordered by its time. */
const rowOf = (index: number): Row => ({
  id: `018f3c5e-0000-7000-8000-${String(index).padStart(12, '0')}`,
  projectId: 'demo',
  title: `Thing ${index}`,
  completed: index % 3 === 0,
  status: 'open',
  // Some were made in the same millisecond.
  createdAt: START + Math.floor(index / 2),
  updatedAt: START,
})

/** As the server answers: in the list's order. */
const rowsOf = (size: number): Row[] => Array.from({ length: size }, (_, index) => rowOf(size - 1 - index))

const toldOf = (rows: readonly Row[]): Told => {
  const told: Told = new Map()
  tell(told, rows, [])
  return told
}

/** One list that is followed, and what the room does to it. */
class Bench {
  readonly group: Group = createGroup()
  readonly list: ListState = openList(this.group, comparator('createdAt', 'desc'))
  readonly #size: number
  seq = 1
  #step = 0

  constructor(size: number) {
    this.#size = size
  }

  /** Some row, another one each time, anywhere in the list. */
  #some(): Row {
    this.#step += 1
    return rowOf((this.#step * 7919) % this.#size)
  }

  /** All rows, as they are now. */
  read(): { told: Told; seq: number; cursor: string } {
    this.seq += 1
    return { told: toldOf(rowsOf(this.#size)), seq: this.seq, cursor: `${this.seq}.r.s.p` }
  }

  event(change: Readonly<Record<string, unknown>> = {}): ChangeEvent {
    const row = { ...this.#some(), title: `Changed ${this.#step}`, ...change }
    this.seq += 1
    return { seq: this.seq, prev: this.seq - 1, mid: `mid-${this.seq}`, told: toldOf([row]) }
  }

  edit(): string {
    const mid = `own-${this.#step}`
    intend(this.group, { mid, ops: [{ id: this.#some().id, fields: { title: `Mine ${this.#step}` } }] })
    return mid
  }

  /** Lets the base have what was edited. */
  answer(): void {
    for (const { mid } of this.group.pending) acknowledge(this.group, mid, this.seq + 1)
    receive(this.list, this.event())
    view(this.list)
  }
}

/** The median of many, in milliseconds. */
function median(prepare: () => () => unknown, runs = 300): number {
  const times: number[] = []
  for (let run = 0; run < 2 * runs; run++) {
    const task = prepare()
    const start = performance.now()
    task()
    // The first half warms the engine up.
    if (run >= runs) times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  return times[times.length >> 1] ?? 0
}

/** A view, one after the other, into a query that is on screen. */
function published(rows: readonly Row[]): number {
  const client = new QueryClient()
  const queryKey = ['list', rows.length]
  const queryFn = () => rows
  const observer = new QueryObserver(client, { queryKey, queryFn, structuralSharing: false, staleTime: Number.POSITIVE_INFINITY })
  client.setQueryData(queryKey, rows)
  observer.subscribe(() => {})
  const ms = median(() => {
    const next = [...rows]
    return () => client.setQueryData(queryKey, next, { updatedAt: 1 })
  })
  client.clear()
  return ms
}

function measure(size: number): Readonly<Record<string, number>> {
  const bench = new Bench(size)
  const { list, group } = bench
  patch(list, bench.read())
  const rows = view(list)

  /** What events cost, from their arrival to the new view. */
  const heard = (count: number, change?: (nth: number) => Readonly<Record<string, unknown>>) => {
    let nth = 0
    return median(() => {
      const events = Array.from({ length: count }, () => bench.event(change?.(nth++)))
      return () => {
        for (const event of events) receive(list, event)
        return view(list)
      }
    })
  }

  return {
    'a plain copy of the array': median(() => () => [...rows]),
    event: heard(1),
    'event that moves its row': heard(1, (nth) => ({ createdAt: START + (nth % size) })),
    'own edit': median(() => {
      bench.answer()
      return () => {
        bench.edit()
        return view(list)
      }
    }),
    refusal: median(() => {
      bench.answer()
      const mid = bench.edit()
      view(list)
      return () => {
        refuse(group, mid)
        return view(list)
      }
    }),
    [`${BURST} events at once`]: heard(BURST),
    'first snapshot': median(() => {
      const fresh = new Bench(size)
      const answer = fresh.read()
      return () => {
        patch(fresh.list, answer)
        return view(fresh.list)
      }
    }, 30),
    'snapshot, nothing new': median(() => {
      patch(list, bench.read())
      view(list)
      const answer = bench.read()
      return () => {
        patch(list, answer)
        return view(list)
      }
    }, 30),
    'a view into the cache': published(rows),
  }
}

const table = SIZES.map(measure)
console.log(`${'ms (times a plain copy)'.padEnd(28)}${SIZES.map((size) => `${size} rows`.padStart(20)).join('')}`)
for (const name of Object.keys(table[0] ?? {})) {
  const cells = table.map((row) => {
    const [copy = 1, ms = 0] = [row['a plain copy of the array'], row[name]]
    return `${ms.toFixed(4)}${`(${(ms / copy).toFixed(1)})`.padStart(10)}`.padStart(20)
  })
  console.log(name.padEnd(28) + cells.join(''))
}
