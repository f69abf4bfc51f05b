import { readFileSync } from 'node:fs'
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

/** What Rust has said of values that no run before had seen, and how to make them again. */
export function readAnswers(): { readonly answers: readonly Answer[]; readonly summary: string } {
  const file = process.env['FERROSYNC_PARITY_FILE']
  if (file === undefined) throw new Error('the set-up has asked nobody')
  const [summary, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  return { answers: lines.map((line) => JSON.parse(line) as Answer), summary: JSON.parse(summary ?? '') }
}
