import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout: this file runs from its place in it, or bundled from the checkout's `node_modules`. */
export const ROOT = (() => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'bench/package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error('the checkout was moved')
    folder = above
  }
  return folder
})()

/** Where results and all that is temporary go. On a disk: the servers' commits are to be real. */
export const OUT = join(resolve(ROOT, process.env['CARGO_TARGET_DIR'] ?? 'target'), 'bench')

export async function folder(path: string): Promise<string> {
  await mkdir(path, { recursive: true })
  return path
}
