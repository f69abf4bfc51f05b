import { expect, test } from 'vitest'
import type { Issue } from '../../codegen-ts/client/dist/client'
import { askTypeScript, compare, describeDivergence } from './compare'
import { planted, withPlant } from './planted'
import { type Answer, readAnswers } from './rust'

/** What only a value can get that the server cannot read: it says `MALFORMED`. */
const UNREADABLE = ['not_finite', 'not_well_formed']

/** What the server alone can say. */
const SERVER_ONLY = ['invalid_json']

const { answers, summary } = readAnswers()
console.log(summary)

const codes = (all: readonly (readonly Issue[] | null)[]) => new Set(all.flatMap((issues) => issues?.map(({ code }) => code) ?? []))

/** Enough to hide a divergence among. */
const sample = () => answers.filter((_, index) => index % 10 === 0)

/** The first of the sample whose issues are so. */
function first(is: (issues: readonly Issue[]) => boolean): Answer {
  const found = sample().find(({ issues }) => issues !== null && is(issues))
  if (!found) throw new Error('no answer is like that')
  return found
}

test('l12_both_validators_say_the_same_of_every_value', () => {
  expect(answers.length).toBeGreaterThanOrEqual(40_000)
  const divergences = compare(answers)
  const words = divergences.slice(0, 10).map(describeDivergence).join('\n')
  expect(divergences.length, `${divergences.length} of ${answers.length} values differ; ${summary}\n${words}`).toBe(0)
})

test('l12_every_code_is_said_on_both_sides', () => {
  const rust = codes(answers.map(({ issues }) => issues))
  const typescript = codes(answers.map((answer) => askTypeScript(answer).issues))
  expect([...typescript, ...SERVER_ONLY].sort()).toEqual([...rust, ...UNREADABLE].sort())
})

test('l12_each_way_to_differ_is_found', () => {
  const accepted = first((issues) => issues.length === 0)
  const refused = first((issues) => issues.length === 1 && issues[0]?.code !== 'invalid_json')
  const stored = sample().find(({ value }) => typeof value === 'object' && value !== null && Object.keys(value).length > 0)
  if (!stored) throw new Error('nothing is stored')
  const limited = first((issues) => issues.some(({ code }) => code === 'too_long'))
  const company = first((issues) => issues.length > 1)
  const changed = (answer: Answer, change: (issue: Issue) => Partial<Issue>): Answer => ({
    ...answer,
    issues: (answer.issues ?? []).map((issue) => ({ ...issue, ...change(issue) })),
  })
  const planted: readonly (readonly [of: Answer, as: Answer])[] = [
    [accepted, { ...accepted, issues: refused.issues }],
    [accepted, { ...accepted, issues: null }],
    [refused, { ...refused, issues: [] }],
    [refused, changed(refused, () => ({ code: 'another' }))],
    [refused, changed(refused, () => ({ message: 'another' }))],
    [refused, changed(refused, ({ path }) => ({ path: [...path, 0] }))],
    [limited, changed(limited, () => ({ params: { max: 1 } }))],
    [limited, changed(limited, () => ({ params: {} }))],
    [stored, { ...stored, value: { ...(stored.value as object), another: 1 } }],
    [stored, { ...stored, value: {} }],
    [company, { ...company, issues: company.issues?.slice(1) ?? [] }],
    [company, { ...company, issues: [...(company.issues ?? []), ...(company.issues ?? [])] }],
  ]
  for (const [of, as] of planted) {
    const copy = sample().map((answer) => (answer === of ? as : answer))
    expect(compare(copy).map(({ answer }) => answer)).toEqual([as])
  }
})

test.each(planted)('l12_a_divergence_is_found: $collection $column, $how', (plant) => {
  const { collection, column } = plant
  // What may be written at all is asked apart from what it may hold.
  const asked = answers.filter((answer) => answer.collection === collection && (collection === 'accessCases' || answer.about === column))
  expect(asked.length).toBeGreaterThan(0)
  expect(compare(asked, withPlant(plant)).length).toBeGreaterThan(0)
})
