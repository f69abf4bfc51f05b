// @vitest-environment node
// Every line that a page tells its reader to type is known, and what can be asked of the program itself is.
import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { fencesOf } from './fences'
import { pages, ROOT } from './pages'

// wrangler takes seconds to say what it takes.
vi.setConfig({ testTimeout: 600_000 })

const read = (path: string) => readFile(join(ROOT, path), 'utf8')
const isThere = (path: string) => stat(join(ROOT, path)).then(() => true, () => false)

interface Line {
  readonly place: string
  readonly text: string
}

/** The command lines of all pages, without comments and without variables before them. */
const lines: readonly Line[] = (await Promise.all((await pages()).map(fencesOf)))
  .flat()
  .filter(({ language }) => language === 'sh')
  .flatMap(({ page, line, code }) =>
    code.split('\n').map((text, index) => ({
      place: `${page}:${line + index + 1}`,
      text: text.replace(/\s+#\s.*$|^#.*$/u, '').replace(/^(?:[A-Z_]+=\S+ )+/u, '').trim(),
    })),
  )
  .filter(({ text }) => text)

/** What a line may be, and what has to be true of it: the problem, if there is one. */
const KNOWN: readonly (readonly [RegExp, (match: RegExpExecArray) => Promise<string | undefined> | string | undefined])[] = [
  // Given to the program's own parser by `xtask/src/pages.rs`.
  [/^cargo xtask /u, () => undefined],
  [/^cargo (?:build|test)$/u, () => undefined],
  [/^cargo test -p (\S+)(?: --lib| --test (\S+))?$/u, isSuite],
  [/^cargo install worker-build --version (\S+) --locked$/u, isLocked('worker')],
  [/^cargo install wasm-bindgen-cli --version (\S+) --locked$/u, isLocked('wasm-bindgen')],
  [/^npx wrangler (.+)$/u, isOfWrangler],
  [/^npx vitest run --project (\w+)(?: (\S+))?$/u, isProject],
  [/^npm install$/u, () => undefined],
  [/^npm install (.+)$/u, arePackages],
  [/^npm run (\w+)$/u, isScript],
  [/^npm test$/u, () => isScript(['', 'test'])],
  [/^cd (\S+)$/u, () => undefined],
  [/^curl (?:-\w (?:"[^"]*"|'[^']*'|\w+) )*https?:\/\/(?:app\.example|127\.0\.0\.1:8787)(\/\S+)$/u, isPath],
]

test('every line is a command that is known', async () => {
  expect(lines.length).toBeGreaterThan(15)
  const problems: string[] = []
  for (const { place, text } of lines) {
    const matches = KNOWN.flatMap(([pattern, check]) => {
      const match = pattern.exec(text)
      return match ? [{ match, check }] : []
    })
    const [first] = matches
    const problem = first ? await first.check(first.match) : 'is none that is known'
    if (problem) problems.push(`${place}: \`${text}\` ${problem}`)
  }
  expect(problems).toEqual([])
})

async function isSuite([, name = '', suite]: readonly string[]): Promise<string | undefined> {
  const folders: Readonly<Record<string, string>> = { ferrosync: 'runtime', 'ferrosync-codegen': 'codegen-ts', 'ferrosync-macros': 'macros', 'ferrosync-tests': 'tests' }
  const folder = folders[name] ?? name
  if (!(await isThere(`${folder}/Cargo.toml`))) return 'names no crate'
  if (suite === undefined || (await isThere(`${folder}/tests/${suite}.rs`)) || (await isThere(`${folder}/tests/${suite}/main.rs`))) return undefined
  return 'names no suite'
}

/** The version of a tool is that of the crate it goes with. */
function isLocked(crate: string) {
  return async ([, version = '']: readonly string[]) => {
    const lock = await read('Cargo.lock')
    const there = new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`, 'u').exec(lock)?.[1]
    return there === version ? undefined : `should have the version ${there}`
  }
}

async function isProject([, name = '', file]: readonly string[]): Promise<string | undefined> {
  if (!(await read('tests/vitest.config.ts')).includes(`name: '${name}'`)) return 'names no project'
  return file === undefined || (await isThere(`tests/${file}`)) ? undefined : 'names no file'
}

/** A new app's scripts: pages speak of no others. */
async function isScript([, name = '']: readonly string[]): Promise<string | undefined> {
  const { scripts } = JSON.parse(await read('templates/app/package.json.liquid')) as { readonly scripts: Readonly<Record<string, string>> }
  return name in scripts ? undefined : `is no script of an app: ${Object.keys(scripts).join(', ')}`
}

/** Packages whose versions are those that our own tests run with. */
async function arePackages([, words = '']: readonly string[]): Promise<string | undefined> {
  const { devDependencies } = JSON.parse(await read('tests/package.json')) as { readonly devDependencies: Readonly<Record<string, string>> }
  for (const word of words.split(' ')) {
    const [, name = word, range] = /^(@?[^@]+)(?:@(.+))?$/u.exec(word) ?? []
    const tested = devDependencies[name]
    if (!tested) return `installs ${name}, which no test uses`
    if (range && !tested.startsWith(range)) return `installs ${name}@${range}, and the tests use ${tested}`
  }
  return undefined
}

/** The paths of the API that are no collection's. */
async function isPath([, path = '']: readonly string[]): Promise<string | undefined> {
  if (/^\/api\/(?:health|default\/todos)$/u.test(path)) return undefined
  const admin = await read('runtime/src/worker/admin.rs')
  const prefix = /const ROOMS: &str = "([^"]+)"/u.exec(admin)?.[1]
  return prefix && path.startsWith(prefix) ? undefined : 'asks for a path that is not there'
}

/** Where wrangler's answers are kept, for each takes seconds: they are the same as long as its version is. */
const { version } = JSON.parse(await read('node_modules/wrangler/package.json')) as { readonly version: string }
const kept = join(ROOT, `target/docs/wrangler-${version}.json`)
const helps = JSON.parse(await readFile(kept, 'utf8').catch(() => '{}')) as Record<string, string>

/** What wrangler says of a command. */
async function helpOf(command: readonly string[]): Promise<string> {
  const key = command.join(' ')
  const known = helps[key]
  if (known !== undefined) return known
  const env = { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }
  const wrangler = join(ROOT, 'node_modules/.bin/wrangler')
  const { stdout } = await promisify(execFile)(wrangler, [...command, '--help'], { env, cwd: join(ROOT, 'target') })
  helps[key] = stdout
  await writeFile(kept, JSON.stringify(helps))
  return stdout
}

const isOption = (word: string) => word.startsWith('-')

/** A line's words, and those of them before the first option. */
function split(line: string): { readonly words: readonly string[]; readonly names: readonly string[] } {
  const words = line.match(/"[^"]*"|\S+/gu) ?? []
  const first = words.findIndex(isOption)
  return { words, names: first < 0 ? words : words.slice(0, first) }
}

async function isOfWrangler([, line = '']: readonly string[]): Promise<string | undefined> {
  return problemOf(line, await helpOf(split(line).names))
}

/** Whether wrangler has this command, takes so many words after it, and has all its options. */
function problemOf(line: string, help: string): string | undefined {
  const { words, names } = split(line)
  // Its first line is the command with what it takes: `wrangler d1 create <name>`.
  const [, usage = ''] = /^wrangler (.*)$/mu.exec(help) ?? []
  const form = usage.split(' ')
  const command = form.filter((word) => !/^[<[]/u.test(word))
  if (command.join(' ') !== names.slice(0, command.length).join(' ')) return `is no command of wrangler, which says: ${usage}`
  const takes = form.slice(command.length)
  const given = names.length - command.length
  if (given > takes.length || given < takes.filter((word) => word.startsWith('<')).length) return `does not fit: ${usage}`
  const unknown = words.filter(isOption).filter((word) => !new RegExp(`(?:^|[\\s,])${word}(?![\\w-])`, 'mu').test(help))
  return unknown.length === 0 ? undefined : `has no ${unknown.join(', ')}`
}

test('what wrangler does not take is found', () => {
  const help = 'wrangler d1 create <name>\n\nCreate\n\nOPTIONS\n  -c, --config    A file  [string]\n      --location  A hint  [string]\n'
  expect(problemOf('d1 create todos --location weur -c a.jsonc', help)).toBeUndefined()
  expect(problemOf('d1 create todos --loc weur', help)).toContain('has no --loc')
  expect(problemOf('d1 create', help)).toContain('does not fit')
  expect(problemOf('d1 create todos notes', help)).toContain('does not fit')
  expect(problemOf('d1 make todos', help)).toContain('is no command')
})
