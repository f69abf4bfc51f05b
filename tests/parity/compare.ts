import type { AnyCollection, Issue } from '../emitted/everything/client'
import { issues } from '../emitted/everything/issues'
import { markers } from '../emitted/everything/markers'
import { members } from '../emitted/everything/members'
import { things } from '../emitted/everything/things'
import type { Answer, Shape } from './rust'

const collections: Readonly<Record<string, AnyCollection>> = { issues, markers, members, things }

/** One value on which the two sides do not agree. */
export interface Divergence {
  readonly answer: Answer
  readonly typescript: readonly Issue[] | null
}

/** What TypeScript says of a value; `null` where it cannot read it. */
export function askTypeScript({ collection: name, shape, text }: Pick<Answer, 'collection' | 'shape' | 'text'>): readonly Issue[] | null {
  const collection = collections[name]
  if (!collection) throw new Error(`there is no collection \`${name}\``)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return checks[shape](collection, value)
}

const checks: Readonly<Record<Shape, (collection: AnyCollection, value: unknown) => readonly Issue[]>> = {
  insert: (collection, value) => collection.insert['~standard'].validate(value).issues ?? [],
  patch: (collection, value) => collection.patch['~standard'].validate(value).issues ?? [],
  id: (collection, value) => (collection.fields['id']?.problems(value) ?? []).map((problem) => ({ path: [], ...problem })),
}

/** The values on which TypeScript says anything else than Rust. The order of issues does not count. */
export function compare(answers: readonly Answer[]): Divergence[] {
  return answers.flatMap((answer) => {
    const typescript = askTypeScript(answer)
    return agree(answer.issues, typescript) ? [] : [{ answer, typescript }]
  })
}

function agree(rust: readonly Issue[] | null, typescript: readonly Issue[] | null): boolean {
  // What the server cannot read, JavaScript may: 1e400 is an infinity there and half a surrogate pair a string. It is
  // enough that no such value passes.
  if (rust === null) return typescript === null || typescript.length > 0
  return typescript !== null && canonical(rust) === canonical(typescript)
}

function canonical(issues: readonly Issue[]): string {
  const each = issues.map(({ path, code, message, params }) => JSON.stringify([path, code, message, Object.entries(params).sort()]))
  return each.sort().join('\n')
}

/** A divergence in words, with the value cut short. */
export function describeDivergence({ answer, typescript }: Divergence): string {
  const { shape, collection, about, text } = answer
  const value = text.length > 400 ? `${text.slice(0, 400)}.. (${text.length} units)` : text
  return `${shape} ${collection}, ${about}: ${value}\n  Rust:       ${said(answer.issues)}\n  TypeScript: ${said(typescript)}`
}

function said(issues: readonly Issue[] | null): string {
  if (issues === null) return 'cannot be read'
  return issues.length > 0 ? JSON.stringify(issues) : 'accepted'
}
