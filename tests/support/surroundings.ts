import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The checkout's target folder, or the one that cargo is told to use. */
export const TARGET = process.env['CARGO_TARGET_DIR'] ?? join(ROOT, 'target')

/**
 * Where the app is made: outside of the checkout, emptied before. Always the same place for a checkout, since cargo builds
 * what a package of another place depends on anew.
 */
export const FOLDER = join(tmpdir(), `ferrosync-starter-${createHash('sha256').update(ROOT).digest('hex').slice(0, 12)}`)

/** What a vitest of our own tells its workers, and would tell the app's. */
const OURS = /^(?:VITEST.*|NODE_ENV|TEST|MODE|DEV|PROD|SSR|BASE_URL|npm_.*|FORCE_COLOR|FERROSYNC_TEST_.*|CI)$/u

/** A user's surroundings: without our npm packages, with the tools that build Workers and the target folder of this checkout. */
export function surroundings(): NodeJS.ProcessEnv {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)))
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(join(ROOT, 'node_modules')))
  return { ...env, NO_COLOR: '1', PATH: folders.join(delimiter), CARGO_TARGET_DIR: TARGET }
}
