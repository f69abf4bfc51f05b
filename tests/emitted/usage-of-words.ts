// What an app may and may not do with nested, private and readonly columns. Nothing of this runs: `tsc` is the test.
import type { Address, Email, JsonValue, Limit, NewPerson, Person, PersonPatch, ProductPatch, Settings, Shape, Status } from './words'
import { people, useCollection } from './words'
import { zPerson, zPersonInsert, zPersonPatch } from './words/zod'

const home: Address = { street: 'Elm St 1', zip: null, kind: 'very-good', mails: ['a@b.example'], area: null }
const settings: Settings = { theme: 'Dark', limits: [{ of: 1.5 }] }

// What has a default, and what may be null, may be left out.
export const least: NewPerson = {
  fullName: 'Ann',
  email: 'ann@b.example',
  serial: 1,
  home,
  otherHomes: [],
  shapes: [{ kind: 'nothing' }, { kind: 'circle', radius: 1, label: null }, { kind: 'polygon', corners: [{ PosX: 1, PosY: 2 }] }],
  friends: [],
  settings,
  history: [settings],
}
export const patch: PersonPatch = { status: 'onTheWay', shape: null, home, extra: [1, { a: 'b' }], tags: ['12'] }
export const email: Email = least.email
export const extra: JsonValue | null | undefined = patch.extra
export const limit: Limit<number> = { of: 1 }

/** Rows have every column that leaves the server. */
export function row(person: Person): readonly [Status, Shape | null, string | null, number | null, string] {
  return [person.status, person.shape, person.home.zip, person.archivedAt, person.madeBy]
}

// @ts-expect-error: no variant of the enum
export const wrongStatus: PersonPatch = { status: 'OnTheWay' }
// @ts-expect-error: no field of the nested value
export const wrongField: PersonPatch = { home: { ...home, town: 'x' } }
// @ts-expect-error: a nested value is written as a whole
export const partOfIt: PersonPatch = { home: { street: 'Elm St 2' } }
// @ts-expect-error: no variant of the union
export const wrongVariant: PersonPatch = { shape: { kind: 'square' } }
// @ts-expect-error: a field of another variant
export const wrongVariantField: PersonPatch = { shape: { kind: 'nothing', radius: 1 } }
// @ts-expect-error: of another type, inside of a list
export const wrongItem: PersonPatch = { shapes: [{ kind: 'circle', radius: '1', label: null }] }
// @ts-expect-error: not what the foreign type has
export const wrongJson: PersonPatch = { settings: { theme: 'Grey', limits: [] } }
// @ts-expect-error: set on insert only
export const readonly: PersonPatch = { serial: 2 }
// @ts-expect-error: set on insert only
export const readonlyNumber: ProductPatch = { article_number: 2 }
// @ts-expect-error: never leaves the server
export const privateColumn: PersonPatch = { note: 'x' }
// @ts-expect-error: never leaves the server
export const privateOfRow = (person: Person) => person.note
// @ts-expect-error: the server's column
export const owner: NewPerson = { ...least, madeBy: 'me' }
// @ts-expect-error: comes with the request
export const scope: NewPerson = { ...least, teamId: null }
// @ts-expect-error: the server's column
export const deleted: PersonPatch = { archivedAt: 1 }

/** A scope is asked for beside the room. */
export function usePeople(team: string, list: string): readonly Person[] {
  const inScope = useCollection(people, team, list)
  // @ts-expect-error: products have no scope
  useCollection('products', 'a scope')
  // @ts-expect-error: no such name is in the nested value
  inScope.update({ id: '1', data: { home: { ...home, zp: '1' } } })
  return inScope.data ?? []
}

/** zod's schemas are of the same types. */
export const parsed: readonly [Person, NewPerson, PersonPatch] = [zPerson.parse(0), zPersonInsert.parse(0), zPersonPatch.parse(0)]
// @ts-expect-error: not what comes out of it
export const misread: { fullName: number } = zPerson.parse(0)
export const street: string = zPerson.shape.home.shape.street.parse('')
