import {
  type AnyCollection,
  boolean,
  choice,
  contains,
  defineCollection,
  each,
  email,
  endsWith,
  type Field,
  field,
  int,
  integer,
  items,
  json,
  type Kind,
  length,
  list,
  lowercase,
  multipleOf,
  number,
  object,
  oneOf,
  pattern,
  range,
  refined,
  type Rule,
  said,
  startsWith,
  text,
  timestamp,
  trim,
  union,
  uppercase,
  url,
  uuid,
  uuidText,
  whole,
} from '../../codegen-ts/client/dist/client'
import { emitted, type Validators } from './compare'

/** A column whose validator is a little wrong. */
export interface Plant {
  readonly collection: string
  readonly column: string
  /** What is wrong with it. */
  readonly how: string
  readonly field: Field<unknown>
}

/** A column of the schema that is compared, by what its validator is instead: a nullable one of this kind with these rules. */
function plants<T>(collection: string, column: string, kind: Kind<T>, wrong: Readonly<Record<string, readonly Rule<NoInfer<T>>[]>>): Plant[] {
  return Object.entries(wrong).map(([how, rules]) => ({ collection, column, how, field: field(kind, { nullable: true, rules }) }))
}

/** The same for a column whose kind is what is wrong. */
function kinds(collection: string, column: string, wrong: Readonly<Record<string, Kind<unknown>>>): Plant[] {
  return Object.entries(wrong).map(([how, kind]) => ({ collection, column, how, field: field(kind, { nullable: true }) }))
}

const unitLength: Rule<string> = (value, report) => (value.length > 5 ? length(0, 5)('aaaaaa', report) : length(2)(value, report))
const status = choice(['open', 'inProgress', 'done'])
const mail = refined(text, [lowercase, email])

