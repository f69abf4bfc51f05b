import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Server } from '../support/server'
import { House, type Row, run, startWords } from '../support/words'

// What the words of the schema language do on the platform's own database; the host's tests have more of each.
let server: Server
beforeAll(async () => {
  server = await startWords()
})
afterAll(() => server?.[Symbol.asyncDispose]())

const conflict = (...issues: string[]) => ({ status: 409, code: 'CONFLICT', issues })
const invalid = (...issues: string[]) => ({ status: 400, code: 'VALIDATION', issues })
const NOT_FOUND = { status: 404, code: 'NOT_FOUND', issues: [] }
const noSuchRow = (path: string) => conflict(`${path} no_such_row: names a row that is not there`)
const taken = (path: string) => conflict(`${path} taken: is taken`)

/** Two lists of two todos, each with a comment; `b1` has a parent in the other list. */
async function fill(house: House): Promise<void> {
  await house.insertAll('lists', [{ id: 'a', title: 'a' }, { id: 'b', title: 'b' }])
  const todo = (id: string, parentId: string | null): Row => ({ id, listId: id[0], title: id, parentId })
  await house.insertAll('todos', [todo('a1', null), todo('a2', 'a1'), todo('b1', 'a1'), todo('b2', null)])
  await house.insertAll('comments', ['a1', 'a2', 'b1', 'b2'].map((todoId) => ({ id: `c-${todoId}`, todoId })))
}

describe('references', () => {
  test('r7_a_delete_goes_down_two_levels_and_everybody_is_told_in_one_frame', async () => {
    await using house = await House.open(server, 'cascade')
    await fill(house)
    await house.delete('lists/a')
    expect([await house.ids('lists'), await house.ids('todos'), await house.ids('comments')]).toEqual([['b'], ['b1', 'b2'], ['c-b1', 'c-b2']])
    const left = (await house.call('todos/b1')).body['data']
    expect(left).toMatchObject({ parentId: null, listId: 'b' })
    const told = await house.told()
    expect(told[0]).toEqual(['lists', 'delete', { id: 'a' }])
    expect(told).toHaveLength(4)
    expect(told).toContainEqual(['todos', 'bulk-delete', { ids: ['a1', 'a2'] }])
    expect(told).toContainEqual(['todos', 'bulk-update', { items: [left] }])
    expect(told).toContainEqual(['comments', 'bulk-delete', { ids: ['c-a1', 'c-a2'] }])
    expect(house.socket.frames.at(-1)?.['changes']).toHaveLength(4)
    await house.agree()
  })

  test('r7_a_bulk_delete_takes_the_children_of_all', async () => {
    await using house = await House.open(server, 'cascade-bulk')
    await fill(house)
    expect((await house.call('lists/bulk', 'DELETE', { ids: ['b', 'a'] })).status).toBe(200)
    for (const name of ['lists', 'todos', 'comments']) expect(await house.ids(name)).toEqual([])
    await house.agree()
    expect(await run(server, 'PRAGMA foreign_key_check', house.room)).toEqual([])
  })

  test('restrict_refuses_and_nothing_of_it_is_done', async () => {
    await using house = await House.open(server, 'restrict')
    await house.insert('people', { id: 'ada', name: 'Ada' })
    await house.insert('badges', { id: 'b', personId: 'ada' })
    await house.insert('notes', { id: 'n', personId: 'ada' })
    expect(await house.refused('people/ada', 'DELETE')).toEqual(conflict(' referenced: is referenced by `badges`'))
    expect([await house.ids('people'), await house.ids('notes')]).toEqual([['ada'], ['n']])
    await house.delete('badges/b')
    await house.delete('people/ada')
    expect([await house.ids('people'), await house.ids('notes')]).toEqual([[], []])
    await house.agree()
  })

  test('h1_children_hide_with_their_parent_and_others_lose_their_reference', async () => {
    await using house = await House.open(server, 'hide')
    await house.insert('people', { id: 'ada', name: 'Ada' })
    await house.insert('notes', { id: 'n', personId: 'ada' })
    await house.insert('todos', { id: 't', title: 't', personId: 'ada' })
    await house.delete('people/ada')
    expect((await house.call('todos/t')).body['data']).toMatchObject({ personId: null })
    const hidden = "SELECT p.deleted_at = n.deleted_at AS same FROM people p, notes n WHERE p.room_id = 'hide' AND n.room_id = 'hide'"
    expect(await run(server, hidden, house.room)).toEqual([{ same: 1 }])
    expect(await house.refused('people/ada', 'DELETE')).toEqual(NOT_FOUND)
    await house.agree()
  })

  test('s16_a_row_that_is_not_there_is_like_one_that_hides_or_is_anothers', async () => {
    await using house = await House.open(server, 'pointing')
    await using other = await House.open(server, 'pointed-at')
    await other.insert('people', { id: 'theirs', name: 'T' })
    await house.insert('people', { id: 'hidden', name: 'H' })
    await house.delete('people/hidden')
    await house.insert('todos', { id: 'there', title: 'there' })
    for (const personId of ['theirs', 'hidden', 'nobody']) {
      expect(await house.refused('todos', 'POST', { id: 't', title: 't', personId }), personId).toEqual(noSuchRow('personId'))
      expect(await house.refused('todos/there', 'PUT', { personId }), personId).toEqual(noSuchRow('personId'))
      const items = [{ title: 'u' }, { title: 'v', personId }]
      expect(await house.refused('todos/bulk', 'POST', { items }), personId).toEqual(noSuchRow('items.1.personId'))
    }
    expect(await house.ids('todos')).toEqual(['there'])
    await house.agree()
  })
})

