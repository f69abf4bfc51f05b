import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { request } from '../support/client'
import { Server } from '../support/server'
import { STORAGE } from '../support/storage'
import { House, type Row, run, startWords, VISITS } from '../support/words'

// Values of every kind, and a table that somebody else made, on the platform's own database.

describe('values', () => {
  let server: Server
  beforeAll(async () => {
    server = await startWords()
  })
  afterAll(() => server?.[Symbol.asyncDispose]())

  const WHOLE: Row = {
    text: 'a "quote", 👩‍👩‍👧 \u{10ffff} \u0001 ',
    flag: true,
    real: 0.1 + 0.2,
    whole: Number.MAX_SAFE_INTEGER,
    small: -128,
    middle: 32_767,
    large: -2_147_483_648,
    byte: 255,
    word: 65_535,
    long: 4_294_967_295,
    at: 1_753_363_200_123,
    key: '0190a5b4-6c2e-7000-8000-000000000001',
    mood: 'veryGlad',
    shape: { type: 'circle', radius: 0.1 + 0.2, label: '👋' },
    home: { street: 'Main', floor: -1 },
    mail: 'ada@example.org',
    tags: ['null', '', '🦀'],
    grid: [[], [1.5, -1e-7, 1e15]],
    shapes: [{ type: 'point' }, { type: 'circle', radius: 1, label: null }],
    any: { a: [1, 0.1 + 0.2, null, true, { '🔑': 'x' }], __text: 'no' },
  }
  const NOTHING: Row = { ...Object.fromEntries(Object.keys(WHOLE).map((name) => [name, null])), mood: 'calm', tags: [] }

  test('h8_values_of_every_kind_come_back_as_they_went_in', async () => {
    await using house = await House.open(server, 'kinds')
    const whole = { id: 'a', roomId: 'kinds', ...WHOLE }
    const nothing = { id: 'b', roomId: 'kinds', ...NOTHING }
    expect(await house.insert('samples', { id: 'a', ...WHOLE })).toEqual(whole)
    expect(await house.insertAll('samples', [{ id: 'b' }])).toEqual([nothing])
    expect(await house.list('samples')).toEqual([whole, nothing])
    // Each way into a row writes the same.
    expect(await house.update('samples/b', WHOLE)).toEqual({ ...whole, id: 'b' })
    expect((await house.call('samples/a')).body['data']).toEqual(whole)
    const items = [{ id: 'a', data: NOTHING }]
    expect((await house.call('samples/bulk', 'PUT', { items })).body['data']).toEqual([{ ...nothing, id: 'a' }])
    await house.agree()
  })

  test('h11_no_double_loses_a_digit', async () => {
    await using house = await House.open(server, 'doubles')
    const reals = [0, 5e-7, 1 / 3, 2 ** 53 + 2, 1e21, 123_456_789.123_456_78, -273.15, 0.1 + 0.7, 1e-10, 9_007_199_254_740_993]
    const items = reals.map((real, index) => ({ id: `r${index}`, real, grid: [[real]], any: real }))
    const sent = items.map(({ real, grid, any }) => ({ real, grid, any }))
    expect(await house.insertAll('samples', items)).toMatchObject(sent)
    expect(await house.list('samples')).toMatchObject(sent)
    await house.agree()
  })

  test('a_patch_replaces_a_nested_value_as_a_whole_and_names_what_is_wrong_inside', async () => {
    await using house = await House.open(server, 'nested')
    await house.insert('samples', { id: 'a', home: { street: ' Main ', floor: 3 }, mail: ' ADA@Example.ORG' })
    const row = await house.update('samples/a', { home: { street: 'Side' }, shape: { type: 'point' } })
    expect(row).toMatchObject({ home: { street: 'Side', floor: null }, shape: { type: 'point' }, mail: 'ada@example.org' })
    expect(await house.update('samples/a', { any: 'text' })).toMatchObject({ any: 'text' })
    expect(await house.update('samples/a', { any: null })).toMatchObject({ any: null })
    expect(await run(server, "SELECT typeof(any) AS any FROM samples WHERE room_id = 'nested'", 'nested')).toEqual([{ any: 'null' }])
    const wrong = { small: 128, byte: -1, mood: 'sad', shape: { type: 'square' }, home: { street: ' ', door: 1 }, tags: [1] }
    const { status, code, issues } = await house.refused('samples/a', 'PUT', wrong)
    // An unknown field gives the answer its code; what else is wrong is told all the same.
    expect([status, code]).toEqual([400, 'UNKNOWN_FIELD'])
    expect(issues.map((issue) => issue.slice(0, issue.indexOf(':'))).toSorted()).toEqual([
      'byte out_of_range',
      'home.door unknown_field',
      'home.street too_short',
      'mood not_one_of',
      'shape.type not_one_of',
      'small out_of_range',
      'tags.0 invalid_type',
    ])
    await house.agree()
  })
})

