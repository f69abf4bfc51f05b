import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Module } from '../contenders'
import { ROOT } from '../paths'

/** What is put round a Worker: `slow` is a distant D1, `probe` counts what it asks its storage for. */
export type Wrapper = 'slow' | 'probe'

/** The Worker with a module of ours as its main one. */
export async function wrap(modules: readonly Module[], wrapper: Wrapper): Promise<readonly Module[]> {
  const contents = await readFile(join(ROOT, 'bench/src/server', `${wrapper}.js`), 'utf8')
  return [{ path: `/${wrapper}.js`, type: 'ESModule', contents }, ...modules]
}
