import { type Todo, useCollection } from '../sync'

const countOpen = (todos: Todo[]) => todos.filter(({ completed }) => !completed).length

/**
 * How many of a list's todos are open, live: the list is read and followed like the one that is shown, and this component takes
 * no more of it than the number. With lists by the hundred, the number had better be a column.
 */
export function OpenCount({ listId }: { readonly listId: string }) {
  const { data: count } = useCollection('todos', listId, { select: countOpen })
  return <span className="soft">{count === undefined ? '…' : `${count} open`}</span>
}
