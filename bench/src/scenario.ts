import type { Contender } from './contenders'
import type { Figures } from './load'
import type { Server } from './server/server'
import type { Wrapper } from './server/wrap'

/** How much is done. The smoke does all kinds of things, and little of each. */
export interface Size {
  readonly name: 'full' | 'quick' | 'smoke'
  /** Of so many operations in a full run. */
  ops(full: number): number
  /** Of so many rows in a list, or so many sockets. */
  some(full: number): number
  /** How long one case may take. */
  readonly seconds: number
}

export const SIZES: Readonly<Record<Size['name'], Size>> = {
  full: { name: 'full', ops: (full) => full, some: (full) => full, seconds: 2.5 },
  quick: { name: 'quick', ops: (full) => Math.max(5, Math.ceil(full / 8)), some: (full) => full, seconds: 1 },
  smoke: { name: 'smoke', ops: (full) => Math.max(2, Math.ceil(full / 400)), some: (full) => Math.ceil(full / 50), seconds: 1 },
}

/** The cases of a scenario by their names, in order. */
export type Cases = Map<string, Figures>

/** One thing that servers are asked to do, and how long they take. */
export interface Scenario {
  readonly name: string
  /** For people. */
  readonly title: string
  /** What is done, in a sentence or two, for the page. */
  readonly about: string
  /** Its figures, in the order in which they are told; cases are compared by the first. */
  readonly figures: readonly [keyof Figures, ...(keyof Figures)[]]
  /** Whether a figure can differ from one round to the next. */
  readonly isTimed: boolean
  /** Whether it says something of this contender. */
  takes(contender: Contender): boolean
  /** What stands round the Worker. */
  readonly wrapper?: Wrapper
  /** Once. In a benchmark the server is a new one, with no rows; in the smoke it may have some. */
  run(server: Server, contender: Contender, size: Size): Promise<Cases>
}
