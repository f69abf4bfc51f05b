import type { Name, Storage } from '../contenders'
import type { Figures } from '../load'
import type { Result } from '../run'
import { median } from '../stats'
import { type Block, short } from './blocks'

/** Dollars, as the platform's price list has them for its paid plan, beyond what is included. */
const PRICES = {
  workerRequests: 0.3 / 1e6,
  workerCpuMilliseconds: 0.02 / 1e6,
  objectRequests: 0.15 / 1e6,
  objectGigabyteSeconds: 12.5 / 1e6,
  rowsRead: 0.001 / 1e6,
  rowsWritten: 1 / 1e6,
}

/** What an object is charged for, however little it uses. */
const OBJECT_GIGABYTES = 0.128
/** So many frames that come in are one request. */
const FRAMES = 20
const MILLION = 1e6

/** A way of sending a million inserts, and where its figures stand. */
interface Way {
  readonly title: string
  readonly contender: Name
  readonly storage: Storage
  readonly isSocket: boolean
  /** Where it is told how long the object is awake for a mutation. */
  readonly awake: readonly [scenario: string, which: string]
}

const WAYS: readonly Way[] = [
  { title: 'conventional, D1, over HTTP', contender: 'conventional', storage: 'd1', isSocket: false, awake: ['distant', '1 in flight'] },
  { title: 'ferrosync, D1, over HTTP', contender: 'ferrosync', storage: 'd1', isSocket: false, awake: ['distant', '1 in flight'] },
  { title: 'ferrosync, object, over HTTP', contender: 'ferrosync', storage: 'object', isSocket: false, awake: ['insert', '1 in flight'] },
  { title: 'ferrosync, object, over sockets', contender: 'ferrosync', storage: 'object', isSocket: true, awake: ['socket', '1 in flight'] },
]

export const ASSUMPTIONS = [
  'Each insert comes alone, so that nothing is shared: the object is awake for one at a time, and each is a commit.',
  'On D1 the object is awake for as long as an insert takes when every call of D1 takes 20 ms more; on object storage for as long as it takes here. Time awake is charged at 128 MB.',
  `The CPU is that of the whole server process here, charged to the Worker; ${FRAMES} frames of a socket are one request, and sockets that sleep cost nothing.`,
  'Storage, reads of lists, and what the plan includes are left out. The prices are those of the paid plan as published in 2026: requests of Workers 0.30 $ and of objects 0.15 $ a million, CPU 0.02 $ a million ms, objects awake 12.50 $ a million GB-s, rows read 0.001 $ and rows written 1.00 $ a million.',
]

/** What a million inserts cost, in dollars; ways whose figures were not measured are left out. */
export function prices(results: readonly Result[]): Block {
  return {
    title: 'A million inserts, in dollars',
    head: ['', 'requests', 'CPU', 'awake', 'rows written', 'rows read', 'together'],
    rows: WAYS.flatMap((way) => {
      const parts = partsOf(results, way)
      return parts === undefined ? [] : [[way.title, ...parts.map(dollars), dollars(parts.reduce((sum, part) => sum + part, 0))]]
    }),
  }
}

function partsOf(results: readonly Result[], { contender, storage, isSocket, awake }: Way): readonly number[] | undefined {
  const figure = (scenario: string, which: string, name: keyof Figures) => {
    const found = results.find((one) => one.scenario === scenario && one.case === which && one.contender === contender && one.storage === storage)
    return median((found?.rounds ?? []).flatMap((round) => round[name] ?? []))
  }
  const [milliseconds, microseconds] = [figure(...awake, 'p50'), figure(isSocket ? 'socket' : 'insert', '1 in flight', 'cpu')]
  const [written, read] = [figure('costs', 'insert', 'rowsWritten'), figure('costs', 'insert', 'rowsRead')]
  const parts = [
    MILLION * (isSocket ? PRICES.objectRequests / FRAMES : PRICES.workerRequests + PRICES.objectRequests),
    MILLION * (microseconds / 1_000) * PRICES.workerCpuMilliseconds,
    MILLION * (milliseconds / 1_000) * OBJECT_GIGABYTES * PRICES.objectGigabyteSeconds,
    MILLION * written * PRICES.rowsWritten,
    MILLION * read * PRICES.rowsRead,
  ]
  return parts.every(Number.isFinite) ? parts : undefined
}

const dollars = (value: number) => (value < 0.01 ? short(value) : value.toFixed(2))
