import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { unstable_splitSqlQuery as split } from 'wrangler'

/** Applies the `.sql` files of `folder` that `database` has not seen, in their order. */
export async function migrate(miniflare: Miniflare, binding: string, folder: string): Promise<void> {
  const database = await miniflare.getD1Database(binding)
  await database.prepare('CREATE TABLE IF NOT EXISTS d1_migrations (name TEXT PRIMARY KEY)').run()
  const [seen] = await database.prepare('SELECT json_group_array(name) FROM d1_migrations').raw<[string]>()
  const done = new Set<unknown>(seen ? JSON.parse(seen[0]) : [])
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql') && !done.has(name))
  for (const name of names.sort()) {
    const statements = split(await readFile(join(folder, name), 'utf8'))
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ])
  }
}
