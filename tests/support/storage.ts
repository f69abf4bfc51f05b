/** Where the Workers of this run keep their rows: `vitest.config.ts` has a project for each. */
export const STORAGE = process.env['FERROSYNC_TEST_STORAGE'] === 'object' ? 'object' : 'd1'

/** The Workers that keep in their objects what others keep in D1: the same schema, and the same code. */
const TWINS: Readonly<Record<string, string>> = { 'todo-app': 'todo-object', words: 'words-object', access: 'access-object', roles: 'roles-object' }

/** The Worker that a test of `app` runs against. */
export function workerOf(app: string): string {
  if (STORAGE === 'd1') return app
  const twin = TWINS[app]
  if (twin === undefined) throw new Error(`${app} has no twin that keeps its rows in objects`)
  return twin
}
