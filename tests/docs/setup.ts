import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Fence, fencesOf } from './fences'

const here = (path: string) => new URL(path, import.meta.url)

/** The pages whose code is that of one app, the one of `src/schemas/guide.rs`. */
const PAGES = ['react', 'testing', 'typescript'].map((page) => here(`../../docs/${page}.md`))

/** Where the app is put together: packages are found from there. */
const APP = fileURLToPath(here('../../target/docs/app'))

/** A fence that is no whole file is a module all the same, named by where it stands. */
const nameOf = ({ page, line, language, file }: Fence) => file ?? `fragment-${page}-${line}.${language}`

/** Puts the app of the pages together: the emitted folder with the built client, and every piece of TypeScript. */
export async function setup(): Promise<void> {
  await rm(APP, { recursive: true, force: true })
  await mkdir(APP, { recursive: true })
  await cp(fileURLToPath(here('sync')), join(APP, 'sync'), { recursive: true })
  await cp(fileURLToPath(here('../../codegen-ts/client/dist')), join(APP, 'sync'), { recursive: true })
  const fences = (await Promise.all(PAGES.map(fencesOf))).flat().filter(({ language }) => /^tsx?$/u.test(language))
  const names = new Set<string>()
  for (const fence of fences) {
    const name = nameOf(fence)
    if (names.has(name)) throw new Error(`${fence.page}.md: there are two of ${name}`)
    names.add(name)
    await writeFile(join(APP, name), fence.file ? fence.code : `${fence.code}export {}\n`)
  }
}
