import { type Check, check, problem } from '../problem'

/** Where a range ends: `min` and `max` are in it, `above` and `below` are not. */
export interface Range {
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly below?: number
}

export function range({ min, above, max, below }: Range): Check<number> {
  return (value, report) => {
    if (min !== undefined && value < min) report(problem('too_small', `must be at least ${min}`, { min }))
    if (above !== undefined && value <= above) report(problem('too_small', `must be more than ${above}`, { above }))
    if (max !== undefined && value > max) report(problem('too_large', `must be at most ${max}`, { max }))
    if (below !== undefined && value >= below) report(problem('too_large', `must be less than ${below}`, { below }))
  }
}

/** The quotient is a whole number. For doubles, which seldom are exact, `tolerance` says how nearly. */
export function multipleOf(divisor: number, tolerance = 0): Check<number> {
  const holds = (value: number) => {
    if (tolerance === 0) return value % divisor === 0
    const quotient = value / divisor
    return Math.abs(quotient - Math.round(quotient)) <= tolerance * Math.max(1, Math.abs(quotient))
  }
  return check(holds, 'not_multiple_of', `must be a multiple of ${divisor}`, { divisor })
}

/** Has no fraction. */
export const whole: Check<number> = (value, report) =>
  Number.isInteger(value) ? undefined : report(problem('not_integer', 'must be an integer'))
