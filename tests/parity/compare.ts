import { issues } from '../emitted/everything/issues'
import { markers } from '../emitted/everything/markers'
import { members } from '../emitted/everything/members'
import { things } from '../emitted/everything/things'
import { accessCases } from '../emitted/rules/accessCases'
import type { AnyCollection, Issue } from '../../codegen-ts/client/dist/client'
import { formatCases } from '../emitted/rules/formatCases'
import { listCases } from '../emitted/rules/listCases'
import { numberCases } from '../emitted/rules/numberCases'
import { textCases } from '../emitted/rules/textCases'
import { valueCases } from '../emitted/rules/valueCases'
import type { Answer, Shape } from './rust'

/** What validates, by the names of schemas and collections. */
export type Validators = Readonly<Record<Answer['schema'], Readonly<Record<string, AnyCollection>>>>

/** The validators that are emitted. */
export const emitted: Validators = {
  everything: { issues, markers, members, things },
  rules: { accessCases, formatCases, listCases, numberCases, textCases, valueCases },
}

/** What TypeScript says of one value. */
export interface Reply {
  /** Nothing where the value is accepted; `null` where it cannot be read. */
  readonly issues: readonly Issue[] | null
  /** An accepted value as it is sent and shown. */
  readonly value?: unknown
}

/** One value on which the two sides do not agree. */
export interface Divergence {
  readonly answer: Answer
  readonly typescript: Reply
}

/** What only the server can say: what a `Json<T>` can be read from is known to Rust alone. */
const SERVER_CODES: readonly string[] = ['invalid_json']

/** What TypeScript says of a value. */
export function askTypeScript({ schema, collection: name, shape, text }: Answer, validators: Validators = emitted): Reply {
  const collection = validators[schema][name]
  if (!collection) throw new Error(`there is no collection \`${name}\``)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { issues: null }
  }
  return checks[shape](collection, value)
}

const checks: Readonly<Record<Shape, (collection: AnyCollection, value: unknown) => Reply>> = {
  insert: ({ insert }, value) => reply(insert['~standard'].validate(value)),
  patch: ({ patch }, value) => reply(patch['~standard'].validate(value)),
  id: ({ fields }, value) => {
    const issues = (fields['id']?.problems(value) ?? []).map((problem) => ({ path: [], ...problem }))
    // Whose id it is, says the path: nothing is stored.
    return { issues }
  },
}

const reply = (result: { readonly value?: unknown; readonly issues?: readonly Issue[] | undefined }): Reply =>
  result.issues ? { issues: result.issues } : { issues: [], value: result.value }

/** The values on which TypeScript says anything else than Rust. The order of issues does not count. */
export function compare(answers: readonly Answer[], validators: Validators = emitted): Divergence[] {
  return answers.flatMap((answer) => {
    const typescript = askTypeScript(answer, validators)
    return agree(answer, typescript) ? [] : [{ answer, typescript }]
  })
}

function agree(rust: Answer, typescript: Reply): boolean {
  // What the server cannot read, JavaScript may: 1e400 is an infinity there and half a surrogate pair a string. It is
  // enough that no such value passes.
  if (rust.issues === null) return typescript.issues === null || typescript.issues.length > 0
  if (typescript.issues === null) return false
  const shared = rust.issues.filter(({ code }) => !SERVER_CODES.includes(code))
  if (describeIssues(shared) !== describeIssues(typescript.issues)) return false
  return rust.issues.length > 0 || canonical(rust.value) === canonical(typescript.value)
}

function describeIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ path, code, message, params }) => canonical([path, code, message, params]))
    .sort()
    .join('\n')
}

/** One text for equal values: the order of an object's members does not count, the sign of zero does. */
function canonical(value: unknown): string {
  if (Object.is(value, -0)) return '-0'
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
  return `{${members.sort().join()}}`
}

/** A divergence in words, with the value cut short. */
export function describeDivergence({ answer, typescript }: Divergence): string {
  const { shape, collection, about, text } = answer
  return `${shape} ${collection}, ${about}: ${short(text)}\n  Rust:       ${said(answer)}\n  TypeScript: ${said(typescript)}`
}

function said({ issues, value }: Reply): string {
  if (issues === null) return 'cannot be read'
  return issues.length > 0 ? short(JSON.stringify(issues)) : `accepted as ${short(canonical(value))}`
}

const short = (text: string): string => (text.length > 600 ? `${text.slice(0, 600)}.. (${text.length} units)` : text)
