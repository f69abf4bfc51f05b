import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Miniflare } from 'miniflare'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../support/migrations'

/** The life of a schema that the host's tests live too: each of its migrations, and rows for every age. */
const snapshots = fileURLToPath(new URL('../tests/migrations/snapshots/', import.meta.url))

/** The text of a snapshot, without its head. */
async function snapshot(name: string): Promise<string> {
  const text = await readFile(join(snapshots, `migrations__chain__${name}.snap`), 'utf8')
  return text.slice(text.indexOf('\n---\n') + 5)
}

/** `0001_init`, `0002_add_columns` .. */
async function ages(): Promise<string[]> {
  const names = await readdir(snapshots)
  return names.flatMap((name) => /^migrations__chain__sql_(?<age>.+)\.snap$/u.exec(name)?.groups?.['age'] ?? []).sort()
}

let folder: string
let miniflare: Miniflare

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ferrosync-migrations-'))
  miniflare = new Miniflare({
    modules: true,
    script: 'export default {}',
    d1Databases: { STEPS: 'steps', FRESH: 'fresh' },
    compatibilityDate: '2026-01-01',
    cf: false,
  })
})

afterEach(async () => {
  await miniflare.dispose()
  await rm(folder, { recursive: true, force: true })
})

async function apply(binding: string, name: string, sql: string): Promise<void> {
  const inside = join(folder, binding)
  await mkdir(inside, { recursive: true })
  await writeFile(join(inside, name), sql)
  await migrate(miniflare, binding, inside)
}

/** What a database consists of: columns by their names, indexes and references. */
async function shape(binding: string): Promise<Record<'columns' | 'references' | 'indexes', unknown[]>> {
  const database = await miniflare.getD1Database(binding)
  const all = async (sql: string) => (await database.prepare(sql).all()).results
  const tables = "(SELECT name AS t FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%')"
  return {
    columns: await all(`SELECT t, name, type, "notnull", dflt_value, pk FROM ${tables}, pragma_table_info(t) ORDER BY t, name`),
    references: await all(
      `SELECT t, "table", "from", "to", on_delete FROM ${tables}, pragma_foreign_key_list(t) ORDER BY t, "from", "table"`,
    ),
    indexes: await all("SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name"),
  }
}

test('a life of a schema ends on the platform as it does on the host, and no row is lost', async () => {
  const names = await ages()
  expect(names.length).toBeGreaterThan(10)
  const database = await miniflare.getD1Database('STEPS')
  for (const name of names) {
    await apply('STEPS', `${name}.sql`, await snapshot(`sql_${name}`))
    const rows: string[] = JSON.parse(await snapshot(`rows_${name}`))
    await database.batch(rows.map((statement) => database.prepare(statement)))
  }

  const end: Record<string, Record<string, unknown>[]> = JSON.parse(await snapshot('end'))
  expect(Object.keys(end)).toEqual(['items', 'tasks'])
  for (const [table, rows] of Object.entries(end)) {
    expect(rows.length).toBeGreaterThan(6 * 10)
    const there: Record<string, unknown>[] = (await database.prepare(`SELECT * FROM "${table}" ORDER BY id`).all()).results
    expect(there.map(({ created_at: _, updated_at: __, ...row }) => row)).toEqual(rows)
  }
  expect((await database.prepare('PRAGMA foreign_key_check').all()).results).toEqual([])

  await apply('FRESH', '0001_init.sql', await snapshot('fresh'))
  const fresh = await shape('FRESH')
  expect(fresh.columns.length).toBeGreaterThan(10)
  expect(fresh.references.length).toBe(2)
  expect(await shape('STEPS')).toEqual(fresh)
})

test('the platform names the table and the column that an existing collection lacks', async () => {
  const database = await miniflare.getD1Database('STEPS')
  const probe = () => database.batch([database.prepare('SELECT "legacy"."id", "legacy"."colour" FROM "legacy" LIMIT 0')])
  await expect(probe()).rejects.toThrow(/no such table: legacy: SQLITE_ERROR/u)
  await database.prepare('CREATE TABLE legacy (id TEXT)').run()
  await expect(probe()).rejects.toThrow(/no such column: legacy\.colour/u)
  await database.prepare('ALTER TABLE legacy ADD COLUMN colour').run()
  await probe()
})

test('a migration that fails leaves the platform as it was', async () => {
  const names = await ages()
  const init = names[0] ?? ''
  await apply('STEPS', `${init}.sql`, await snapshot(`sql_${init}`))
  const before = await shape('STEPS')
  // Another table of this name is in its way when half of it is done.
  const broken = `DROP INDEX "todos_list";\n${await snapshot(`sql_${init}`)}`
  await expect(apply('STEPS', '0002_broken.sql', broken)).rejects.toThrow(/already exists/u)
  expect(await shape('STEPS')).toEqual(before)
})

/** An object that runs each text as ours does: in one transaction, without parameters. */
const OBJECT = `
export class Steps {
  constructor(state) { this.storage = state.storage }
  async fetch(request) {
    const texts = await request.json()
    try {
      return Response.json(this.storage.transactionSync(() => texts.map((text) => this.storage.sql.exec(text).toArray())))
    } catch (error) {
      return new Response(String(error), { status: 500 })
    }
  }
}
export default {
  fetch(request, env) { return env.STEPS.get(env.STEPS.idFromName('steps')).fetch(request) }
}`

test('a life of a schema ends in an object as it does on the host, and no row is lost', async () => {
  const script = { modules: true, script: OBJECT, durableObjects: { STEPS: { className: 'Steps', useSQLite: true } } } as const
  const own = new Miniflare({ ...script, compatibilityDate: '2026-01-01', cf: false })
  try {
    const run = async (...texts: string[]): Promise<Record<string, unknown>[][]> => {
      const answer = await own.dispatchFetch('http://steps', { method: 'POST', body: JSON.stringify(texts) })
      expect(answer.status, await answer.clone().text()).toBe(200)
      return (await answer.json()) as Record<string, unknown>[][]
    }
    for (const name of await ages()) {
      await run(await snapshot(`sql_${name}`))
      await run(...(JSON.parse(await snapshot(`rows_${name}`)) as string[]))
    }
    const end: Record<string, Record<string, unknown>[]> = JSON.parse(await snapshot('end'))
    for (const [table, rows] of Object.entries(end)) {
      const [there] = await run(`SELECT * FROM "${table}" ORDER BY id`)
      expect(there?.map(({ created_at: _, updated_at: __, ...row }) => row)).toEqual(rows)
    }
    expect(await run('PRAGMA foreign_key_check')).toEqual([[]])
  } finally {
    await own.dispose()
  }
})