describe('unique', () => {
  test('a_taken_value_is_refused_under_its_column_and_free_in_another_room', async () => {
    await using house = await House.open(server, 'unique')
    await using other = await House.open(server, 'unique-too')
    await house.insertAll('lists', [{ id: 'a', title: 'one' }, { id: 'b', title: 'two' }])
    await other.insert('lists', { id: 'a', title: 'one' })
    expect(await house.refused('lists', 'POST', { title: 'one' })).toEqual(taken('title'))
    expect(await house.refused('lists/b', 'PUT', { title: 'one' })).toEqual(taken('title'))
    expect(await house.refused('lists/bulk', 'POST', { items: [{ title: 'three' }, { title: 'two' }] })).toEqual(taken('items.1.title'))
    expect(await house.refused('lists/bulk', 'POST', { items: [{ title: 'x' }, { title: 'x' }] })).toEqual(taken('items.1.title'))
    expect(await house.update('lists/b', { title: 'two' })).toMatchObject({ title: 'two' })
    await house.agree()
  })

  test('a_patch_of_half_a_key_is_compared_with_the_row_as_it_is', async () => {
    await using house = await House.open(server, 'composite')
    await house.insertAll('lists', [{ id: 'l', title: 'l' }, { id: 'm', title: 'm' }])
    await house.insertAll('todos', [
      { id: 'a', listId: 'l', title: 'x' },
      { id: 'b', listId: 'l', title: 'y' },
      { id: 'c', listId: 'm', title: 'x' },
    ])
    expect(await house.refused('todos/b', 'PUT', { title: 'x' })).toEqual(taken('title'))
    expect(await house.refused('todos/c', 'PUT', { listId: 'l' })).toEqual(taken('title'))
    expect(await house.refused('todos/c', 'PUT', { listId: 'l', title: 'y' })).toEqual(taken('title'))
    expect(await house.update('todos/c', { listId: 'l', title: 'z' })).toMatchObject({ listId: 'l', title: 'z' })
    // Only the database sees two patches of one bulk meet.
    const items = [{ id: 'a', data: { title: 'r' } }, { id: 'b', data: { title: 'r' } }]
    expect(await house.refused('todos/bulk', 'PUT', { items })).toMatchObject({ status: 409, code: 'CONFLICT' })
    await house.insertAll('todos', [{ id: 'd', title: 'x' }, { id: 'e', title: 'x' }])
    // Columns with an index and without one, each alone and together.
    expect(await house.update('todos/a', { note: 'n' })).toMatchObject({ note: 'n', rank: null })
    expect(await house.update('todos/a', { rank: 7 })).toMatchObject({ note: 'n', rank: 7 })
    const both = [{ id: 'd', data: { rank: 1, note: 'x' } }, { id: 'a', data: { rank: null } }]
    expect((await house.call('todos/bulk', 'PUT', { items: both })).body['data']).toMatchObject([{ rank: 1, note: 'x' }, { rank: null, note: 'n' }])
    await house.agree()
  })

  test('h1_a_deleted_rows_value_is_free_again', async () => {
    await using house = await House.open(server, 'freed')
    await house.insert('people', { id: 'a', name: 'Ada' })
    expect(await house.refused('people', 'POST', { id: 'b', name: 'Ada' })).toEqual(taken('name'))
    await house.delete('people/a')
    await house.insert('people', { id: 'b', name: 'Ada' })
    expect(await house.refused('people', 'POST', { id: 'a', name: 'Eve' })).toMatchObject({ status: 409, code: 'ID_TAKEN' })
    expect(await house.ids('people')).toEqual(['b'])
    await house.agree()
  })
})

