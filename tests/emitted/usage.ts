// What an app may and may not do with the emitted types. Nothing of this runs: `tsc` is the test.
import {
  type Issue,
  isSyncError,
  issues,
  type Marker,
  type MarkerPatch,
  type NewIssue,
  type NewThing,
  type Thing,
  type ThingPatch,
  things,
  useCollection,
  useLiveSync,
} from './everything'

/** Rows have every column, and those that may be null say so. */
export function row(thing: Thing): [string, number, boolean, string | null, number | null] {
  return [thing.type, thing.rank, thing.isOpen, thing.note, thing.dueAt]
}

// An insert leaves out what has a default, what may be null, and the id.
export const least: NewThing = { type: 'a' }
export const most: NewThing = { id: '1', type: 'a', isOpen: false, rank: 1, weight: 0.5, parent: null, note: undefined }
// @ts-expect-error: a column without a default
export const missing: NewThing = {}
// @ts-expect-error: the server's column
export const ofServer: NewThing = { type: 'a', projectId: 'p' }
// @ts-expect-error: no such column
export const unknownColumn: NewThing = { type: 'a', tpye: 'b' }
// @ts-expect-error: another type
export const wrongType: NewThing = { type: 1 }
// @ts-expect-error: never null
export const nothing: NewThing = { type: null }

export const patch: ThingPatch = { note: null, rank: 2 }
// @ts-expect-error: an id never changes
export const patchedId: ThingPatch = { id: '2' }
// @ts-expect-error: the server's column
export const patchedTime: ThingPatch = { updatedAt: 1 }
// @ts-expect-error: nothing of it may change
export const patchedMarker: MarkerPatch = { id: '2' }

/** The app's `Issue` goes before the client's type of that name. */
export const issue: Issue = { id: '1', order: 'first' }
export const newIssue: NewIssue = { order: 'first' }

/** Hooks know a collection by its name or as an object, and whose rows it has. */
export function useAll(projectId: string | undefined): readonly (Thing | Issue | Marker)[] {
  useLiveSync(projectId)
  const byName = useCollection('things', projectId)
  const byObject = useCollection(things, projectId)
  const shared = useCollection(issues)
  const markers = useCollection('markers')
  byObject.add({ type: 'a' })
  byObject.update({ id: '1', data: { rank: 2 } })
  // @ts-expect-error: a wrong column
  byObject.update({ id: '1', data: { rnak: 2 } })
  // @ts-expect-error: each row belongs to a room
  useCollection('things')
  // @ts-expect-error: all rows are in one room
  useCollection('issues', 'p')
  // @ts-expect-error: no such collection
  useCollection('thing', 'p')
  return [...(byName.data ?? []), ...(byObject.data ?? []), ...(shared.data ?? []), ...(markers.data ?? [])]
}

/** What is wrong with a value, before it is sent. */
export function problems(input: NewThing): readonly string[] {
  const result = things.insert['~standard'].validate(input)
  return 'issues' in result && result.issues ? result.issues.map((found) => found.message) : []
}

export function codeOf(error: unknown): string {
  return isSyncError(error) ? error.code : 'UNKNOWN'
}