/** One way, or several, to differ for each rule and each type. */
export const planted: readonly Plant[] = [
  ...plants('textCases', 'trimmed', text, {
    'does not trim': [],
    "trims as Rust's own": [(value) => value.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, '')],
    'trims U+0085 too': [(value) => value.replace(/^[\s\x85]+|[\s\x85]+$/g, '')],
  }),
  ...plants('textCases', 'lower', text, {
    'stays as it is': [],
    'ASCII only': [(value) => value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())],
  }),
  ...plants('textCases', 'upper', text, {
    'stays as it is': [],
    'letter by letter': [(value) => Array.from(value, (letter) => (letter.toUpperCase().length > letter.length ? letter : letter.toUpperCase())).join('')],
  }),
  ...plants('textCases', 'short', text, {
    'max off by one': [length(2, 6)],
    'min off by one': [length(1, 5)],
    'UTF-16 units': [unitLength],
  }),
  ...plants('textCases', 'said', text, { 'own words': [length(3)] }),
  ...plants('textCases', 'filled', text, { 'may be empty': [] }),
  ...plants('textCases', 'tidy', text, {
    'length before trim': [length(1, 4), trim, lowercase],
    'no lower case': [trim, length(1, 4)],
  }),
  ...plants('textCases', 'start', text, { 'another prefix': [startsWith('a"')], 'anywhere': [contains('a"\\')] }),
  ...plants('textCases', 'end', text, { 'no suffix': [], 'another suffix': [endsWith('.')] }),
  ...plants('textCases', 'part', text, { 'no part': [], 'composed': [contains('é')] }),
  ...plants('textCases', 'choice', text, { 'one less': [oneOf(['a', 'b c', '"', '漢'])], 'another order': [oneOf(['b c', 'a', '"', '漢', '__proto__'])] }),
  ...plants('textCases', 'many', text, { 'the first issue only': [trim, uppercase, length(2, 3)] }),

  ...plants('formatCases', 'email', text, {
    'anything': [],
    'trims': [trim, email],
    'a label of any length': [(value, report) => email(value.replace(/h{64}/g, 'h'), report)],
  }),
  ...plants('formatCases', 'address', text, { 'not lower case': [trim, said(email, 'no address')], 'own words': [trim, lowercase, email] }),
  ...plants('formatCases', 'url', text, {
    'anything': [],
    'any port': [(value, report) => url(value.replace(/:\d+/, ''), report)],
    'white space in the end': [(value, report) => url(value.trim(), report)],
  }),
  ...plants('formatCases', 'key', text, { 'upper case too': [(value, report) => uuidText(value.toLowerCase(), report)] }),
  ...plants('formatCases', 'slug', text, { 'not to the end': [said(pattern('^[a-z0-9]+(?:-[a-z0-9]+)*'), 'must match the pattern ^[a-z0-9]+(?:-[a-z0-9]+)*$')] }),
  ...plants('formatCases', 'one', text, { 'line ends too': [pattern('^[^]$', '^.$')], 'UTF-16 units': [(value, report) => pattern('^.$')(value.replace(/[^\n\r\u2028\u2029]{2}/, '\n'), report)] }),
  ...plants('formatCases', 'digits', text, { 'two at least': [pattern('[0-9][0-9][0-9]', '\\d{2,3}')] }),

  ...kinds('numberCases', 'i8', { 'one more': int(-128, 128), 'any': integer }),
  ...kinds('numberCases', 'u16', { 'negative too': int(-1, 65_535) }),
  ...kinds('numberCases', 'u32', { 'any': integer, 'with fractions': number }),
  ...kinds('numberCases', 'i64', { 'the next one': int(-(2 ** 53), 2 ** 53) }),
  ...plants('numberCases', 'closed', integer, { 'min not included': [range({ above: -2, max: 300 })], 'max off by one': [range({ min: -2, max: 301 })] }),
  ...plants('numberCases', 'open', integer, { 'zero too': [range({ min: 0, below: 9_007_199_254_740_990 })], 'no end': [range({ above: 0 })] }),
  ...plants('numberCases', 'positive', int(-(2 ** 31), 2 ** 31 - 1), { 'from one': [range({ min: 1 })] }),
  ...plants('numberCases', 'fives', int(-(2 ** 31), 2 ** 31 - 1), { 'no multiple': [], 'tens': [multipleOf(10)] }),
  ...plants('numberCases', 'choice', integer, { 'one more': [oneOf([1, -2, 300, 0])] }),
  ...plants('numberCases', 'ratio', number, { 'the end too': [range({ min: -0.5, max: 1.5 })] }),
  ...plants('numberCases', 'tenths', number, { 'exactly': [multipleOf(0.1)], 'too roughly': [multipleOf(0.1, 1e-6)] }),
  ...plants('numberCases', 'quarters', number, { 'own words': [multipleOf(0.25, 1e-9)] }),
  ...plants('numberCases', 'whole', number, { 'with fractions': [], 'only safe ones': [range({ min: -(2 ** 53), max: 2 ** 53 }), whole] }),
  ...plants('numberCases', 'time', timestamp, { 'no end': [range({ min: 0 })] }),

  ...plants<boolean[]>('listCases', 'few', list(boolean), { 'max off by one': [items(1, 4)], 'no limits': [] }),
  ...plants<string[]>('listCases', 'words', list(text), { 'the list instead of the items': [items(1, 2)], 'no rules': [] }),
  ...plants<string[]>('listCases', 'tags', list(text), {
    'not trimmed': [items(undefined, 2), each(lowercase, said(length(undefined, 3), 'is too long'))],
    'own words': [items(undefined, 2), each(trim, lowercase, length(undefined, 3))],
    'the first item only': [items(undefined, 2), (value, report) => void each<string>(trim, lowercase, said(length(undefined, 3), 'is too long'))(value.slice(0, 1), report)],
  }),
  ...plants<string[][]>('listCases', 'nested', list(list(text)), { 'the outer list': [items(undefined, 1)] }),
  ...kinds('listCases', 'keys', { 'of texts': list(text), 'one only': uuid }),

  ...kinds('valueCases', 'status', { 'one less': choice(['open', 'inProgress']), 'another order': choice(['done', 'open', 'inProgress']), 'any text': text }),
  ...kinds('valueCases', 'mail', { 'no rules': text, 'not lower case': refined(text, [email]) }),
  ...plants('valueCases', 'shortMail', text, {
    'the type before the trim': [lowercase, email, trim, endsWith('.org'), said(length(undefined, 12), 'too long for the column')],
    'the column only': [lowercase, trim, endsWith('.org'), said(length(undefined, 12), 'too long for the column')],
  }),
  ...kinds('valueCases', 'score', { 'no rules': int(0, 255), 'no type': refined(integer, [range({ min: 10, max: 100 }), multipleOf(10)]) }),
  ...plants<string[]>('valueCases', 'mails', list(mail), { 'no limit': [] }),
  ...plants<unknown[]>('valueCases', 'addresses', list(json), { 'anything': [items(1)] }),
  ...kinds('valueCases', 'grid', {
    'a field less': list(list(object({ long_side: field(integer) }))),
    'all required': list(list(object({ long_side: field(int(-(2 ** 31), 2 ** 31 - 1)), short_side: field(number, { rules: [range({ min: -90, max: 90 })] }) }))),
    'other names': list(list(object({ longSide: field(integer), short_side: field(number, { nullable: true }) }))),
  }),
  ...kinds('valueCases', 'shape', {
    'a variant less': union('type', { point: {}, circle: { radius: field(number, { rules: [range({ above: 0 })] }) } }),
    'another tag': union('kind', { point: {}, circle: { radius: field(number) }, longPath: { points: field(json) } }),
    'anything': json,
  }),
  ...kinds('valueCases', 'address', { 'anything': json, 'any object of one field': object({ street: field(text), status: field(status) }) }),
  ...kinds('valueCases', 'anything', { 'no depth': (value) => value ?? undefined, 'texts only': text }),
  { collection: 'accessCases', column: 'kind', how: 'not read-only', field: field(status) },
  { collection: 'accessCases', column: 'origin', how: 'required', field: field(text, { readonly: true }) },
  { collection: 'accessCases', column: 'list', how: "the client's", field: field(uuid) },
  { collection: 'accessCases', column: 'title', how: 'may be null', field: field(text, { nullable: true }) },
  { collection: 'accessCases', column: 'secret', how: 'known', field: field(text, { nullable: true }) },
]

/** The emitted validators with the wrong column in the right one's place. */
export function withPlant(plant: Plant): Validators {
  return { ...emitted, rules: { ...emitted.rules, [plant.collection]: wrongCollection(plant) } }
}

function wrongCollection({ collection: name, column, field: wrong }: Plant): AnyCollection {
  const right = emitted.rules[name]
  if (!right) throw new Error(`there is no collection \`${name}\``)
  const fields = { ...right.fields, [column]: wrong }
  return defineCollection<string, Record<string, unknown>, unknown, unknown>({ name, room: 'default', orderBy: right.orderBy, fields })
}
