// @vitest-environment node
// Code that a page shows is code that is run: of a file of the project, of rustdoc, or of the app that these tests compile.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Fence, fencesOf, isExcerpt } from './fences'
import { pages, ROOT } from './pages'

const fences = (await Promise.all((await pages()).map(fencesOf))).flat()
const place = ({ page, line }: Fence) => `${page}:${line}`
const read = (path: string) => readFile(join(ROOT, path), 'utf8')

/** A line that stands for what is left out: `// ..` in the language's own comment, indented as it likes. */
const LEFT_OUT = /^\s*(?:\/\/|#|--|<!--|\{?\/\*) \.\.(?: -->| \*\/\}?)?$/u

/** The first part of an excerpt that its file does not have, whole lines and in order. It may be indented less. */
function missing(code: string, file: string): string | undefined {
  const lines = file.split('\n')
  const parts: string[][] = [[]]
  for (const line of code.trimEnd().split('\n')) {
    if (LEFT_OUT.test(line)) parts.push([])
    else parts.at(-1)?.push(line)
  }
  let from = 0
  for (const part of parts.map(trimmed).filter((part) => part.length > 0)) {
    const at = lines.findIndex((_, index) => index >= from && stands(part, lines.slice(index, index + part.length)))
    if (at < 0) return part.join('\n')
    from = at + part.length
  }
  return undefined
}

/** Without the empty lines round it. */
function trimmed(lines: readonly string[]): readonly string[] {
  const full = lines.flatMap((line, index) => (line.trim() ? [index] : []))
  return full.length ? lines.slice(full[0], (full.at(-1) ?? 0) + 1) : []
}

/** Whether these lines are those, but for an indentation that all of them lack. */
function stands(part: readonly string[], lines: readonly string[]): boolean {
  const [first = ''] = part
  const [there = ''] = lines
  const indentation = there.slice(0, there.length - first.length)
  if (indentation.trim()) return false
  return part.length === lines.length && part.every((line, index) => lines[index] === (line && indentation + line))
}

test('an excerpt stands in its file word for word', async () => {
  const excerpts = fences.filter(isExcerpt)
  expect(excerpts.length).toBeGreaterThan(20)
  const problems: string[] = []
  for (const fence of excerpts) {
    const file = await read(fence.file ?? '').catch(() => undefined)
    const part = file === undefined ? 'the file' : missing(fence.code, file)
    if (part !== undefined) problems.push(`${place(fence)}: ${fence.file} does not have\n${part}`)
  }
  expect(problems).toEqual([])
})

test('what is not in a file is found', () => {
  const file = 'fn a() {\n    one();\n\n    two();\n}\nfn b() {}\n'
  expect(missing('one();\n\ntwo();\n', file)).toBeUndefined()
  expect(missing('fn a() {\n// ..\n    two();\n', file)).toBeUndefined()
  expect(missing('fn b() {}\n// ..\nfn a() {\n', file)).toBe('fn a() {')
  expect(missing('one();\ntwo();\n', file)).toBe('one();\ntwo();')
  expect(missing('  one();\n\n    two();\n', file)).toBeDefined()
})

test('every piece of code is held to something', async () => {
  const loose: string[] = []
  for (const fence of fences.filter((fence) => !isExcerpt(fence))) {
    const { language, page, code } = fence
    // Compiled by `compile.test.ts`; known to `commands.test.ts`; no code.
    if (/^(?:tsx?|sh|text)$/u.test(language)) continue
    // A copy of a page whose examples rustdoc runs.
    if (language === 'rust' && (await read(page)).includes(', whose examples are run. -->')) continue
    if (language === 'json' && isJson(code)) continue
    loose.push(`${place(fence)}: ${language || 'no language'}`)
  }
  expect(loose).toEqual([])
})

function isJson(code: string): boolean {
  try {
    JSON.parse(code)
    return true
  } catch {
    return false
  }
}
