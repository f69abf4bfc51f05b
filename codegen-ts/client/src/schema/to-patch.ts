/** Some of the fields; as in a patch, one that is `undefined` is not there. */
type Fields<Row> = { readonly [Name in keyof Row]?: Row[Name] | undefined }

/**
 * What a form changed: the fields of `after` that are not equal to those of `before`.
 *
 * `update({ id: row.id, data: toPatch(row, values) })`. Empty where nothing changed, and then there is nothing to save.
 */
export function toPatch<Before extends object, After extends Fields<Before>>(before: Before, after: After): Partial<After> {
  const changed = Object.entries(after).filter(([name, value]) => !isEqual(value, (before as Record<string, unknown>)[name]))
  return Object.fromEntries(changed) as Partial<After>
}

/** Values are JSON: a nested one is another object in every form. What is `undefined` is not there. */
const isEqual = (value: unknown, old: unknown): boolean =>
  value === undefined || Object.is(value, old) || JSON.stringify(value) === JSON.stringify(old)
