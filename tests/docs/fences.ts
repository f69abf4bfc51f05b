import { readFile } from 'node:fs/promises'

/** A piece of code of a page. */
export interface Fence {
  readonly page: string
  /** The line that it begins in, from 1. */
  readonly line: number
  readonly language: string
  /** The file that it is the whole of, where it says so: ```` ```tsx TodoForm.tsx ````. */
  readonly file: string | undefined
  readonly code: string
}

/** The fenced code of a page, in order. */
export async function fencesOf(page: URL): Promise<readonly Fence[]> {
  const name = page.pathname.replace(/.*\/|\.md$/gu, '')
  const fences: Fence[] = []
  let open: { readonly line: number; readonly info: string; readonly lines: string[] } | undefined
  for (const [index, line] of (await readFile(page, 'utf8')).split('\n').entries()) {
    if (!line.startsWith('```')) open?.lines.push(line)
    else if (!open) open = { line: index + 1, info: line.slice(3), lines: [] }
    else {
      const [language = '', file] = open.info.split(' ')
      fences.push({ page: name, line: open.line, language, file, code: `${open.lines.join('\n')}\n` })
      open = undefined
    }
  }
  if (open) throw new Error(`${name}.md: the fence of line ${open.line} has no end`)
  return fences
}
