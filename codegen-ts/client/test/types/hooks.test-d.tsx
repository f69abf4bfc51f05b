// Compiled, never run: each `@ts-expect-error` is a mistake that the types must catch.
import { type QueryClient, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { expectTypeOf } from 'vitest'
import { defineCollection, field, type ListScope, text, uuid } from '../fixture/client'
import { createSyncHooks } from '../fixture/react'
import { cards, type Line, lines, type Note, notes, type SyncError, type Task, tasks, type Todo, todos, useCollection, useLiveSync } from '../fixture'

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
const shared = createSyncHooks({ todos, notes }, 'hash')

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
