import { expect, test } from 'vitest'
import * as everything from '../emitted/everything/zod'
import * as rules from '../emitted/rules/zod'
import { askTypeScript } from './compare'
import { type Answer, readAnswers } from './rust'

type Schema = typeof everything.zThingInsert

/** The schemas of an emitted `zod.ts` by the names of the collections: `people` for `zPersonInsert`. */
function schemasOf(emitted: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>) {
  const of = (name: string) => emitted[name] as Schema
  return Object.fromEntries(
    Object.entries(names).map(([collection, entity]) => [collection, { insert: of(`z${entity}Insert`), patch: of(`z${entity}Patch`) }]),
  )
}

const schemas: Readonly<Record<Answer['schema'], ReturnType<typeof schemasOf>>> = {
  everything: schemasOf(everything, {
    issues: 'Issue',
    markers: 'Marker',
    members: 'Member',
    things: 'Thing',
  }),
  rules: schemasOf(rules, {
    accessCases: 'AccessCase',
    formatCases: 'FormatCase',
    listCases: 'ListCase',
    numberCases: 'NumberCase',
    textCases: 'TextCase',
    valueCases: 'ValueCase',
  }),
}

const { answers } = readAnswers()

interface Verdict {
  /** The value as JSON with sorted keys; nothing where it is refused. */
  readonly accepted: string | undefined
  /** Where and how the rules are broken; nothing where zod refused a type before it came to the rules. */
  readonly broken: readonly string[] | undefined
}

function ofZod({ schema, collection, shape }: Answer, value: unknown): Verdict {
  if (shape === 'id') throw new Error('zod has no schema of ids')
  const result = schemas[schema][collection]?.[shape].safeParse(value)
  if (!result) throw new Error(`there is no schema of \`${collection}\``)
  if (result.success) return { accepted: sorted(result.data), broken: [] }
  const issues = result.error.issues.map((issue) => (issue.code === 'custom' ? broken(issue.path, issue.params?.['code'], issue.message) : undefined))
  const ours = issues.filter((issue) => issue !== undefined)
  return { accepted: undefined, broken: ours.length < issues.length ? undefined : ours.sort() }
}

function ofOurs(answer: Answer): Verdict {
  const { issues, value } = askTypeScript(answer)
  if (issues?.length === 0) return { accepted: sorted(value), broken: [] }
  return { accepted: undefined, broken: (issues ?? []).map(({ path, code, message }) => broken(path, code, message)).sort() }
}

const broken = (path: readonly PropertyKey[], code: unknown, message: string) => `${path.map(String).join('.')} ${String(code)}: ${message}`

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

/** What both say of a value that JavaScript can read. */
interface Asked {
  readonly answer: Answer
  readonly zod: Verdict
  readonly ours: Verdict
}

/** Both are asked once, for all tests. */
const asked: readonly Asked[] = answers.flatMap((answer) => {
  if (answer.shape === 'id') return []
  let value: unknown
  try {
    value = JSON.parse(answer.text)
  } catch {
    return []
  }
  return [{ answer, zod: ofZod(answer, value), ours: ofOurs(answer) }]
})

const describeAsked = ({ shape, collection, text }: Answer, zod: unknown, ours: unknown): string =>
  `${shape} ${collection}: ${text.slice(0, 300)}\n  zod: ${String(zod)}\n  ours: ${String(ours)}`

test('zod_accepts_what_our_validators_accept_and_makes_the_same_of_it', () => {
  const different: string[] = []
  const count = { accepted: 0, refused: 0 }
  for (const { answer, zod, ours } of asked) {
    count[ours.accepted === undefined ? 'refused' : 'accepted'] += 1
    if (zod.accepted !== ours.accepted) different.push(describeAsked(answer, zod.accepted ?? zod.broken, ours.accepted ?? ours.broken))
  }
  expect(different.length, different.slice(0, 10).join('\n')).toBe(0)
  expect(Math.min(count.accepted, count.refused)).toBeGreaterThan(5_000)
})

test('zod_says_of_rules_what_our_validators_say', () => {
  const codes = new Set<string>()
  const different: string[] = []
  for (const { answer, zod, ours } of asked) {
    if (zod.broken === undefined) continue
    // An assertion for each of so many values would take longer than all that is asked.
    if (JSON.stringify(zod.broken) !== JSON.stringify(ours.broken)) different.push(describeAsked(answer, zod.broken, ours.broken))
    for (const issue of zod.broken) codes.add(/ (\w+):/u.exec(issue)?.[1] ?? '')
  }
  expect(different.length, different.slice(0, 10).join('\n')).toBe(0)
  const rules = ['empty_patch', 'invalid_email', 'invalid_format', 'invalid_url', 'invalid_uuid', 'missing_part', 'missing_prefix', 'missing_suffix']
  rules.push('not_integer', 'not_multiple_of', 'not_one_of', 'out_of_range', 'too_few', 'too_large', 'too_long', 'too_many', 'too_short', 'too_small')
  expect([...codes]).toEqual(expect.arrayContaining(rules))
})
