import { expect, test } from 'vitest'
import { boolean, choice, email, field, int, integer, items, json, list, number, object, refined, text, trim, union, uuid } from '../../src/client'
import { read } from './read'

const address = object({ street: field(text, { rules: [trim] }), zip: field(text, { nullable: true }) })
const shape = union('type', { circle: { radius: field(number) }, point: {}, constructor: {} })

test('ints_keep_to_their_range_and_lose_the_sign_of_zero', () => {
  const byte = int(0, 255)
  for (const right of [0, 1, 255]) expect(read(byte, right)).toEqual({ value: right, wrong: [] })
  for (const far of [-1, 256, 1e300]) expect(read(byte, far).wrong).toEqual(['out_of_range'])
  for (const odd of [0.5, '1', null, [1]]) expect(read(byte, odd).wrong).toEqual(['invalid_type'])
  for (const odd of [Number.NaN, -1 / 0]) expect(read(byte, odd).wrong).toEqual(['not_finite'])
  for (const kind of [byte, integer, number]) expect(Object.is(read(kind, -0).value, 0)).toBe(true)
})

test('a_choice_is_one_of_its_texts', () => {
  const status = choice(['open', 'inProgress', ''])
  for (const right of ['open', 'inProgress', '']) expect(read(status, right)).toEqual({ value: right, wrong: [] })
  for (const wrong of ['Open', 'open ', 'toString']) expect(read(status, wrong).wrong).toEqual(['not_one_of'])
  for (const odd of [0, null, ['open']]) expect(read(status, odd).wrong).toEqual(['invalid_type'])
})

test('an_object_has_its_fields_and_no_others', () => {
  expect(read(address, { street: 'a', zip: '1' })).toEqual({ value: { street: 'a', zip: '1' }, wrong: [] })
  expect(read(address, { zip: 1, town: 'x' }).wrong).toEqual(['zip invalid_type', 'town unknown_field', 'street required'])
  expect(read(address, { street: null }).wrong).toEqual(['street invalid_type'])
  for (const odd of [null, [], 'a', 1]) expect(read(address, odd).wrong).toEqual(['invalid_type'])
})

test('a_missing_option_of_a_nested_value_is_null', () => {
  for (const given of [{ street: 'a' }, { street: 'a', zip: undefined }, { street: 'a', zip: null }]) {
    expect(read(address, given)).toEqual({ value: { street: 'a', zip: null }, wrong: [] })
  }
})

test('what_does_not_change_is_the_same_object', () => {
  const same = { street: 'a', zip: null }
  expect(read(address, same).value).toBe(same)
  const rows = [same, same]
  expect(read(list(address), rows).value).toBe(rows)
  const given = [same, { street: ' b', zip: null }]
  const { value } = read(list(address), given)
  expect(value).toEqual([same, { street: 'b', zip: null }])
  expect((value as unknown[])[0]).toBe(same)
  // What was given is the user's.
  expect(given[1]?.street).toBe(' b')
})

test('a_union_is_told_apart_by_its_tag', () => {
  expect(read(shape, { type: 'circle', radius: 1 })).toEqual({ value: { type: 'circle', radius: 1 }, wrong: [] })
  expect(read(shape, { type: 'point' }).wrong).toEqual([])
  expect(read(shape, { type: 'constructor' }).wrong).toEqual([])
  expect(read(shape, { type: 'circle' }).wrong).toEqual(['radius required'])
  expect(read(shape, { type: 'point', radius: 1 }).wrong).toEqual(['radius unknown_field'])
  // As long as nobody knows what it is, its fields are nobody's.
  expect(read(shape, { radius: 'x' }).wrong).toEqual(['type required'])
  expect(read(shape, { type: undefined }).wrong).toEqual(['type required'])
  for (const type of ['square', 'toString', '', null, 1, ['point']]) expect(read(shape, { type, radius: 'x' }).wrong).toEqual(['type not_one_of'])
  for (const odd of [null, [], 'circle', 1]) expect(read(shape, odd).wrong).toEqual(['invalid_type'])
})

test('a_list_is_read_item_by_item', () => {
  expect(read(list(integer), [1, 2])).toEqual({ value: [1, 2], wrong: [] })
  expect(read(list(integer), [1, 'x', null, 0.5]).wrong).toEqual(['1 invalid_type', '2 invalid_type', '3 invalid_type'])
  // JSON writes a hole as null.
  expect(read(list(text), new Array(2)).wrong).toEqual(['0 invalid_type', '1 invalid_type'])
  for (const odd of [null, 'a', { length: 0 }]) expect(read(list(text), odd).wrong).toEqual(['invalid_type'])
  expect(read(list(list(boolean)), [[true], [1]]).wrong).toEqual(['1.0 invalid_type'])
})

