import type { Issue } from '../errors'

/** What is wrong with a value, without where. */
export type Problem = Omit<Issue, 'path'>

/** Looks at a value of the column's kind; `null` is never passed. */
export type Rule<T> = (value: T) => Problem | undefined

const characters = (count: number): string => (count === 1 ? '1 character' : `${count} characters`)

/** The number of Unicode code points, as the server counts them. */
export function length(min?: number | undefined, max?: number | undefined): Rule<string> {
  return (value) => {
    const count = [...value].length
    if (min !== undefined && count < min) {
      return { code: 'too_short', message: `must have at least ${characters(min)}`, params: { min } }
    }
    if (max !== undefined && count > max) {
      return { code: 'too_long', message: `must have at most ${characters(max)}`, params: { max } }
    }
    return undefined
  }
}
