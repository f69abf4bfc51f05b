import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Fence, fencesOf, isExcerpt } from './fences'
import { pages, ROOT } from './pages'

/** Where the app is put together, the one of `src/schemas/guide.rs`: packages are found from there. */
const APP = join(ROOT, 'target/docs/app')

/** A fence that is no whole file is a module all the same, named by where it stands. */
function nameOf({ page, line, language, file }: Fence): string {
  const stem = page.replace(/^docs\/|\.md$/gu, '').replaceAll('/', '-')
  return file ?? `fragment-${stem}-${line}.${language}`
}

/** Puts the app of the pages together: the emitted folder with the built client, and every piece of TypeScript. */
export async function setup(): Promise<void> {
  await rm(APP, { recursive: true, force: true })
  await mkdir(APP, { recursive: true })
  await cp(join(ROOT, 'tests/docs/sync'), join(APP, 'sync'), { recursive: true })
  await cp(join(ROOT, 'codegen-ts/client/dist'), join(APP, 'sync'), { recursive: true })
  const all = (await Promise.all((await pages()).map(fencesOf))).flat()
  const names = new Set<string>()
  for (const fence of all.filter((fence) => /^tsx?$/u.test(fence.language) && !isExcerpt(fence))) {
    const name = nameOf(fence)
    if (names.has(name)) throw new Error(`${fence.page}: there are two of ${name}`)
    names.add(name)
    await writeFile(join(APP, name), fence.file ? fence.code : `${fence.code}export {}\n`)
  }
}
