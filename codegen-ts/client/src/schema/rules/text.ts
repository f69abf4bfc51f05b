import { type Check, check, problem, type Rule } from '../problem'

/** Takes white space off both ends. */
export const trim: Rule<string> = (value) => value.trim()

export const lowercase: Rule<string> = (value) => value.toLowerCase()

export const uppercase: Rule<string> = (value) => value.toUpperCase()

/** The number of Unicode code points, as the server counts them. */
export function length(min?: number | undefined, max?: number | undefined): Check<string> {
  return (value, report) => {
    const count = [...value].length
    if (min !== undefined && count < min) report(problem('too_short', `must have at least ${characters(min)}`, { min }))
    if (max !== undefined && count > max) report(problem('too_long', `must have at most ${characters(max)}`, { max }))
  }
}

const characters = (count: number): string => `${count} character${count === 1 ? '' : 's'}`

export const startsWith = (prefix: string): Check<string> =>
  check((value) => value.startsWith(prefix), 'missing_prefix', `must start with "${prefix}"`, { prefix })

export const endsWith = (suffix: string): Check<string> =>
  check((value) => value.endsWith(suffix), 'missing_suffix', `must end with "${suffix}"`, { suffix })

export const contains = (part: string): Check<string> =>
  check((value) => value.includes(part), 'missing_part', `must contain "${part}"`, { part })