test('a_refined_item_keeps_its_rules_and_rules_of_what_is_wrong_do_not_run', () => {
  const mails = refined(list(refined(text, [trim, email])), [({ length }, report) => (length > 1 ? report({ code: 'many', message: '', params: {} }) : undefined)])
  expect(read(mails, [' a@b.de ']).value).toEqual(['a@b.de'])
  expect(read(mails, ['x', 'y']).wrong).toEqual(['0 invalid_email', '1 invalid_email', 'many'])
  const few = refined(list(address), [items(undefined, 0)])
  expect(read(few, [{ street: 1 }]).wrong).toEqual(['0.street invalid_type'])
  expect(read(few, [{ street: 'a', town: 1 }]).wrong).toEqual(['0.town unknown_field'])
  expect(read(few, [{ street: 'a' }]).wrong).toEqual(['too_many'])
  expect(read(mails, ['x', 1, 'y']).wrong).toEqual(['0 invalid_email', '1 invalid_type', '2 invalid_email'])
})

test('h11_proto_is_a_name_like_any_other', () => {
  expect(read(address, JSON.parse('{"street":"a","__proto__":{"zip":"1"}}')).wrong).toEqual(['__proto__ unknown_field'])
  expect(read(shape, JSON.parse('{"__proto__":{"type":"point"}}')).wrong).toEqual(['type required'])
  expect(read(shape, JSON.parse('{"type":"__proto__"}')).wrong).toEqual(['type not_one_of'])
  const own: unknown = JSON.parse('{"__proto__":{"a":[1]}}')
  expect(read(json, own)).toEqual({ value: own, wrong: [] })
})

test('json_is_anything_that_survives_the_journey', () => {
  for (const right of [0, '', false, [], {}, [null], { a: { b: [1.5, 'x', true, null] }, c: undefined }, Object.create(null)]) {
    const { value, wrong } = read(json, right)
    expect(wrong).toEqual([])
    expect(value).toBe(right)
  }
  for (const odd of [null, undefined, 1n, () => 1, Symbol('a'), new Date(), new Map(), [undefined], { a: new Set() }, new (class A {})()]) {
    expect(read(json, odd).wrong).toEqual(['invalid_type'])
  }
  expect(read(json, { a: [1 / 0] }).wrong).toEqual(['not_finite'])
  expect(read(json, { a: '\ud800' }).wrong).toEqual(['not_well_formed'])
  expect(read(json, { '\ud800': 1 }).wrong).toEqual(['not_well_formed'])
})

test('h11_json_is_at_most_64_levels_deep', () => {
  const deep = (levels: number): unknown => JSON.parse('[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2))
  expect(read(json, deep(64)).wrong).toEqual([])
  expect(read(json, deep(66)).wrong).toEqual(['too_deep'])
  expect(read(json, [deep(64)]).wrong).toEqual(['too_deep'])
  const endless: unknown[] = []
  endless.push(endless)
  expect(read(json, endless).wrong).toEqual(['too_deep'])
})

test('messages_of_kinds_are_the_servers', () => {
  const said = (kind: typeof json, value: unknown) => {
    const problems: unknown[] = []
    kind(value, (problem) => void problems.push(problem))
    return problems
  }
  expect(said(json, null)).toEqual([{ code: 'invalid_type', message: 'must be JSON, and not null', params: { expected: 'json' } }])
  const type = (expected: string, noun: string) => [{ code: 'invalid_type', message: `must be ${noun}`, params: { expected } }]
  const all = [
    [list(text), 'array', 'an array'],
    [address, 'object', 'an object'],
    [shape, 'object', 'an object'],
    [choice(['a']), 'string', 'a string'],
    [int(0, 1), 'integer', 'an integer'],
    [uuid, 'uuid', 'a UUID'],
  ] as const
  for (const [kind, expected, noun] of all) expect(said(kind as typeof json, null)).toEqual(type(expected, noun))
  expect(said(int(0, 255) as typeof json, 256)).toEqual([
    { code: 'out_of_range', message: 'must be between 0 and 255', params: { min: 0, max: 255 } },
  ])
  expect(said(choice(['a', 'b']) as typeof json, 'c')).toEqual([
    { code: 'not_one_of', message: 'must be one of "a", "b"', params: { values: ['a', 'b'] } },
  ])
  expect(said(shape as typeof json, { type: 'x' })).toEqual([
    { code: 'not_one_of', message: 'must be one of "circle", "point", "constructor"', params: { values: ['circle', 'point', 'constructor'] } },
  ])
  expect(said(address as typeof json, { street: '', x: 1 })).toEqual([
    { code: 'unknown_field', message: 'is not a field of this value', params: {} },
  ])
})