describe('an existing table', () => {
  const call = (server: Server, path: string, method?: string, body?: unknown) =>
    request(`${server.url}/api/default/visits${path}`, method, body)
  const rows = async (server: Server) => (await call(server, '')).body['visits']

  // In an object it is there, or no request gets as far: who makes it is the app's own migration.
  if (STORAGE === 'd1') test('what_it_lacks_is_named_until_it_is_there', async () => {
    await using server = await Server.start('words')
    const drift = async () => {
      const { status, body } = await call(server, '')
      expect([status, Object(body['error']).code]).toEqual([500, 'SCHEMA_DRIFT'])
      return Object(body['error']).message
    }
    expect(await drift()).toMatch(/no table `Visits`/u)
    await run(server, VISITS.replace('is_paid', 'paid').replace(', gone TEXT', ''))
    expect(await drift()).toMatch(/no column `Visits\.is_paid`/u)
    await run(server, 'ALTER TABLE Visits RENAME COLUMN paid TO is_paid')
    expect(await drift()).toMatch(/no column `Visits\.gone`/u)
    await run(server, 'ALTER TABLE Visits ADD COLUMN gone TEXT')
    expect(await rows(server)).toEqual([])
  })

  test('what_others_wrote_is_read_and_what_we_write_they_can_read', async () => {
    await using server = await startWords()
    expect(await rows(server)).toEqual([])
    await run(
      server,
      `INSERT INTO Visits VALUES ('a', '2026-01-31 12:00:00', NULL, 'true', '{"a":1}', NULL, NULL),
        ('b', '2026-01-31T12:00:00.5Z', '2026-01-31', 'false', 'no json', '2026-01-31', NULL),
        ('c', '2026-01-31T13:00:01+01:00', NULL, '1', NULL, NULL, NULL),
        ('d', '2025-01-31', NULL, 0, '7', NULL, '2026-01-01')`,
    )
    const noon = Date.UTC(2026, 0, 31, 12)
    expect(await rows(server)).toMatchObject([
      { id: 'a', at: noon, left: null, paid: true, what: { a: 1 } },
      { id: 'b', at: noon + 500, left: Date.UTC(2026, 0, 31), paid: false, what: 'no json' },
      { id: 'c', at: noon + 1000, paid: true, what: null },
    ])

    const begun = Date.now()
    const made = Object((await call(server, '', 'POST', { id: 'e', left: -1, paid: true, what: [0.1 + 0.2] })).body['data'])
    expect(made).toMatchObject({ id: 'e', left: -1, paid: true, what: [0.1 + 0.2] })
    expect(made.at).toBeGreaterThanOrEqual(begun - 1000)
    expect(made.seen).toBe(made.at)
    expect(await run(server, `SELECT arrived_at, "left" FROM Visits WHERE id = 'e'`)).toEqual([
      { arrived_at: new Date(made.at).toISOString(), left: '1969-12-31T23:59:59.999Z' },
    ])
    for (const left of [0, 999, 1_753_363_200_123, 253_402_300_799_999]) {
      const { status, body } = await call(server, '/e', 'PUT', { left })
      expect([status, body['data']]).toMatchObject([200, { left, at: made.at }])
      expect(await run(server, `SELECT "left" FROM Visits WHERE id = 'e'`)).toEqual([{ left: new Date(left).toISOString() }])
    }
    const changed = await call(server, '/a', 'PUT', { paid: false })
    expect(changed.body['data']).toMatchObject({ id: 'a', at: noon, paid: false, seen: expect.any(Number) })
    expect((await call(server, '/b', 'DELETE')).status).toBe(200)
    expect(await run(server, "SELECT gone FROM Visits WHERE id = 'b'")).toEqual([{ gone: expect.stringMatching(/^\d{4}-.*Z$/u) }])
    expect((await call(server, '/b', 'DELETE')).status).toBe(404)
    const list = await rows(server)
    expect(list).toMatchObject([{ id: 'a' }, { id: 'c' }, { ...made, left: 253_402_300_799_999, seen: expect.any(Number) }])
    expect(list).toContainEqual(changed.body['data'])
  })
})
