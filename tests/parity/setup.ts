import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const FILE = 'FERROSYNC_PARITY_FILE'

/** Asks Rust, as its source now is, unless a `cargo test` right before has: `cargo xtask test` says where it wrote. */
export async function setup(): Promise<void> {
  if (process.env[FILE] !== undefined) return
  const root = join(import.meta.dirname, '../..')
  const file = join(root, 'target/parity/values.jsonl')
  // The whole workspace, so that features are those of `cargo test` and nothing is built twice.
  const options = ['test', '--quiet', '--workspace', '--locked', '--test', 'parity']
  await promisify(execFile)('cargo', options, { cwd: root, env: { ...process.env, [FILE]: file } })
  process.env[FILE] = file
}
