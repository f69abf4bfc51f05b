import { invalidType, type Kind, notOneOf } from '../problem'

/** One of these texts. */
export function choice<const T extends string>(values: readonly T[]): Kind<T> {
  return (value, report) =>
    values.find((one) => one === value) ??
    report(typeof value === 'string' ? notOneOf(values) : invalidType('string', 'a string'))
}
