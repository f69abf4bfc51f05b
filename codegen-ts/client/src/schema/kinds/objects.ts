import { type Field, field } from '../field'
import { entriesOf, type Fields, readFields } from '../fields'
import { invalidType, type Kind, notOneOf, problem, required } from '../problem'
import { choice } from './choice'

/** What an object of these fields is. */
export type ObjectOf<F extends Fields> = { -readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never }

/** What a union of these variants is. */
export type UnionOf<Tag extends string, Variants extends Readonly<Record<string, Fields>>> = {
  [Name in keyof Variants & string]: { [Key in Tag]: Name } & ObjectOf<Variants[Name]>
}[keyof Variants & string]

/** An object with these fields and no others. One that may be `null` may be left out. */
export function object<F extends Fields>(fields: F): Kind<ObjectOf<F>> {
  return (value, report) => {
    let right = true
    const read = readFields(
      fields,
      value,
      (field, item, at) => {
        const now = !field
          ? at(problem('unknown_field', 'is not a field of this value'))
          : item !== undefined
            ? field.read(item, at)
            : field.nullable
              ? null
              : at(required)
        right &&= now !== undefined
        return now
      },
      report,
    )
    // Each of its fields has been read.
    return right ? (read as ObjectOf<F> | undefined) : undefined
  }
}

/** One of several objects; the property `tag` says which. */
export function union<const Tag extends string, const Variants extends Readonly<Record<string, Fields>>>(
  tag: Tag,
  variants: Variants,
): Kind<UnionOf<Tag, Variants>> {
  const kinds = new Map<unknown, Kind<unknown>>(
    Object.entries(variants).map(([name, fields]) => [name, object({ [tag]: field(choice([name])), ...fields })]),
  )
  return (value, report) => {
    const given = entriesOf(value)
    if (!given) return report(invalidType('object', 'an object'))
    const name = given.get(tag)
    const kind = kinds.get(name)
    // The other fields mean nothing as long as nobody knows whose they are.
    if (!kind) return report(name === undefined ? required : notOneOf(Object.keys(variants)), tag)
    return kind(value, report) as UnionOf<Tag, Variants> | undefined
  }
}
