import { invalidType, type Kind, type Report, type Rule } from '../problem'

/** A value with rules of its own: a newtype in Rust. */
export function refined<T>(kind: Kind<T>, rules: readonly Rule<T>[]): Kind<T> {
  return (value, report) => {
    const read = kind(value, report)
    return read === undefined ? undefined : obey(read, rules, report)
  }
}

/** What becomes of a value under rules that are applied one after another. */
export function obey<T>(value: T, rules: readonly Rule<T>[], report: Report): T {
  return rules.reduce((now, rule) => rule(now, report) ?? now, value)
}

/** An array. */
export function list<T>(kind: Kind<T>): Kind<T[]> {
  return (value, report) =>
    Array.isArray(value) ? mapItems<unknown, T>(value, kind, report) : report(invalidType('array', 'an array'))
}

/** The rules of each item. */
export function each<T>(...rules: readonly Rule<NoInfer<T>>[]): Rule<T[]> {
  return (value, report) => mapItems(value, (item, at) => obey(item, rules, at), report)
}

/** The same array where no item changes; nothing where an item comes to nothing. */
function mapItems<In, Out extends In>(
  items: readonly In[],
  change: (item: In, report: Report) => Out | undefined,
  report: Report,
): Out[] | undefined {
  // Not `map`: it leaves holes out.
  const after = Array.from(items, (item, index) => change(item, (problem, ...path) => report(problem, index, ...path)))
  const present = after.filter((item) => item !== undefined)
  if (present.length < after.length) return undefined
  return after.every((item, index) => Object.is(item, items[index])) ? (items as Out[]) : present
}
