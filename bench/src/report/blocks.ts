import { type Name, STORAGES } from '../contenders'
import type { Figures } from '../load'
import type { Result } from '../run'
import type { Scenario } from '../scenario'
import { SCENARIOS } from '../scenarios'
import type { Spread } from '../stats'
import { aimsOf } from './aims'
import { type Line, linesOf, times } from './compare'
import type { Report } from './index'

/** A table, before it is known how it is to look. */
export interface Block {
  readonly title: string
  readonly about?: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export const NAMES: readonly Name[] = ['conventional', 'bare', 'batched', 'ferrosync']

/** What a figure is called, and how it is written. */
const UNITS: Readonly<Record<keyof Figures, readonly [string, (value: number) => string]>> = {
  rate: ['a second', short],
  p50: ['median, ms', short],
  p99: ['99th of 100, ms', short],
  // Microseconds for one are milliseconds for a thousand.
  cpu: ['CPU seconds of the server for 1,000', (value) => short(value / 1_000)],
  bytes: ['bytes', short],
  memory: ['MB of the server', (value) => short(value / 1e6)],
  rowsRead: ['rows read', short],
  rowsWritten: ['rows written', short],
  calls: ['calls of the storage', short],
}

/** Three digits, and no more than there are. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}

/** All tables of a scenario: its first figure with the ratios, then the others. */
export function blocksOf(results: readonly Result[], scenario: Scenario, isLong: boolean): readonly Block[] {
  return scenario.figures.flatMap((figure, at) => {
    const lines = linesOf(results, scenario.name, figure)
    return lines.length === 0 ? [] : [blockOf(scenario, figure, lines, at === 0, isLong)]
  })
}

function blockOf(scenario: Scenario, figure: keyof Figures, lines: readonly Line[], isFirst: boolean, isLong: boolean): Block {
  const names = NAMES.filter((name) => lines.some(({ values }) => values.has(name)))
  const [unit, write] = UNITS[figure]
  const ratios = isFirst && scenario.isTimed ? (['conventional', 'batched', 'bare'] as const).filter((name) => names.includes(name)) : []
  const text = (found: Spread | undefined) => {
    if (found === undefined) return ''
    const middle = write(found.median)
    return isLong && found.min !== found.max ? `${middle} (${write(found.min)} to ${write(found.max)})` : middle
  }
  return {
    title: isFirst ? `${scenario.title}: ${unit}` : `${scenario.name}: ${unit}`,
    ...(isFirst && { about: scenario.about }),
    head: ['rows in', 'case', ...names, ...ratios.map((name) => `× ${name}`)],
    rows: lines.map((line) => [
      STORAGES[line.storage],
      line.case,
      ...names.map((name) => text(line.values.get(name))),
      ...ratios.map((name) => ratio(line, name)),
    ]),
  }
}

/** How many times better ours is, and what it was to be. */
function ratio(line: Line, name: Name): string {
  const found = times(line, name)
  if (found === undefined) return ''
  const aim = aimsOf(line).find(({ than }) => than === name)
  return aim === undefined ? short(found) : `${short(found)} ${found >= aim.atLeast ? '✓' : '✗'} ${short(aim.atLeast)}`
}

/** The tables of all scenarios that were run. */
export function blocks(results: readonly Result[], isLong: boolean): readonly Block[] {
  return SCENARIOS.flatMap((scenario) => blocksOf(results, scenario, isLong))
}

/** Where the time of a run went. */
export function spentBlock(seconds: Report['seconds']): Block {
  return { title: 'How long it took: seconds', head: ['', '', 'seconds'], rows: Object.entries(seconds).map(([name, value]) => [name, '', String(Math.round(value))]) }
}
