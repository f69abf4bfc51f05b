import { expect, test } from 'vitest'
import { defineCollection, email, field, int, lowercase, length, list, object, text, trim, uuid } from '../../src/client'
import { parse } from '../../src/schema/validate'

interface Person {
  id: string
  owner: string
  list: string | null
  mail: string
  serial: string
  address: { street: string; zip: string | null } | null
  tags: string[]
  age: number
  deletedAt: number | null
}
type NewPerson = Omit<Partial<Person>, 'owner' | 'list' | 'deletedAt'>

const people = defineCollection<'people', Person, NewPerson, NewPerson>({
  name: 'people',
  room: 'default',
  orderBy: ['id', 'asc'],
  fields: {
    id: field(uuid, { role: 'id' }),
    owner: field(text, { role: 'owner' }),
    list: field(text, { role: 'scope', nullable: true }),
    mail: field(text, { rules: [trim, lowercase, email] }),
    serial: field(text, { readonly: true, rules: [length(2)] }),
    address: field(object({ street: field(text, { rules: [trim] }), zip: field(text, { nullable: true }) }), { nullable: true }),
    tags: field(list(text), { default: [] }),
    age: field(int(0, 255)),
    deletedAt: field(int(0, 9), { role: 'deleted', nullable: true }),
  },
})

const validate = (shape: 'insert' | 'patch', value: unknown) => people[shape]['~standard'].validate(value)
const wrong = (shape: 'insert' | 'patch', value: unknown) =>
  (validate(shape, value).issues ?? []).map(({ path, code, message }) => `${path.join('.')} ${code}: ${message}`)

test('a_success_has_the_transformed_value', () => {
  const given = { mail: ' A@B.de', serial: 'x1', address: { street: ' s ' }, age: -0, tags: undefined }
  const { value } = validate('insert', given) as { value: NewPerson }
  expect(value).toEqual({ mail: 'a@b.de', serial: 'x1', address: { street: 's', zip: null }, age: 0 })
  expect(Object.is(value.age, 0)).toBe(true)
  expect(given.address).toEqual({ street: ' s ' })
  expect(given.mail).toBe(' A@B.de')
})

test('a_success_that_changes_nothing_is_the_value_itself', () => {
  const given = { mail: 'a@b.de', serial: 'x1', address: null, age: 3 }
  expect((validate('insert', given) as { value: unknown }).value).toBe(given)
  expect((validate('patch', { mail: 'a@b.de ' }) as { value: unknown }).value).toEqual({ mail: 'a@b.de' })
})

test('s13_the_servers_columns_are_refused_and_readonly_ones_in_a_patch', () => {
  expect(wrong('insert', { mail: 'a@b.de', serial: 'x1', age: 1, owner: 'me', list: null, deletedAt: 1 })).toEqual([
    'owner server_column: is written by the server only',
    'list server_column: is written by the server only',
    'deletedAt server_column: is written by the server only',
  ])
  expect(wrong('patch', { serial: 'x2', owner: 'me' })).toEqual([
    'serial readonly_column: is set on insert only',
    'owner server_column: is written by the server only',
  ])
  // Refused is refused: what it holds is not looked at.
  expect(wrong('patch', { serial: 1 })).toEqual(['serial readonly_column: is set on insert only'])
})

test('issues_have_paths_into_nested_values', () => {
  expect(wrong('insert', { mail: 'x', serial: 'x1', age: 256, address: { street: 1, town: 2 }, tags: ['a', 1] })).toEqual([
    'mail invalid_email: must be an email address',
    'age out_of_range: must be between 0 and 255',
    'address.street invalid_type: must be a string',
    'address.town unknown_field: is not a field of this value',
    'tags.1 invalid_type: must be a string',
  ])
})

test('parse_gives_value_and_issues_under_a_path', () => {
  const fields = people.fields
  expect(parse(fields, 'patch', { mail: ' A@b.de' }, ['items', 0])).toEqual({ value: { mail: 'a@b.de' }, issues: [] })
  expect(parse(fields, 'patch', {}, ['items', 0, 'data']).issues).toMatchObject([{ path: ['items', 0, 'data'], code: 'empty_patch' }])
  expect(parse(fields, 'patch', { tags: ['a', 1] }, ['items', 0]).issues).toMatchObject([{ path: ['items', 0, 'tags', 1] }])
  expect(parse(fields, 'insert', null, ['items', 0]).issues).toMatchObject([{ path: ['items', 0], code: 'invalid_type' }])
})
