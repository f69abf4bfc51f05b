import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// One file at a time: each starts a runtime of its own, and the machine may have two cores. All in one process, because
// loading wrangler takes longer than many a test.
const process = { pool: 'forks', isolate: false, poolOptions: { forks: { singleFork: true } } } as const
const shared = { ...process, fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000, teardownTimeout: 20_000 }

/** What is as true of rows in the objects' own storage as of those in D1. */
const ON_BOTH = ['access', 'bad-input', 'converge', 'costs', 'crash', 'delta', 'doors', 'groups', 'http', 'kill', 'middleware', 'order', 'socket', 'storage', 'words', 'words-*']
const onObjects = { include: ON_BOTH.map((name) => `workerd/${name}.test.ts`), env: { FERROSYNC_TEST_STORAGE: 'object' } }

/** What waits for the clock, and leaves the machine to others meanwhile: of rows in both places, and many at the same time. */
const WAITING = ['late', 'sleep'].map((name) => `workerd/${name}.test.ts`)

/** The code of `docs/`, put together by the set-up as an app, whose components run in a page of a kind. */
const docs = {
  include: ['docs/**/*.test.{ts,tsx}'],
  globalSetup: ['docs/setup.ts'],
  environment: 'happy-dom',
  // Testing Library cleans up after each test where it finds the runner's globals.
  globals: true,
}
const alias = { '@docs': fileURLToPath(new URL('../target/docs/app', import.meta.url)) }

/** The bindings of `emitted/` have no built client of their own. */
const client = fileURLToPath(new URL('../codegen-ts/client/dist', import.meta.url))
const built = [{ find: /^\.\/(client|react)$/u, replacement: `${client}/$1.js` }]

export default defineConfig({
  test: {
    fileParallelism: false,
    projects: [
      { resolve: { alias: built }, test: { ...shared, name: 'parity', include: ['parity/**/*.test.ts'], globalSetup: ['parity/setup.ts'] } },
      { test: { ...shared, name: 'workerd', include: ['workerd/**/*.test.ts'], exclude: WAITING } },
      { test: { ...shared, ...onObjects, name: 'objects' } },
      { test: { ...shared, name: 'waiting', include: WAITING } },
      { test: { ...shared, name: 'browser', include: ['browser/**/*.test.ts'] } },
      { test: { ...shared, name: 'starter', include: ['starter/**/*.test.ts'] } },
      { test: { ...shared, name: 'commands', include: ['commands/**/*.test.ts'] } },
      { test: { ...shared, name: 'bundlers', include: ['bundlers/**/*.test.ts'] } },
      { test: { ...process, name: 'next', include: ['next/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 600_000 } },
      { resolve: { alias }, esbuild: { jsx: 'automatic' }, test: { ...shared, ...docs, name: 'docs' } },
    ],
  },
})
