// @vitest-environment node
// Every link of a page leads somewhere, and every page can be reached.
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { pages, ROOT } from './pages'

const all = await pages()
const texts = new Map(await Promise.all(all.map(async (page) => [page, prose(await readFile(join(ROOT, page), 'utf8'))] as const)))

/** A page without its code. */
function prose(text: string): string {
  let isCode = false
  const lines = text.split('\n').filter((line) => {
    const isFence = line.startsWith('```')
    if (isFence) isCode = !isCode
    return !isFence && !isCode
  })
  return lines.join('\n')
}

/** What a page links to, pictures too. */
function linksOf(page: string): readonly string[] {
  const text = (texts.get(page) ?? '').replaceAll(/`[^`\n]*`/gu, (code) => code.replaceAll(/[[\]()]/gu, '·'))
  const inline = [...text.matchAll(/\]\(([^)\s]+)\)/gu)]
  return [...inline, ...text.matchAll(/(?:src|href|srcset)="([^"]+)"/gu)].map(([, target = '']) => target)
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of (texts.get(page) ?? '').matchAll(/^#+ (.+)$/gmu)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1').toLowerCase()
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(' ', '-')
    let name = anchor
    for (let number = 1; anchors.has(name); number += 1) name = `${anchor}-${number}`
    anchors.add(name)
  }
  return anchors
}

/** The file of the project that a link leads to, and the heading in it. */
function targetOf(page: string, link: string): { readonly path: string; readonly anchor: string | undefined } {
  const [path = '', anchor] = link.split('#')
  return { path: path ? normalize(join(dirname(page), decodeURI(path))).replace(/\/$/u, '') : page, anchor }
}

const isOurs = (link: string) => !/^[a-z]+:/u.test(link)

test('links lead to files and headings that are there', async () => {
  const broken: string[] = []
  let count = 0
  for (const page of all) {
    for (const link of linksOf(page).filter(isOurs)) {
      count += 1
      const { path, anchor } = targetOf(page, link)
      const found = await stat(join(ROOT, path)).catch(() => undefined)
      if (!found || path.startsWith('..') || (anchor !== undefined && !anchorsOf(path).has(anchor))) broken.push(`${page}: ${link}`)
    }
  }
  expect(count).toBeGreaterThan(100)
  expect(broken).toEqual([])
})

test('links to elsewhere are whole and safe', () => {
  const outside = all.flatMap((page) => linksOf(page).filter((link) => !isOurs(link)))
  expect(outside.filter((link) => !/^https:\/\/[\w.-]+\.[a-z]+(?:\/|$)/u.test(link))).toEqual([])
})

test('every page can be reached from the first one', () => {
  const reached = new Set(['README.md'])
  for (const page of reached) {
    for (const link of linksOf(page).filter(isOurs)) {
      const { path } = targetOf(page, link)
      // A folder shows its own first page.
      for (const next of [path, join(path, 'README.md')]) if (texts.has(next)) reached.add(next)
    }
  }
  expect(all.filter((page) => !reached.has(page))).toEqual([])
})

test('anchors are GitHub’s', () => {
  texts.set('test', '# The app’s `own` code\n## A.B, c-d!\n## A.B, c-d!\n# [Link](x.md)s_1')
  expect([...anchorsOf('test')]).toEqual(['the-apps-own-code', 'ab-c-d', 'ab-c-d-1', 'links_1'])
  texts.delete('test')
})
