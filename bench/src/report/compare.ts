import type { Name, Storage } from '../contenders'
import type { Figures } from '../load'
import type { Result } from '../run'
import { median, type Spread, spread } from '../stats'

/** One case of a scenario, all contenders beside each other in one figure. */
export interface Line {
  readonly scenario: string
  readonly case: string
  readonly storage: Storage
  readonly figure: keyof Figures
  readonly values: ReadonlyMap<Name, Spread>
  /** The same, round by round. */
  readonly rounds: ReadonlyMap<Name, readonly number[]>
}

/** Whether more of it is better. */
const isMore = (figure: keyof Figures) => figure === 'rate'

/**
 * The lines of a scenario in one figure: those of D1, then those of objects. The conventional server has its rows in D1 only, and is
 * what the others are compared with wherever theirs are.
 */
export function linesOf(results: readonly Result[], scenario: string, figure: keyof Figures): readonly Line[] {
  const those = results.filter((result) => result.scenario === scenario)
  const cases = [...new Set(those.map((result) => result.case))]
  const storages = (['d1', 'object'] as const).filter((storage) => those.some((result) => result.storage === storage && result.contender !== 'conventional'))
  return storages.flatMap((storage) =>
    cases.flatMap((which): Line[] => {
      const rounds = new Map<Name, readonly number[]>()
      for (const result of those) {
        if (result.case !== which || (result.storage !== storage && result.contender !== 'conventional')) continue
        const figures = result.rounds.map((round) => round[figure]).filter((value) => value !== undefined)
        if (figures.length > 0) rounds.set(result.contender, figures)
      }
      const values = new Map([...rounds].map(([name, figures]) => [name, spread(figures)]))
      return values.size === 0 ? [] : [{ scenario, case: which, storage, figure, values, rounds }]
    }),
  )
}

/**
 * How many times better ours is than another: the median of the rounds, since the machine is not the same in all of them. Where one of
 * them has missed a round, of the medians.
 */
export function times({ rounds, figure }: Line, other: Name): number | undefined {
  const [ours, theirs] = [rounds.get('ferrosync'), rounds.get(other)]
  if (ours === undefined || theirs === undefined) return undefined
  const ratio = (our: number, their: number) => (isMore(figure) ? our / their : their / our)
  if (ours.length !== theirs.length) return ratio(median(ours), median(theirs))
  return median(ours.map((our, round) => ratio(our, theirs[round] ?? NaN)))
}
