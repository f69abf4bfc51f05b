import type { Curve } from '../growth'
import type { Machine } from '../machine'
import type { Result } from '../run'
import type { Weight } from '../weights'

/** All that one run has found, as it is kept in `target/bench/bench.json`. */
export interface Report {
  /** When, in UTC. */
  readonly made: string
  readonly command: string
  readonly size: string
  readonly rounds: number
  readonly machine: Machine
  readonly weights: readonly Weight[]
  readonly results: readonly Result[]
  readonly growth: readonly Curve[]
}
