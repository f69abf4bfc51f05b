// @vitest-environment node
// The code of the pages under every flag that is promised, against what the generator writes.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { setup } from './setup'

// Each is two compilers' work, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

/** What the compiler says: nothing where all is well. */
function compile(project: string, ...options: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--project', here(project), '--pretty', 'false', ...options], (error, stdout, stderr) => {
      resolve(stdout + stderr || (error ? error.message : ''))
    })
  })
}

test('the files of the pages are an app that compiles', async () => {
  expect(await compile('tsconfig.json')).toBe('')
})

test('so are the pieces of files', async () => {
  expect(await compile('tsconfig.fragments.json')).toBe('')
})

test('the compiler reads all of them', async () => {
  const types = here('../../target/docs/app/sync/types.ts')
  await writeFile(types, (await readFile(types, 'utf8')).replaceAll('title: string', 'heading: string'))
  // From nothing, and leaving nothing: what is wrong on purpose is no start for the next time.
  const fresh = ['--incremental', 'false', '--tsBuildInfoFile', 'null']
  const [files, fragments] = [await compile('tsconfig.json', ...fresh), await compile('tsconfig.fragments.json', ...fresh)]
  await setup()
  expect(files).toMatch(/App\.tsx.*error TS/u)
  expect(files).toMatch(/App\.test\.tsx.*error TS/u)
  expect(fragments).toMatch(/fragment-react-\d+\.ts.*error TS/u)
})
