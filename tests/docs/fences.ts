import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './pages'

/** A piece of code of a page. */
export interface Fence {
  /** The page's path from the project's root. */
  readonly page: string
  /** The line that it begins in, from 1. */
  readonly line: number
  readonly language: string
  /**
   * The file that it is the whole of, where it says so: ```` ```tsx TodoForm.tsx ````. One with a folder is a file of the project
   * that has this code: ```` ```rust examples/todo-app/src/lib.rs ````.
   */
  readonly file: string | undefined
  readonly code: string
}

/** Whether the code is a part of a file of the project. */
export const isExcerpt = ({ file }: Fence) => file?.includes('/') ?? false

/** The fenced code of a page, in order. */
export async function fencesOf(page: string): Promise<readonly Fence[]> {
  const fences: Fence[] = []
  let open: { readonly line: number; readonly info: string; readonly lines: string[] } | undefined
  for (const [index, line] of (await readFile(join(ROOT, page), 'utf8')).split('\n').entries()) {
    if (!line.startsWith('```')) open?.lines.push(line)
    else if (!open) open = { line: index + 1, info: line.slice(3), lines: [] }
    else {
      const [language = '', file] = open.info.split(' ')
      fences.push({ page, line: open.line, language, file, code: `${open.lines.join('\n')}\n` })
      open = undefined
    }
  }
  if (open) throw new Error(`${page}: the fence of line ${open.line} has no end`)
  return fences
}
