// @vitest-environment node
// The page of React has every name that an app can meet, and the first page what the client weighs.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const text = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
const [page, index, client, react, code] = await Promise.all([
  text('docs/react.md'),
  text('tests/docs/sync/index.ts'),
  text('codegen-ts/client/dist/client.d.ts'),
  text('codegen-ts/client/dist/react.d.ts'),
  text('codegen-ts/client/dist/client.js'),
])

/** What the page does not name. */
const missing = (names: Iterable<string>) => [...new Set(names)].filter((name) => !new RegExp(`(?<!\\w)${name}(?!\\w)`, 'u').test(page))

/** The properties of an interface, or the words of a union. */
function partsOf(types: string, name: string): readonly string[] {
  const [, members] = new RegExp(`interface ${name}\\b[^{]*\\{\\n(.*?)\\n\\}`, 'su').exec(types) ?? []
  const [, words = ''] = new RegExp(`type ${name} = ([^;]*);`, 'u').exec(types) ?? []
  const parts = members?.matchAll(/^(?: {4}|\t| {2})readonly (\w+)/gmu) ?? words.matchAll(/'(\w+)'/gu)
  // The one that no app sees: nobody asked for a socket, which is `disconnected` to whoever asks.
  return [...parts].map(([, part = '']) => part).filter((part) => part !== 'idle')
}

test('every name of the index', () => {
  // Rows' types are alike: the page speaks of those of todos.
  const exported = [...index.matchAll(/export (?:type |const )?\{([^}]*)\}(?! from '\.\/types')/gu)].flatMap(([, names = '']) => names.match(/\w+/gu) ?? [])
  expect(exported.length).toBeGreaterThan(40)
  expect(missing(exported)).toEqual([])
})

test.each([
  [react, 'OwnOptions', 4],
  [react, 'ConnectionProviderProps', 1],
  [react, 'LiveSyncOptions', 2],
  [react, 'MutationCallbacks', 3],
  [react, 'UseCollectionResult', 30],
  [client, 'SyncConfig', 12],
  [client, 'ConnectionState', 6],
  [client, 'PendingMutation', 5],
  [client, 'SyncErrorKind', 5],
  [client, 'ConnectionStatus', 2],
  [client, 'Link', 5],
  [client, 'Issue', 4],
] as const)('every part of $1', (types, name, least) => {
  const parts = partsOf(types, name)
  expect(parts.length).toBeGreaterThanOrEqual(least)
  expect(missing(parts)).toEqual([])
})

test('every code that the client gives', () => {
  const codes = [...code.matchAll(/"([A-Z]+(?:_[A-Z]+)+|ABANDONED|UNAVAILABLE|VALIDATION)"/gu)].map(([, found = '']) => found)
  expect(codes).toEqual(expect.arrayContaining(['NO_SYNC_ID', 'LIST_TOO_LARGE', 'QUEUE_FULL', 'TIMEOUT_ERROR']))
  expect(missing(codes)).toEqual([])
})

test('the budget of the client', async () => {
  const [readme, budget] = await Promise.all([text('README.md'), text('codegen-ts/client/scripts/budget.mjs')])
  const kilobytes = (name: string) => (Number(new RegExp(`\\b${name}: ([\\d_]+)`, 'u').exec(budget)?.[1]?.replaceAll('_', '')) / 1000).toFixed(1)
  const [said] = /at most [\d.]+ kB; with React Query and partysocket [\d.]+ kB/u.exec(readme) ?? []
  expect(said).toBe(`at most ${kilobytes('app')} kB; with React Query and partysocket ${kilobytes('everything')} kB`)
})
