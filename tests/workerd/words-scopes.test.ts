import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Server } from '../support/server'
import { House, run, startWords } from '../support/words'

// Scopes, owners, and what clients may not see or change, on the platform's own database.
let server: Server
beforeAll(async () => {
  server = await startWords()
})
afterAll(() => server?.[Symbol.asyncDispose]())

const HALL = '0190a5b4-6c2e-7000-8000-000000000001'
const OTHER_HALL = '0190a5b4-6c2e-7000-8000-000000000002'
const NOT_FOUND = { status: 404, code: 'NOT_FOUND', issues: [] }
const EMPTY = { status: 400, code: 'VALIDATION', issues: [expect.stringMatching(/^scope too_short: /u)] }
const required = { status: 400, code: 'VALIDATION', issues: ['scope required: is required'] }

/** A file in each of the folders `a` and `b`, and in none. */
async function fill(house: House): Promise<void> {
  const ada = house.as('ada')
  await ada.insert('files', { id: 'a', name: 'x', size: 1, scope: 'a' })
  await ada.insertAll('files', [{ id: 'b', name: 'x', size: 2 }], { scope: 'b' })
  await ada.insert('files', { id: 'none', name: 'x', size: 3 })
}

describe('scopes', () => {
  test('s7_the_scope_of_a_write_is_the_scope_column', async () => {
    await using house = await House.open(server, 's7')
    await fill(house)
    expect((await house.list('files')).map(({ folder }) => folder)).toEqual([null, 'b', 'a'])
    expect(await house.as('ada').refused('files', 'POST', { name: 'y', folder: 'a' })).toMatchObject({ code: 'UNKNOWN_FIELD' })
    expect(await house.refused('files/a', 'PUT', { folder: 'b' })).toMatchObject({ code: 'UNKNOWN_FIELD' })
    await house.agree()
  })

  test('s8_a_list_by_scope_has_its_rows_only', async () => {
    await using house = await House.open(server, 's8')
    await fill(house)
    for (const [query, ids] of [['', ['none', 'b', 'a']], ['?scope=a', ['a']], ['?scope=z', []]] as const) {
      expect(await house.ids('files', query)).toEqual(ids)
      expect(await house.ids('files', query === '' ? '?consistent=true' : `${query}&consistent=true`)).toEqual(ids)
    }
    expect((await house.call('files/a?scope=a')).body['data']).toMatchObject({ id: 'a' })
    expect((await house.call('files/a')).body['data']).toMatchObject({ id: 'a' })
    for (const path of ['files/a?scope=b', 'files/none?scope=a', 'files/nobody?scope=a']) {
      expect(await house.refused(path, 'GET'), path).toEqual(NOT_FOUND)
    }
  })

  test('s6_s16_a_row_of_another_scope_is_like_none', async () => {
    await using house = await House.open(server, 's6')
    await fill(house)
    for (const id of ['a', 'none', 'nobody']) {
      expect(await house.refused(`files/${id}`, 'PUT', { size: 9, scope: 'b' }), id).toEqual(NOT_FOUND)
      expect(await house.refused(`files/${id}?scope=b`, 'DELETE'), id).toEqual(NOT_FOUND)
      const items = [{ id: 'b', data: { size: 9 } }, { id, data: { size: 9 } }]
      expect(await house.refused('files/bulk', 'PUT', { items, scope: 'b' }), id).toEqual(NOT_FOUND)
      expect(await house.refused('files/bulk', 'DELETE', { ids: ['b', id], scope: 'b' }), id).toEqual(NOT_FOUND)
    }
    expect((await house.list('files')).map(({ size }) => size)).toEqual([3, 2, 1])
    expect(await house.update('files/a', { size: 4, scope: 'a' })).toMatchObject({ size: 4, folder: 'a' })
    expect(await house.update('files/b', { size: 5 })).toMatchObject({ size: 5, folder: 'b' })
    expect((await house.call('files/bulk', 'PUT', { items: [{ id: 'b', data: { size: 6 } }], scope: 'b' })).status).toBe(200)
    await house.delete('files/a?scope=a')
    expect((await house.call('files/bulk', 'DELETE', { ids: ['b'], scope: 'b' })).status).toBe(200)
    await house.delete('files/none')
    expect(await house.ids('files')).toEqual([])
    const log = await run(server, "SELECT changes FROM _sync_log WHERE sync_id = 's6' ORDER BY seq DESC LIMIT 3", 's6')
    expect(log.map(({ changes }) => JSON.parse(String(changes)))).toEqual([
      { files: [['none', null, null]] },
      { files: [['b', 'b', null]] },
      { files: [['a', 'a', null]] },
    ])
    await house.agree()
  })

  test('s8_an_empty_scope_is_refused_at_every_door', async () => {
    await using house = await House.open(server, 'empty')
    await fill(house)
    const ada = house.as('ada')
    for (const [path, method, body] of [
      ['files?scope=', 'GET', undefined],
      ['files/a?scope=', 'GET', undefined],
      ['files', 'POST', { name: 'y', scope: '' }],
      ['files/a', 'PUT', { size: 9, scope: '' }],
      ['files/a?scope=', 'DELETE', undefined],
      ['files/bulk', 'POST', { items: [{ name: 'y' }], scope: '' }],
      ['files/bulk', 'PUT', { items: [{ id: 'a', data: { size: 9 } }], scope: '' }],
      ['files/bulk', 'DELETE', { ids: ['a'], scope: '' }],
    ] as const) {
      expect(await ada.refused(path, method, body), `${method} ${path}`).toEqual(EMPTY)
    }
    await house.agree()
  })

  test('s8_a_scope_that_no_list_has_is_refused_at_every_door', async () => {
    await using house = await House.open(server, 'none')
    await house.insert('lists', { id: 'l', title: 'l' })
    for (const [path, method, body] of [
      ['lists?scope=a', 'GET', undefined],
      ['lists/l?scope=a', 'GET', undefined],
      ['lists', 'POST', { title: 'm', scope: 'a' }],
      ['lists/l', 'PUT', { title: 'm', scope: 'a' }],
      ['lists/l?scope=a', 'DELETE', undefined],
      ['lists/bulk', 'POST', { items: [{ title: 'm' }], scope: 'a' }],
      ['lists/bulk', 'PUT', { items: [{ id: 'l', data: { title: 'm' } }], scope: 'a' }],
      ['lists/bulk', 'DELETE', { ids: ['l'], scope: 'a' }],
    ] as const) {
      const refused = { status: 400, code: 'VALIDATION', issues: [expect.stringMatching(/^scope no_scope: /u)] }
      expect(await house.refused(path, method, body), `${method} ${path}`).toEqual(refused)
    }
    await house.agree()
  })

  test('s7_where_the_column_must_be_there_the_scope_must', async () => {
    await using house = await House.open(server, 'halls')
    expect(await house.refused('shelves', 'POST', { id: 's' })).toEqual(required)
    expect(await house.refused('shelves/bulk', 'POST', { items: [{ id: 's' }] })).toEqual(required)
    expect(await house.refused('shelves', 'POST', { id: 's', scope: 'hall' })).toMatchObject({ status: 400, issues: [expect.stringMatching(/^scope invalid_uuid/u)] })
    expect(await house.insert('shelves', { id: 's', scope: HALL })).toEqual({ id: 's', roomId: 'halls', hallId: HALL, rank: null })
    await house.agree()
  })

  test('h12_h13_pages_by_a_key_that_may_be_null_are_the_list', async () => {
    await using house = await House.open(server, 'pages')
    const rank = (index: number) => (index % 3 === 0 ? null : Math.floor(index / 2) / 10)
    const items = Array.from({ length: 20 }, (_, index) => ({ id: `s${String(index).padStart(2, '0')}`, rank: rank(index) }))
    await house.insertAll('shelves', items.slice(0, 14), { scope: HALL })
    await house.insertAll('shelves', items.slice(14), { scope: OTHER_HALL })
    const files = items.map(({ id }, index) => ({ id, name: id, size: index % 2 === 0 ? null : Math.floor(index / 4) }))
    await house.as('ada').insertAll('files', files, { scope: 'a' })

    for (const [collection, scope, length] of [
      ['shelves', '', 20],
      ['shelves', `&scope=${HALL}`, 14],
      ['files', '', 20],
      ['files', '&scope=a', 20],
    ] as const) {
      const all = await house.list(collection, `?limit=100${scope}`)
      expect(all).toHaveLength(length)
      for (const limit of [1, 3, 7]) expect(await house.pages(collection, limit, scope), `${collection} ${limit}`).toEqual(all)
    }
    const ranks = (await house.list('shelves')).map((row) => row['rank'])
    expect(ranks).toEqual(items.map((item) => item.rank).toSorted((a, b) => (a ?? -1) - (b ?? -1)))
    const sizes = (await house.list('files')).map((row) => row['size'])
    expect(sizes).toEqual(files.map((file) => file.size).toSorted((a, b) => (b ?? -1) - (a ?? -1)))
    await house.agree()
  })
})

