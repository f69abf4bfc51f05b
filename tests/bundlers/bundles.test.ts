// What bundlers make of an emitted folder, run as a server would run it.
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import { appWith, type Ending, ENDINGS } from './folders'
import { type BundlerName, BUNDLERS } from './with'

const apps = {} as Record<Ending, string>

beforeAll(async () => {
  for (const ending of Object.keys(ENDINGS) as Ending[]) apps[ending] = await appWith(ending, 'bundles')
})

/** The text of a bundle, and where it is. */
async function bundled(bundler: BundlerName, ending: Ending, entry: string) {
  const out = join(apps[ending], 'out', `${bundler.replaceAll(' ', '-')}-${entry.split('.')[0]}.mjs`)
  await BUNDLERS[bundler](apps[ending], entry, out)
  return { out, text: await readFile(out, 'utf8') }
}

const task = { id: '0190c0de-0000-7000-8000-000000000001', boardId: 'b1', list: 'A', text: 'from the server' }

/** A cache as a server hands it to its page. */
const state = {
  mutations: [],
  queries: [
    {
      queryKey: ['ferrosync', 'tasks', { room: 'b1', scope: 'A' }],
      queryHash: '["ferrosync","tasks",{"room":"b1","scope":"A"}]',
      state: { data: [task], dataUpdateCount: 1, dataUpdatedAt: 1, error: null, errorUpdateCount: 0, errorUpdatedAt: 0, fetchFailureCount: 0, fetchFailureReason: null, fetchMeta: null, isInvalidated: false, status: 'success', fetchStatus: 'idle' },
    },
  ],
}

/** Who takes which ending as it is. The table in `docs/typescript.md` says the same. */
const TAKES: readonly (readonly [BundlerName, Ending])[] = [
  ['esbuild', 'none'],
  ['esbuild', 'js'],
  ['esbuild', 'ts'],
  ['rolldown', 'none'],
  ['rolldown', 'js'],
  ['rolldown', 'ts'],
  ['vite', 'none'],
  ['vite', 'js'],
  ['vite', 'ts'],
  ['next', 'none'],
  ['next', 'ts'],
  ['next with extensionAlias', 'js'],
]

test.each(TAKES)('%s takes the ending %s, and what it makes of it renders', async (bundler, ending) => {
  const { out, text } = await bundled(bundler, ending, 'app.tsx')
  // The packages are Node's; all files of the folder are in it.
  expect(text).not.toMatch(/from\s*["']\.\/sync/u)
  const { render, schema } = await import(/* @vite-ignore */ out)
  expect(schema).toMatch(/^[0-9a-f]{16}$/u)
  expect(render()).toBe('<p>loading</p>')
  expect(render(state)).toBe('<ul><li>from the server</li></ul>')
})

test('next_alone_takes_no_js_for_ts_so_that_the_docs_must_name_its_setting', async () => {
  await expect(bundled('next', 'js', 'app.tsx')).rejects.toThrow(/Can't resolve '\.\/(?:sync\/index|tasks)\.js'/u)
})

describe('on a server, where React has no hooks', () => {
  /** What becomes of a bundle where `react-server` is the condition, as in a server component. */
  const onServer = async (out: string): Promise<string> => {
    const run = promisify(execFile)(process.execPath, ['--conditions=react-server', out])
    return run.then(() => 'fine', (error: { stderr: string }) => error.stderr)
  }

  test.each(['esbuild', 'rolldown', 'vite', 'next'] as const)('%s: options work, and hooks fail loudly', async (bundler) => {
    const options = await bundled(bundler, 'none', 'options.ts')
    expect(options.text).not.toMatch(/["'](?:react|react-dom|@tanstack\/react-query)["']/u)
    expect(await onServer(options.out)).toBe('fine')
    const { queryKey, issues } = await import(/* @vite-ignore */ options.out)
    expect(queryKey).toEqual(['ferrosync', 'tasks', { room: 'b1', scope: 'A' }])
    expect(issues).toMatchObject([{ path: ['text'], code: 'required' }])

    const hooks = await bundled(bundler, 'none', 'hooks.ts')
    expect(await onServer(hooks.out)).toMatch(/createContext|useState/u)
  })
})

describe('the first word of a file', () => {
  /** Whether `'use client'` stands before all code: anywhere else it is a string that does nothing. */
  const isOfClient = async (ending: Ending, name: string): Promise<boolean> => {
    const source = ts.createSourceFile(name, await readFile(join(apps[ending], 'sync', name), 'utf8'), ts.ScriptTarget.Latest)
    const [first] = source.statements
    return first !== undefined && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression) && first.expression.text === 'use client'
  }

  test.each(Object.keys(ENDINGS) as Ending[])('ending %s: hooks are of pages, and options of everybody', async (ending) => {
    for (const name of ['react.js', 'index.ts']) expect([name, await isOfClient(ending, name)]).toEqual([name, true])
    for (const name of ['client.js', 'tasks.ts', 'types.ts']) expect([name, await isOfClient(ending, name)]).toEqual([name, false])
  })
})
