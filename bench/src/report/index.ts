import type { Curve } from '../growth/curves'
import type { Machine } from '../machine'
import type { Found } from '../run'
import type { Weight } from '../weights'

/** All that one run has found, as it is kept in `target/bench/bench.json`. */
export interface Report extends Found {
  /** When, in UTC. */
  readonly made: string
  readonly command: string
  readonly size: string
  readonly rounds: number
  readonly machine: Machine
  readonly weights: readonly Weight[]
  growth: readonly Curve[]
}
