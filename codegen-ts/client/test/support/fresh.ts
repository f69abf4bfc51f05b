import { afterEach, beforeEach, vi } from 'vitest'
import { Net, type Row } from './net'
import { uuidOf } from './render'

/** The network of the test that runs. */
export let net: Net

/** Gives each test of a file a network whose lists have these rows, and after it the platform's timers back. */
export function freshNet(seeds: Readonly<Record<string, readonly Row[]>> = {}): void {
  beforeEach(() => {
    net = new Net()
    for (const [list, rows] of Object.entries(seeds)) net.seed(list, rows.map((row) => ({ ...row })))
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}

/** A task of the room `p1` as the server has it, in a scope or in none. */
export const task = (n: number, listId: string | null): Row => ({
  id: uuidOf(n),
  projectId: 'p1',
  listId,
  ownerId: 'bob',
  title: `task ${n}`,
  code: null,
  tags: [],
  rank: n,
  createdAt: n,
  deletedAt: null,
})

/** One in each of two scopes, and one in none. */
export const TASKS = { 'p1/tasks': [task(1, 'A'), task(2, 'B'), task(3, null)] }

/** The titles that a hook shows, in order. */
export const titles = (view: { readonly result: { readonly current: { readonly data: readonly { readonly title: string }[] } } }): string[] =>
  view.result.current.data.map(({ title }) => title)
