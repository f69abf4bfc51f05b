import type { Check, Kind, Rule } from '../../src/client'

/** What a kind or a field makes of a value, and what it says of it: `path code`. */
export function read(kind: Kind<unknown>, value: unknown): { readonly value: unknown; readonly wrong: readonly string[] } {
  const wrong: string[] = []
  const read = kind(value, ({ code }, ...path) => void wrong.push([path.join('.'), code].join(' ').trim()))
  return { value: read, wrong }
}

/** The issues of a rule, and the value that it makes. */
export function obey<T>(rule: Rule<T> | Check<T>, value: T) {
  const issues: unknown[] = []
  const after = rule(value, (problem, ...path) => void issues.push(path.length > 0 ? { path, ...problem } : problem))
  return { after, issues }
}
