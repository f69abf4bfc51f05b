import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What an app can have its imports end in, and what they end in then. */
export const ENDINGS = { none: '', js: '.js', ts: '.ts' } as const

export type Ending = keyof typeof ENDINGS

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What the build script of `apps/access` wrote, and where apps are put together: packages are found from there. */
const EMITTED = here('../apps/access/client')
const BUILT = here('../../target/bundlers')

/** Puts an app together whose imports end so, in a folder that nobody else has. */
export async function appWith(ending: Ending, user: string): Promise<string> {
  const app = join(BUILT, user, ending)
  await rm(app, { recursive: true, force: true })
  await mkdir(app, { recursive: true })
  await cp(join(EMITTED, ending), join(app, 'sync'), { recursive: true })
  // Node's own resolution wants to know what a `.js` file is.
  await writeFile(join(app, 'package.json'), '{ "type": "module", "sideEffects": false }\n')
  for (const name of await readdir(here('app'))) {
    const source = await readFile(here(`app/${name}`), 'utf8')
    await writeFile(join(app, name), source.replace(/(?<=from '\.[^']*)(?=')/gu, ENDINGS[ending]))
  }
  return app
}
