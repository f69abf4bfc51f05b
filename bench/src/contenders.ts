import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { ROOT } from './paths'

export type Name = 'conventional' | 'bare' | 'batched' | 'ferrosync'
export type Storage = 'd1' | 'object'
/** What they are called. */
export const STORAGES: Readonly<Record<Storage, string>> = { d1: 'D1', object: 'object' }

/** A part of a Worker, as the runtime takes it: text, or bytes in base64. */
export interface Module {
  readonly path: string
  readonly type: 'ESModule' | 'CompiledWasm'
  readonly contents: string
}

/** One of those that are measured side by side, with its rows in one of the two storages. */
export interface Contender {
  readonly name: Name
  readonly storage: Storage
  /** Whether it takes mutations over the socket, and answers them there. */
  readonly hasSocketMutations: boolean
  /** Whether it has places in its stream, and so can tell what changed. */
  readonly hasDelta: boolean
  /** How many rows it takes at once. */
  readonly bulk: number
  readonly flags: readonly string[]
  /** The main module first. */
  modules(): Promise<readonly Module[]>
  /** What makes the tables in D1. */
  statements(): Promise<readonly string[]>
}

/** Where a built Worker of ours is. */
interface Ours {
  readonly folder: string
  readonly migrations?: string
  /** Makes the tables that were there before it, empty. */
  readonly existing?: readonly string[]
}

const TODO: Readonly<Record<Storage, Ours>> = {
  d1: { folder: 'examples/todo-app', migrations: 'examples/todo-app/migrations' },
  object: { folder: 'tests/apps/todo-object' },
}

/** The Workers with many rooms: `examples/todo-app` has one. */
const WORDS: Readonly<Record<Storage, Ours>> = {
  d1: {
    folder: 'tests/apps/words',
    migrations: 'tests/apps/words/migrations',
    existing: ['CREATE TABLE Visits (id TEXT PRIMARY KEY, arrived_at TEXT NOT NULL, "left" TEXT, is_paid TEXT, what TEXT, seen TEXT, gone TEXT)'],
  },
  object: { folder: 'tests/apps/words-object' },
}

function ours(storage: Storage, { folder, migrations, existing = [] }: Ours): Contender {
  return {
    name: 'ferrosync',
    storage,
    hasSocketMutations: true,
    hasDelta: true,
    bulk: 1_000,
    flags: [],
    modules: () => built(folder),
    statements: async () => (migrations === undefined ? [] : [...existing, ...(await statementsIn(join(ROOT, migrations)))]),
  }
}

function standIn(name: Exclude<Name, 'ferrosync'>, storage: Storage): Contender {
  return {
    name,
    storage,
    hasSocketMutations: name !== 'conventional',
    hasDelta: name === 'batched',
    bulk: name === 'conventional' ? 100 : 1_000,
    // `batched` makes its digests with node's `crypto`: the platform's own would make it wait.
    flags: name === 'batched' ? ['nodejs_compat'] : [],
    modules: async () => [{ path: '/index.js', type: 'ESModule', contents: await bundle(name) }],
    statements: () => tablesOf(name),
  }
}

/** All of them, those that are most alike beside each other. */
export const CONTENDERS: readonly Contender[] = [
  standIn('conventional', 'd1'),
  standIn('bare', 'd1'),
  standIn('batched', 'd1'),
  ours('d1', TODO.d1),
  standIn('bare', 'object'),
  standIn('batched', 'object'),
  ours('object', TODO.object),
]

export const WITH_ROOMS: readonly Contender[] = [ours('d1', WORDS.d1), ours('object', WORDS.object)]

async function built(folder: string): Promise<readonly Module[]> {
  const path = (name: string) => join(ROOT, folder, 'build', name)
  try {
    return [
      { path: '/index.js', type: 'ESModule', contents: await readFile(path('index.js'), 'utf8') },
      { path: '/index_bg.wasm', type: 'CompiledWasm', contents: await readFile(path('index_bg.wasm'), 'base64') },
    ]
  } catch (error) {
    throw new Error(`${folder} is not built: \`cargo xtask bench\` does it`, { cause: error })
  }
}

/** A file ends with `;` at a line's end wherever a statement does. */
async function statementsIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.flatMap((text) => text.split(/;\s*$/mu)).filter((statement) => statement.trim() !== '')
}

async function tablesOf(name: Name): Promise<readonly string[]> {
  if (name === 'conventional') return (await import('../standins/conventional/schema.js')).DDL
  const { DDL } = await import('../standins/batched/sql.js')
  return name === 'bare' ? DDL.slice(0, 2) : DDL
}

const bundles = new Map<Name, Promise<string>>()

/** One minified module, as `wrangler deploy` would make it. */
function bundle(name: Name): Promise<string> {
  let made = bundles.get(name)
  if (made === undefined) bundles.set(name, (made = make(name)))
  return made
}

async function make(name: Name): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'bench/standins', name, 'index.js')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'import'],
    external: ['cloudflare:*', 'node:*'],
    logLevel: 'warning',
  })
  return outputFiles[0]?.text ?? ''
}
