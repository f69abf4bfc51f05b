import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Issue } from '../../codegen-ts/client/dist/client'

/** What a value is meant to be. */
export type Shape = 'insert' | 'patch' | 'id'

/** What Rust says of one value. */
export interface Answer {
  /** The folder of the emitted validators. */
  readonly schema: 'everything' | 'rules'
  readonly collection: string
  readonly shape: Shape
  /** The column that it is about, or words. */
  readonly about: string
  /** The value as JSON text. */
  readonly text: string
  /** Nothing where the value is accepted; `null` where the server cannot read it. */
  readonly issues: readonly Issue[] | null
  /** An accepted value as it is stored. */
  readonly value?: unknown
}

/** Asks Rust, as its source now is, about values that no run before has seen. What it says of the run comes with them. */
export async function askRust(): Promise<{ readonly answers: readonly Answer[]; readonly summary: string }> {
  const root = join(import.meta.dirname, '../..')
  const file = join(root, 'target/parity/values.jsonl')
  // The whole workspace, so that features are those of `cargo test` and nothing is built twice.
  const options = ['test', '--quiet', '--workspace', '--locked', '--test', 'parity', '--', '--nocapture']
  const { stdout } = await promisify(execFile)('cargo', options, { cwd: root, env: { ...process.env, FERROSYNC_PARITY_FILE: file } })
  const summary = /^parity: .*$/mu.exec(stdout)?.[0]
  if (summary === undefined) throw new Error(`cargo ran no test that answers:\n${stdout}`)
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return { answers: lines.map((line) => JSON.parse(line) as Answer), summary }
}