test('s11_the_owner_is_who_asks', async () => {
  await using house = await House.open(server, 'owner')
  const unknown = { status: 401, code: 'UNAUTHENTICATED', issues: [] }
  expect(await house.refused('files', 'POST', { name: 'x' })).toEqual(unknown)
  expect(await house.refused('files/bulk', 'POST', { items: [{ name: 'x' }] })).toEqual(unknown)
  const ada = house.as('ada')
  expect(await ada.insert('files', { id: 'a', name: 'x' })).toMatchObject({ ownerId: 'ada' })
  expect(await house.as('bob').insertAll('files', [{ id: 'b', name: 'y' }])).toMatchObject([{ ownerId: 'bob' }])
  for (const ownerId of ['bob', 'ada']) {
    expect(await ada.refused('files', 'POST', { name: 'z', ownerId })).toMatchObject({ status: 400, code: 'UNKNOWN_FIELD' })
    expect(await ada.refused('files/a', 'PUT', { ownerId })).toMatchObject({ status: 400, code: 'UNKNOWN_FIELD' })
  }
  await house.agree()
})

test('l10_a_private_column_is_in_no_answer_and_in_no_frame', async () => {
  await using house = await House.open(server, 'private')
  const ada = house.as('ada')
  const insert = { id: 'a', name: 'x', _clientMutationId: 'private-insert' }
  await ada.insert('files', insert)
  await run(server, "UPDATE files SET secret = 'hush' WHERE room_id = 'private'", 'private')
  const unknown = { status: 400, code: 'UNKNOWN_FIELD', issues: ['secret unknown_field: is not a field of this collection'] }
  expect(await ada.refused('files', 'POST', { name: 'y', secret: 'x' })).toEqual(unknown)
  expect(await ada.refused('files/a', 'PUT', { secret: null })).toEqual(unknown)

  const file = { id: 'a', roomId: 'private', ownerId: 'ada', folder: null, name: 'x', size: 1, kind: null }
  expect(await ada.update('files/a', { size: 1 })).toEqual(file)
  expect((await ada.call('files', 'POST', insert)).body).toMatchObject({ replayed: true, data: file })
  expect((await ada.call('files/bulk', 'PUT', { items: [{ id: 'a', data: { size: 1 } }] })).body['data']).toEqual([file])
  for (const query of ['', '?consistent=true']) {
    expect((await house.call(`files/a${query}`)).body['data']).toEqual(file)
    expect(await house.list('files', query)).toEqual([file])
  }
  // It was there all the time.
  expect(await run(server, "SELECT secret FROM files WHERE room_id = 'private'", 'private')).toEqual([{ secret: 'hush' }])
  await house.agree()
})

test('l10_a_readonly_column_is_set_on_insert_only', async () => {
  await using house = await House.open(server, 'readonly')
  const ada = house.as('ada')
  expect(await ada.insert('files', { id: 'a', name: 'x', kind: 'pdf' })).toMatchObject({ kind: 'pdf' })
  const refused = (path: string) => ({ status: 400, code: 'UNKNOWN_FIELD', issues: [`${path} readonly_column: is set on insert only`] })
  expect(await ada.refused('files/a', 'PUT', { kind: 'doc' })).toEqual(refused('kind'))
  const items = [{ id: 'a', data: { kind: 'doc' } }]
  expect(await ada.refused('files/bulk', 'PUT', { items })).toEqual(refused('items.0.data.kind'))
  await house.agree()
})