test('r13_of_a_hundred_at_once_one_that_is_wrong_costs_the_others_nothing', async () => {
  await using house = await House.open(server, 'hundred')
  await house.insert('lists', { id: 'l', title: 'l' })
  const insert = (index: number) => {
    const listId = index === 57 ? 'nobody' : 'l'
    return house.call('todos', 'POST', { id: `t${index}`, listId, title: `todo ${index}` })
  }
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => insert(index)))
  expect(answers.flatMap(({ status }, index) => (status === 200 ? [] : [[index, status]]))).toEqual([[57, 409]])
  // Ten of a hundred want the same value: one of them gets it.
  const wanted = await Promise.all(
    Array.from({ length: 100 }, (_, index) => house.call('lists', 'POST', { title: index % 10 === 0 ? 'wanted' : `list ${index}` })),
  )
  const refused = wanted.filter(({ status }) => status !== 200)
  expect(refused).toHaveLength(9)
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([409]))
  expect((await house.list('lists')).filter(({ title }) => title === 'wanted')).toHaveLength(1)
  expect(await house.ids('todos')).toHaveLength(99)
  await house.agree()
})

describe('rules', () => {
  test('h2_a_transform_is_stored_and_a_rule_refuses_by_name', async () => {
    await using house = await House.open(server, 'rules')
    expect(await house.insert('todos', { id: 't', title: '  trimmed\u3000' })).toMatchObject({ title: 'trimmed' })
    expect(await house.refused('todos', 'POST', { title: ' \ufeff' })).toEqual(invalid('title too_short: must have at least 1 character'))
    expect(await run(server, "SELECT title FROM todos WHERE room_id = 'rules'", 'rules')).toEqual([{ title: 'trimmed' }])
    await house.agree()
  })

  test('the_apps_functions_are_asked_on_insert_and_with_the_row_as_it_is_on_update', async () => {
    await using house = await House.open(server, 'functions')
    const event = { title: 'a', begins: 10, ends: 20 }
    const shouts = 'title custom: must not shout'
    const early = 'ends ends_early: must be after the beginning'
    const long = 'ends too_long: must be short'
    expect(await house.refused('events', 'POST', { ...event, title: 'a! ' })).toEqual(invalid(shouts))
    expect(await house.refused('events', 'POST', { ...event, ends: 5 })).toEqual(invalid(early))
    expect(await house.refused('events', 'POST', { ...event, ends: 500 })).toEqual(invalid(long))
    await house.insert('events', { id: 'e', ...event })
    expect(await house.refused('events/e', 'PUT', { title: 'b!' })).toEqual(invalid(shouts))
    // Right alone, and wrong beside what the row has.
    expect(await house.refused('events/e', 'PUT', { begins: 30 })).toEqual(invalid(early))
    expect(await house.refused('events/e', 'PUT', { ends: 111 })).toEqual(invalid(long))
    const items = [{ id: 'e', data: { ends: 9 } }]
    expect(await house.refused('events/bulk', 'PUT', { items })).toEqual(invalid(`items.0.data.${early}`))
    expect(await house.refused('events/nobody', 'PUT', { begins: 30 })).toEqual(NOT_FOUND)
    expect(await house.update('events/e', { begins: 15 })).toMatchObject({ begins: 15, ends: 20 })
    // A private column is in the row that is asked about.
    await run(server, "UPDATE events SET locked = 1 WHERE room_id = 'functions'", 'functions')
    expect(await house.refused('events/e', 'PUT', { ends: 21 })).toEqual(invalid(' custom: is locked'))
    await house.agree()
  })
})
