// Compiled, never run: each `@ts-expect-error` is a mistake that the types must catch.
import { type QueryClient, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { expectTypeOf } from 'vitest'
import { createSyncHooks } from '../fixture/react'
import { cards, type Note, notes, type SyncError, type Todo, todos, useCollection, useLiveSync } from '../fixture'

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
  // @ts-expect-error options that do not exist yet are no options
  useCollection('todos', { optimisticUpdates: false })
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
