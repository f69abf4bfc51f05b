import { type Name, type Storage, STORAGES } from '../contenders'
import type { Result } from '../run'
import type { Weight } from '../weights'
import { SCENARIOS } from '../scenarios'
import { type Line, linesOf, times } from './compare'
import type { Report } from './index'

/** What ours is to be at least. */
interface Aim {
  readonly scenario: string
  readonly case?: string
  readonly storage?: Storage
  readonly than: Name
  readonly atLeast: number
}

const AIMS: readonly Aim[] = [
  { scenario: 'insert', case: '1 in flight', storage: 'd1', than: 'conventional', atLeast: 1.2 },
  { scenario: 'insert', case: '8 in flight', storage: 'd1', than: 'conventional', atLeast: 1.8 },
  { scenario: 'insert', case: '32 in flight', storage: 'd1', than: 'conventional', atLeast: 2.2 },
  { scenario: 'insert', storage: 'object', than: 'conventional', atLeast: 2.5 },
  { scenario: 'socket', case: '64 in flight', than: 'batched', atLeast: 0.85 },
  { scenario: 'fan-out', case: '200 sockets over a socket', than: 'conventional', atLeast: 10 },
  { scenario: 'distant', case: '32 in flight', than: 'conventional', atLeast: 1 },
  { scenario: 'bulk', storage: 'd1', than: 'conventional', atLeast: 2 },
  { scenario: 'bulk', storage: 'object', than: 'conventional', atLeast: 6 },
  { scenario: 'list', case: '1,000 rows', than: 'conventional', atLeast: 3 },
  { scenario: 'list', case: '10,000 rows', than: 'conventional', atLeast: 3 },
  // No later than 1.3 times what it takes.
  { scenario: 'tell', case: '200 sockets', than: 'bare', atLeast: 1 / 1.3 },
  { scenario: 'reconnect', than: 'conventional', atLeast: 100 },
]

/** What holds of every timed case that has no aim of its own against the same. */
const ALL: readonly Pick<Aim, 'than' | 'atLeast'>[] = [
  { than: 'batched', atLeast: 0.8 },
  { than: 'conventional', atLeast: 1 },
]

/** How long the runtime takes to start is measured against a time: see `ABSOLUTE`. */
const TIMED = ['insert', 'distant', 'socket', 'bulk', 'list', 'tell', 'fan-out', 'reconnect']

/** One aim, and what came of it. */
export interface Judged {
  readonly what: string
  readonly wanted: string
  readonly found: string
  readonly isMet: boolean
}

/** The aims of one line: of its own, and those of all lines. */
export function aimsOf(line: Line): readonly (Pick<Aim, 'than' | 'atLeast'> & { readonly isOwn: boolean })[] {
  if (!TIMED.includes(line.scenario)) return []
  const own = AIMS.filter(
    (aim) => aim.scenario === line.scenario && (aim.case ?? line.case) === line.case && (aim.storage ?? line.storage) === line.storage,
  )
  const others = ALL.filter(({ than }) => !own.some((aim) => aim.than === than))
  return [...own.map((aim) => ({ ...aim, isOwn: true })), ...others.map((aim) => ({ ...aim, isOwn: false }))]
}

/** Every aim of a run. */
export function judgeAll({ results, weights }: Pick<Report, 'results' | 'weights'>): readonly Judged[] {
  const lines = SCENARIOS.flatMap(({ name, isTimed, figures }) => (isTimed ? linesOf(results, name, figures[0]) : []))
  return judge(lines, results, weights)
}

/** Every aim of every line, and those that are not about another's figure. */
function judge(lines: readonly Line[], results: readonly Result[], weights: readonly Weight[]): readonly Judged[] {
  const judged = lines.flatMap((line) =>
    aimsOf(line).flatMap(({ than, atLeast, isOwn }): Judged[] => {
      const found = times(line, than)
      const what = `${line.scenario}, ${line.case}, ${STORAGES[line.storage]}`
      // An aim that nobody can tell of is not met; what holds of all lines does so of those that the other has.
      if (found === undefined) return isOwn ? [{ what, wanted: `at least ${round(atLeast)} × ${than}`, found: 'not measured', isMet: false }] : []
      return [{ what, wanted: `at least ${round(atLeast)} × ${than}`, found: `${round(found)} ×`, isMet: found >= atLeast }]
    }),
  )
  return [...judged, ...absolute(results, weights)]
}

/** Aims that are figures themselves, and what the stand-ins must be to count. */
function absolute(results: readonly Result[], weights: readonly Weight[]): readonly Judged[] {
  const value = (scenario: string, which: string, figure: Line['figure'], name: Name, storage: Storage) =>
    linesOf(results, scenario, figure).find((line) => line.case === which && line.storage === storage)?.values.get(name)?.median
  const most = (what: string, found: number | undefined, limit: number, unit: string): Judged[] =>
    found === undefined ? [] : [{ what, wanted: `at most ${round(limit)} ${unit}`, found: `${round(found)} ${unit}`, isMet: found <= limit }]
  const rate = value('socket', '64 in flight', 'rate', 'ferrosync', 'object')
  const wasm = weights.find(({ name }) => name === 'ferrosync')?.wasm
  const [conventional, bare] = (['conventional', 'bare'] as const).map((name) => value('insert', '1 in flight', 'p50', name, 'd1'))
  return [
    ...(rate === undefined ? [] : [{ what: 'socket, 64 in flight, object', wanted: 'more than 10,000 a second', found: `${round(rate)} a second`, isMet: rate > 10_000 }]),
    ...most('start, to the first 200', value('start', 'to the first 200', 'p50', 'ferrosync', 'object'), 76, 'ms'),
    // The row, an index for the list's order, and the log; of an update that sets nothing that is in an index, one less.
    ...(['d1', 'object'] as const).flatMap((storage) => [
      ...most(`costs, insert, ${STORAGES[storage]}`, value('costs', 'insert', 'rowsWritten', 'ferrosync', storage), 3, 'rows written'),
      ...most(`costs, update, ${STORAGES[storage]}`, value('costs', 'update', 'rowsWritten', 'ferrosync', storage), 2, 'rows written'),
    ]),
    ...most('todo-app, wasm, gzip', wasm && wasm.gzip / 1_000, 180, 'kB'),
    ...most('`conventional` counts: its insert on D1', conventional && bare && conventional / bare, (1.25 * 2.38) / 1.6, '× bare'),
    ...most('`batched` counts: CPU of a mutation, socket, 8 in flight, object', value('socket', '8 in flight', 'cpu', 'batched', 'object'), 1.3 * 90, 'µs'),
    ...most('`batched` counts: CPU of a mutation, socket, 64 in flight, object', value('socket', '64 in flight', 'cpu', 'batched', 'object'), 1.3 * 47, 'µs'),
  ]
}

const round = (value: number) => (value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3))))
