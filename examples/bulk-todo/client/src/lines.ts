import type { SyncError } from './sync'

/** What is wrong with a line of the box. */
export interface WrongLine {
  /** From 1. */
  readonly line: number
  readonly message: string
}

/** The lines with something in them. */
export function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter(Boolean)
}

/** What the issues of a refused `addMany` say of its rows, when these begin after `before` other lines: one of each line. */
export function wrongLines({ details }: SyncError, before: number): WrongLine[] {
  const wrong = new Map<number, string>()
  for (const { path, message } of details.issues) {
    const [, row] = path
    if (typeof row === 'number' && !wrong.has(row)) wrong.set(row, message)
  }
  return [...wrong].map(([row, message]) => ({ line: before + row + 1, message }))
}

/** Where a line stands in the text: from its first character to behind its last. */
export function placeOf(text: string, line: number): readonly [from: number, to: number] {
  const lines = text.split('\n')
  const from = lines.slice(0, line - 1).reduce((length, { length: more }) => length + more + 1, 0)
  return [from, from + (lines[line - 1]?.length ?? 0)]
}
