import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the project is. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What was built or fetched, and rustdoc's own pages, whose links and examples rustdoc looks at. */
const PASSED_OVER = new Set(['node_modules', 'target', 'dist', 'build', 'src', 'images'])

/** Every page of the project, as paths from its root. */
export async function pages(folder = ''): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true })
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name)
    // The starter's own has a name to be filled in.
    if (!entry.isDirectory()) return /\.md(?:\.liquid)?$/u.test(path) ? [path] : []
    return entry.name.startsWith('.') || PASSED_OVER.has(entry.name) ? [] : pages(path)
  })
  return (await Promise.all(found)).flat().sort()
}
