// Compiled, never run: each `@ts-expect-error` is a mistake that the types must catch.
import { type QueryClient, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { expectTypeOf } from 'vitest'
import { defineCollection, field, type ListScope, text, uuid } from '../fixture/client'
import { createSyncHooks as hooksOf, useSuspenseCollection } from '../fixture/react'
import {
  type ActionType,
  type Card,
  cards,
  type CollectionKeys,
  type CollectionName,
  type Collections,
  configureSync,
  type ConnectionStatus,
  createSyncHooks,
  DEFAULT_SYNC_ID,
  type EntityMap,
  type InferEntity,
  type InferInsert,
  type InferUpdate,
  type InsertMap,
  type Line,
  lines,
  type MutationPayload,
  type NewTodo,
  type Note,
  notes,
  type PendingMutation,
  type PendingMutationInfo,
  type Scope,
  type SyncError,
  type Task,
  tasks,
  type Todo,
  type TodoPatch,
  todos,
  toPatch,
  type UpdateMap,
  useCollection,
  type UseCollectionOptions,
  type UseCollectionResult,
  useLiveSync,
  useUserCollection,
  useUserLiveSync,
  type WithId,
  type WsBroadcastEvent,
  type WsEvent,
  WsEventSchema,
  type WsSyncInitEvent,
} from '../fixture'

export function names() {
  const byName = useCollection('todos')
  const byObject = useCollection(todos)
  expectTypeOf(byName).toEqualTypeOf(byObject)
  expectTypeOf(byName.data).toEqualTypeOf<Todo[]>()
  expectTypeOf(byName.error).toEqualTypeOf<SyncError | null>()
  // @ts-expect-error no such collection
  useCollection('todo')
  // @ts-expect-error a single-tenant collection has no sync id
  useCollection('todos', 'p1')
  // @ts-expect-error a multi-tenant collection needs one
  useCollection('cards')
  // @ts-expect-error a sync id is a string
  useCollection(cards, 1)
  useCollection('cards', undefined)
  useCollection(cards, 'p1', { enabled: false, staleTime: 1000, meta: { a: 1 } })
  useCollection('todos', { refetchInterval: 1000 })
  useCollection('todos', { optimisticUpdates: false })
  // @ts-expect-error options that do not exist are no options
  useCollection('todos', { optimisticUpdate: false })
  // @ts-expect-error the key is the collection's
  useCollection('todos', { queryKey: ['mine'] })
}

export function mutations() {
  const { add, update, remove, addMany, updateMany, removeMany, isPending, data } = useCollection('todos')
  expectTypeOf(add({ title: 'a' })).toEqualTypeOf<{ readonly id: string; readonly saved: Promise<Todo | undefined> }>()
  add({ title: 'a', content: undefined, completed: undefined }, { onSuccess: (row) => expectTypeOf(row).toEqualTypeOf<Todo | undefined>() })
  update({ id: 'x', data: { content: null } }, { onError: (error) => expectTypeOf(error).toEqualTypeOf<SyncError>() })
  expectTypeOf(remove('x').saved).toEqualTypeOf<Promise<void>>()
  expectTypeOf(addMany([{ title: 'a' }]).saved).toEqualTypeOf<Promise<Todo[]>>()
  updateMany([{ id: 'x', data: { title: 'b' } }])
  removeMany(['x'])
  isPending(data[0] as Todo)
  // @ts-expect-error required
  add({})
  // @ts-expect-error not a field
  add({ title: 'a', nope: 1 })
  // @ts-expect-error the server writes it
  add({ title: 'a', createdAt: 1 })
  // @ts-expect-error of the wrong type
  update({ id: 'x', data: { completed: 'yes' } })
  // @ts-expect-error the id never changes
  update({ id: 'x', data: { id: 'y' } })
  // @ts-expect-error not nullable
  update({ id: 'x', data: { title: null } })
  // @ts-expect-error ids are strings
  remove(1)
}

export function scopes(scope: string | undefined) {
  expectTypeOf(useCollection('tasks', 'p1').data).toEqualTypeOf<Task[]>()
  expectTypeOf(useCollection('tasks', 'p1', 'A').data).toEqualTypeOf<Task[]>()
  expectTypeOf(useCollection(lines, 's1').data).toEqualTypeOf<Line[]>()
  useCollection(tasks, 'p1', { enabled: false })
  useCollection(tasks, 'p1', scope, { enabled: false })
  useCollection(tasks, undefined, scope)
  useCollection('lines')
  useCollection('lines', { staleTime: 1 })
  useCollection('lines', scope, { staleTime: 1 })
  // @ts-expect-error a multi-tenant collection needs a sync id, with a scope too
  useCollection('tasks')
  // @ts-expect-error this collection has no scopes
  useCollection('cards', 'p1', 'A')
  // @ts-expect-error nor has this one, whose rows are all in one room
  useCollection('todos', 'A')
  // @ts-expect-error a scope is a string
  useCollection('tasks', 'p1', null)
  // @ts-expect-error a scope stands before the options
  useCollection('tasks', 'p1', {}, 'A')
  // @ts-expect-error a single-tenant collection has no sync id beside its scope
  useCollection('lines', 'default', 's1')
}

export function columns() {
  const { add, update } = useCollection(tasks, 'p1', 'A')
  add({ title: 'a', code: 'c', tags: ['x'] })
  // @ts-expect-error the scope comes with the call
  add({ title: 'a', listId: 'A' })
  // @ts-expect-error the owner is whoever asks
  add({ title: 'a', ownerId: 'me' })
  // @ts-expect-error the server marks what is deleted
  update({ id: 'x', data: { deletedAt: null } })
  // @ts-expect-error set on insert only
  update({ id: 'x', data: { code: 'c' } })
  // @ts-expect-error a row stays in its scope
  update({ id: 'x', data: { listId: 'B' } })
}

export function live() {
  useLiveSync()
  useLiveSync('p1', { onError: (error) => expectTypeOf(error).toEqualTypeOf<SyncError>() })
  useLiveSync(undefined)
  // @ts-expect-error no such option
  useLiveSync('p1', { scope: 'x' })
}

export function options(client: QueryClient) {
  const all = useQuery(todos.list())
  expectTypeOf(all.data).toEqualTypeOf<Todo[] | undefined>()
  expectTypeOf(all.error).toEqualTypeOf<SyncError | null>()
  const count = useQuery({ ...todos.list(), select: (rows) => rows.length })
  expectTypeOf(count.data).toEqualTypeOf<number | undefined>()
  const { data } = useSuspenseQuery(cards.list('p1'))
  expectTypeOf(data[0]?.priority).toEqualTypeOf<number | undefined>()
  expectTypeOf(client.getQueryData(todos.list().queryKey)).toEqualTypeOf<Todo[] | undefined>()
  useQuery(cards.list(undefined))
  useQuery(tasks.list('p1', { scope: 'A', identity: 'me' }))
  useQuery(tasks.list('p1', { scope: undefined, identity: undefined }))
  useQuery(lines.list({ scope: 's1' }))
  useQuery(lines.list())
  useQuery(cards.list('p1', { identity: 'me' }))
  // @ts-expect-error this collection has no scopes
  cards.list('p1', { scope: 'A' })
  // @ts-expect-error nor has this one
  todos.list({ scope: 'A' })
  // @ts-expect-error a scope is named
  tasks.list('p1', 'A')
  // @ts-expect-error a multi-tenant list needs a sync id
  cards.list()
  // @ts-expect-error a single-tenant list has none
  notes.list('p1')
}

export function rows({ id }: Todo) {
  // @ts-expect-error ids of rows are strings
  const n: number = id
  return n
}

// An app without tenants has nothing to name.
const shared = hooksOf({ todos, notes }, 'hash')

export function withoutTenants() {
  shared.useLiveSync()
  shared.useLiveSync(undefined, { onError: () => {} })
  expectTypeOf(shared.useCollection('notes').data).toEqualTypeOf<Note[]>()
  // @ts-expect-error not one of this app's collections
  shared.useCollection(cards)
}

// Definitions: what the generator could only write by mistake.
export function definitions() {
  const sheets = { name: 'lines', orderBy: ['id', 'asc'], fields: { id: field(uuid), sheetId: field(text), words: field(text) } } as const
  const scoped = defineCollection<'lines', Line, Line, Line>({ ...sheets, room: 'default', scope: 'sheetId' })
  expectTypeOf(scoped.scope).toEqualTypeOf<string>()
  const tenant = defineCollection<'lines', Line, Line, Line>({ ...sheets, room: null, scope: 'sheetId' })
  expectTypeOf(tenant.list).parameter(1).toEqualTypeOf<ListScope | undefined>()
  const plain = defineCollection<'lines', Line, Line, Line>({ ...sheets, room: null })
  expectTypeOf(plain.scope).toEqualTypeOf<null>()
  // @ts-expect-error the scope is a column
  defineCollection<'lines', Line, Line, Line>({ ...sheets, room: 'default', scope: 'nope' })
}

export function selected() {
  expectTypeOf(useCollection('todos', { select: (rows) => rows.length }).data).toEqualTypeOf<number | undefined>()
  expectTypeOf(useCollection('cards', 'p1', { select: (rows) => rows[0], enabled: true }).data).toEqualTypeOf<Card | undefined>()
  expectTypeOf(useCollection(tasks, 'p1', { select: (rows) => rows.map(({ title }) => title) }).data).toEqualTypeOf<string[] | undefined>()
  // The same type as the rows, and yet nothing while they are loading.
  expectTypeOf(useCollection(tasks, 'p1', 'A', { select: (rows) => rows.filter(({ rank }) => rank > 1) }).data).toEqualTypeOf<Task[] | undefined>()
  expectTypeOf(useCollection(lines, { select: (rows) => rows.length }).data).toEqualTypeOf<number | undefined>()
  expectTypeOf(useCollection(cards, 'p1', { reorderOnUpdate: false, refetchOnSuccess: true, consistentReads: true }).data).toEqualTypeOf<Card[]>()
  expectTypeOf(useSuspenseCollection(cards, 'p1').data).toEqualTypeOf<Card[]>()
  expectTypeOf(useSuspenseCollection(cards, 'p1', { select: (rows) => rows.length }).data).toEqualTypeOf<number>()
  // @ts-expect-error no such column
  useCollection('todos', { select: (rows) => rows.map(({ text }) => text) })
  // @ts-expect-error it is given by the provider, once for the page
  useCollection('todos', { apiPrefix: '/v2' })
  // @ts-expect-error of the wrong type
  useCollection('todos', { reorderOnUpdate: 'no' })
  useCollection('todos', { throwOnError: (error) => error.code === 'FORBIDDEN' })
  useCollection('todos', { retry: (_, error) => error.kind === 'NETWORK_ERROR' })
}

/** Under `exactOptionalPropertyTypes` too, an option that is passed on may be `undefined`. */
export function passedOn(given: { enabled?: boolean | undefined; select?: ((rows: Todo[]) => number) | undefined; stale?: number | undefined }) {
  const { data } = useCollection('todos', {
    enabled: given.enabled,
    select: given.select,
    staleTime: given.stale,
    optimisticUpdates: undefined,
    refetchOnSuccess: undefined,
    reorderOnUpdate: undefined,
    consistentReads: undefined,
  })
  expectTypeOf(data).toEqualTypeOf<number | undefined>()
  todos.list({ consistentReads: given.enabled, identity: undefined })
}

/** What a caller expects does not choose what `select` gives. */
export function useTodos(options: UseCollectionOptions<Todo> = {}): UseCollectionResult<Todo, NewTodo, TodoPatch> {
  return useCollection('todos', options)
}
export function useTitles(): UseCollectionResult<Todo, NewTodo, TodoPatch, string[] | undefined> {
  // @ts-expect-error the rows are not their titles
  useTitles.not = (): UseCollectionResult<Todo, NewTodo, TodoPatch, string[] | undefined> => useCollection('todos')
  return useCollection('todos', { select: (rows) => rows.map(({ title }) => title) })
}
useTitles.not = () => useTitles()

export function promises() {
  const { addAsync, removeManyAsync, isMutationPending } = useCollection('todos')
  expectTypeOf(addAsync({ title: 'a' })).toEqualTypeOf<Promise<Todo | undefined>>()
  expectTypeOf(removeManyAsync(['x'])).toEqualTypeOf<Promise<void>>()
  expectTypeOf(isMutationPending('x')).toEqualTypeOf<boolean>()
  // @ts-expect-error the server writes it
  void addAsync({ title: 'a', updatedAt: 1 })
}

export function users(user: string | undefined) {
  expectTypeOf(useUserCollection('cards', user).data).toEqualTypeOf<Card[]>()
  expectTypeOf(useUserCollection(tasks, user, 'A', { select: (rows) => rows.length }).data).toEqualTypeOf<number | undefined>()
  useUserLiveSync(user, { onError: (error) => expectTypeOf(error).toEqualTypeOf<SyncError>() })
  // @ts-expect-error its rows are nobody's own
  useUserCollection('todos', user)
  // @ts-expect-error nor are these
  useUserCollection(lines, user)
  // @ts-expect-error whose room it is must be said
  useUserLiveSync()
}

export async function filters(client: QueryClient) {
  await client.invalidateQueries(todos.all())
  await client.invalidateQueries(cards.inRoom('p1'))
  client.removeQueries(tasks.inRoom(undefined))
  // @ts-expect-error its rows are all in one room
  todos.inRoom('default')
  expectTypeOf(await client.ensureQueryData(tasks.list('p1', { scope: 'A' }))).toEqualTypeOf<Task[]>()
  expectTypeOf(client.getQueryState(tasks.list('p1').queryKey)?.error).toEqualTypeOf<SyncError | null | undefined>()
  client.setQueryData(todos.list().queryKey, (rows) => rows?.slice(1))
  // @ts-expect-error rows, and nothing about them
  client.setQueryData(todos.list().queryKey, 'rows')
  configureSync(client, { host: 'https://app.example', consistentReads: true }, null)
}

export function patches(row: Todo, values: TodoPatch) {
  const { update } = useCollection('todos')
  update({ id: row.id, data: toPatch(row, { title: 'x', completed: true }) })
  // A form's values are of the validator's type.
  update({ id: row.id, data: toPatch(row, values) })
  // @ts-expect-error a field of another type
  toPatch(row, { completed: 'yes' })
}

// Every name of the system that this one follows.
export type Names = [
  Expect<InferEntity<Collections, 'todos'>, Todo>,
  Expect<InferInsert<Collections, 'todos'>, NewTodo>,
  Expect<InferUpdate<Collections, 'todos'>, TodoPatch>,
  Expect<EntityMap<Collections>['cards'], Card>,
  Expect<InsertMap<Collections>['todos'], NewTodo>,
  Expect<UpdateMap<Collections>['todos'], TodoPatch>,
  Expect<CollectionName, 'todos' | 'notes' | 'cards' | 'tasks' | 'lines'>,
  Expect<CollectionKeys<Collections>, CollectionName>,
  Expect<ActionType, 'insert' | 'update' | 'delete' | 'bulk-insert' | 'bulk-update' | 'bulk-delete'>,
  Expect<MutationPayload<NewTodo, TodoPatch, 'bulk-delete'>, { readonly ids: readonly string[] }>,
  Expect<MutationPayload<NewTodo, TodoPatch, 'insert'>, NewTodo>,
  Expect<PendingMutationInfo, PendingMutation>,
  Expect<Scope, string>,
  Expect<WithId<{ a: 1 }>['id'], string>,
  Expect<WsEvent['type'], 'sync-init' | 'broadcast' | 'ack' | 'resumed' | 'delta' | 'reset' | 'tick' | 'error'>,
  Expect<WsBroadcastEvent['type'], 'broadcast'>,
  Expect<WsSyncInitEvent['seq'], number>,
  Expect<typeof DEFAULT_SYNC_ID, 'default'>,
  Expect<ReturnType<typeof createSyncHooks>['useCollection'], typeof useCollection>,
  Expect<Extract<ConnectionStatus, 'connected' | 'disconnected'>, 'connected' | 'disconnected'>,
]
type Expect<Actual extends Wanted, Wanted> = [Wanted] extends [Actual] ? true : never

export function names_that_are_none() {
  // @ts-expect-error no such collection
  type Wrong = InferEntity<Collections, 'todo'>
  const event = WsEventSchema['~standard'].validate({})
  if (!event.issues) expectTypeOf(event.value).toEqualTypeOf<WsEvent>()
  return {} as Wrong
}
