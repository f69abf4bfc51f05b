import { expect, test } from 'vitest'
import type { StandardSchema } from '../../src/client'
import { cards } from '../fixture/cards'
import { notes } from '../fixture/notes'
import { todos } from '../fixture/todos'
import { uuidOf } from '../support/render'

/** Paths and codes of what is wrong, as `title too_short`. */
function wrong(schema: StandardSchema<unknown>, value: unknown): string[] {
  const { issues = [] } = schema['~standard'].validate(value)
  return issues.map(({ path, code }) => `${path.join('.')} ${code}`)
}

test('insert_takes_what_the_server_takes', () => {
  expect(wrong(todos.insert, { title: 'a' })).toEqual([])
  expect(wrong(todos.insert, { id: uuidOf(1), title: 'a', completed: true, content: null })).toEqual([])
  expect(wrong(todos.insert, { title: 'a', content: undefined })).toEqual([])
  expect(wrong(todos.insert, {})).toEqual(['title required'])
  expect(wrong(todos.insert, { title: null, completed: null })).toEqual(['title invalid_type', 'completed invalid_type'])
  expect(wrong(todos.insert, { title: 'a', createdAt: 1, updatedAt: 1, nope: 1 })).toEqual([
    'createdAt server_column',
    'updatedAt server_column',
    'nope unknown_field',
  ])
  expect(wrong(cards.insert, { title: 'a', projectId: 'p' })).toEqual(['projectId server_column'])
})

test('patch_takes_only_what_changes', () => {
  expect(wrong(todos.patch, { content: null })).toEqual([])
  expect(wrong(todos.patch, {})).toEqual([' empty_patch'])
  expect(wrong(todos.patch, { title: undefined })).toEqual([' empty_patch'])
  expect(wrong(todos.patch, { id: uuidOf(1), title: '' })).toEqual(['id server_column', 'title too_short'])
})

test('entity_is_a_whole_row', () => {
  const row = { id: uuidOf(1), title: 'a', completed: false, content: null, createdAt: 1, updatedAt: 1 }
  expect(todos.entity['~standard'].validate(row)).toEqual({ value: row })
  expect(wrong(todos.entity, { ...row, content: undefined })).toEqual(['content required'])
})

test('h10_lengths_are_code_points_and_a_lone_surrogate_is_no_text', () => {
  expect(wrong(todos.insert, { title: '😀'.repeat(200) })).toEqual([])
  expect(wrong(todos.insert, { title: '😀'.repeat(201) })).toEqual(['title too_long'])
  for (const lone of ['\ud800', 'a\udc00', '\udc00\ud800']) expect(wrong(todos.insert, { title: lone })).toEqual(['title not_well_formed'])
})

test('h11_numbers_that_json_or_sqlite_cannot_hold_are_refused', () => {
  const priority = (value: unknown) => wrong(cards.patch, { priority: value })
  for (const right of [0, -0, 1, 2 ** 53 - 1, -(2 ** 53) + 1]) expect(priority(right)).toEqual([])
  for (const far of [2 ** 53, -(2 ** 53), 1e300]) expect(priority(far)).toEqual(['priority out_of_range'])
  for (const odd of [1.5, '1', true, 1n, [1]]) expect(priority(odd)).toEqual(['priority invalid_type'])
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(priority(odd)).toEqual(['priority not_finite'])
    expect(wrong(cards.patch, { weight: odd })).toEqual(['weight not_finite'])
  }
  expect(wrong(cards.patch, { dueAt: 8.64e15 })).toEqual([])
  expect(wrong(cards.patch, { dueAt: 8.64e15 + 1 })).toEqual(['dueAt out_of_range'])
  expect(wrong(cards.patch, { dueAt: 0.5 })).toEqual(['dueAt invalid_type'])
  expect(wrong(cards.patch, { dueAt: new Date() })).toEqual(['dueAt invalid_type'])
})

test('h11_proto_is_an_unknown_field_and_only_objects_are_objects', () => {
  expect(wrong(todos.insert, JSON.parse('{"title":"a","__proto__":1}'))).toEqual(['__proto__ unknown_field'])
  expect(wrong(todos.insert, { title: 'a', toString: 1 })).toEqual(['toString unknown_field'])
  for (const odd of [null, undefined, [], 'a', 1]) expect(wrong(todos.insert, odd)).toEqual([' invalid_type'])
})

test('ids_are_canonical_uuids_or_short_text_that_is_no_path', () => {
  const upper = 'ABCDEF00-0000-7000-8000-000000000001'
  for (const id of [upper, upper.toLowerCase().replaceAll('-', ''), '', ` ${uuidOf(1)}`]) {
    expect(wrong(todos.insert, { id, title: 'a' })).toEqual(['id invalid_uuid'])
  }
  expect(wrong(todos.insert, { id: 1, title: 'a' })).toEqual(['id invalid_type'])
  expect(wrong(notes.insert, { id: 'x', title: '' })).toEqual([])
  expect(wrong(notes.insert, { id: '', title: '' })).toEqual(['id too_short'])
  expect(wrong(notes.insert, { id: 'x'.repeat(65), title: '' })).toEqual(['id too_long'])
  for (const id of ['bulk', '.', '..']) expect(wrong(notes.insert, { id, title: '' })).toEqual(['id reserved'])
})

test('messages_and_params_are_the_servers', () => {
  const { issues } = todos.insert['~standard'].validate({ title: '', completed: 1 })
  expect(issues).toEqual([
    { path: ['title'], code: 'too_short', message: 'must have at least 1 character', params: { min: 1 } },
    { path: ['completed'], code: 'invalid_type', message: 'must be true or false', params: { expected: 'boolean' } },
  ])
})
