// Compiled, never run: what the types of kinds, rules and fields must and must not take.
import { expectTypeOf } from 'vitest'
import {
  choice,
  each,
  email,
  type Field,
  field,
  int,
  integer,
  items,
  json,
  length,
  list,
  lowercase,
  object,
  oneOf,
  range,
  refined,
  said,
  startsWith,
  text,
  trim,
  union,
} from '../../src/client'

interface Address {
  street: string
  zip: string | null
  tags: string[]
}
type Shape = { type: 'circle'; radius: number } | { type: 'point' }
interface Settings {
  dark: boolean
}

/** The fields of a definition, as the generator writes them. */
export const fields: {
  readonly status: Field<'open' | 'done'>
  readonly maybe: Field<'open' | 'done' | null>
  readonly address: Field<Address>
  readonly shape: Field<Shape>
  readonly shapes: Field<Shape[] | null>
  readonly settings: Field<Settings>
  readonly history: Field<Settings[] | null>
  readonly tags: Field<string[]>
  readonly grid: Field<number[][]>
  readonly rank: Field<number>
  readonly code: Field<string>
  readonly emails: Field<string[]>
} = {
  status: field(choice(['open', 'done']), { default: 'open' }),
  maybe: field(choice(['open', 'done']), { nullable: true }),
  address: field(object({ street: field(text), zip: field(text, { nullable: true }), tags: field(list(text)) })),
  shape: field(union('type', { circle: { radius: field(integer) }, point: {} })),
  shapes: field(list(union('type', { circle: { radius: field(integer) }, point: {} })), { nullable: true }),
  settings: field(json),
  history: field(list(json), { nullable: true }),
  tags: field(list(text), { default: [], rules: [items(1), each(trim, length(1), said(oneOf(['a']), 'say a'))] }),
  grid: field(list(list(integer)), { rules: [said(items(1, 3), 'a grid'), said(each(items(1), each(range({ min: 0 }))), 'b')] }),
  rank: field(int(0, 255), { rules: [oneOf([1, 2]), range({ min: 1, below: 9 })] }),
  code: field(text, { rules: [trim, lowercase, said(length(1), 'give it'), oneOf(['a', 'b'])] }),
  emails: field(list(refined(text, [trim, email]))),
}

/** Nothing outside says what these are: as where they stand inside of another kind. */
export const alone = {
  a: field(list(text), { rules: [items(1)] }),
  b: field(list(text), { rules: [each(length(1))] }),
  c: object({ notes: field(list(text), { rules: [items(undefined, 1), each(startsWith('a'))] }) }),
  d: field(list(list(integer)), { rules: [said(items(1, 3), 'a grid'), said(each(items(1), each(range({ min: 0 }))), 'b')] }),
  f: refined(list(text), [items(1), each(trim, length(1))]),
  g: list(refined(list(refined(text, [trim])), [said(each(length(1)), 'a')])),
  h: field(list(list(list(integer))), { nullable: true, rules: [each(items(1), each(said(items(1), 'a'), each(oneOf([1]))))] }),
  i: field(list(choice(['a', 'b'])), { default: [], rules: [items(1)] }),
  j: field(list(json), { nullable: true, rules: [items(1)] }),
}
expectTypeOf(alone.d).toEqualTypeOf<Field<number[][]>>()
expectTypeOf(alone.i).toEqualTypeOf<Field<('a' | 'b')[]>>()

export function mistakes() {
  expectTypeOf(field(text, { nullable: true })).toEqualTypeOf<Field<string | null>>()
  // @ts-expect-error a rule of texts on a number
  field(integer, { rules: [length(1)] })
  // @ts-expect-error a rule of lists on a text
  field(text, { rules: [items(1)] })
  // @ts-expect-error a rule of numbers for the items, which are texts
  field(list(text), { rules: [each(range({ min: 1 }))] })
  // @ts-expect-error no such choice
  field(choice(['open', 'done']), { default: 'shut' })
  // @ts-expect-error a default of another type
  field(list(text), { default: [1] })
  // @ts-expect-error no such bound
  range({ least: 1 })
  // @ts-expect-error a variant that the union does not have
  const wrong: Field<Shape> = field(union('type', { square: { side: field(integer) } }))
  // @ts-expect-error a field of another type
  const nested: Field<Address> = field(object({ street: field(integer), zip: field(text), tags: field(list(text)) }))
  return [wrong, nested]
}
