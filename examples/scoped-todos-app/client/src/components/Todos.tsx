import { AddForm, CheckRow, List, type Refusal } from 'example-ui'
import { type List as TodoList, type SyncError, useCollection } from '../sync'
import type { Refused } from '../useRefusals'

const names = ['title'] as const

interface TodosProps {
  readonly list: TodoList
  readonly onRefused: Refused
}

/** The todos of one list: this component reads, hears of and changes nothing else. */
export function Todos({ list, onRefused }: TodosProps) {
  const { data, add, update, remove, isLoading, isPending, error } = useCollection('todos', list.id)
  /** What is wrong with the words is said where they stand; all else above, where it is seen whatever became of the list. */
  const orElse = (what: string, onError: (error: Refusal) => void) => (refusal: SyncError) =>
    refusal.code === 'VALIDATION' ? onError(refusal) : onRefused(what, refusal)
  const form = (
    <AddForm
      title="New todo"
      label="What is to be done?"
      action="Add todo"
      names={names}
      onAdd={(title, onError) => add({ title }, { onError: orElse(`“${title}” was not added`, onError) })}
    />
  )
  return (
    <List title={list.name} empty="Nothing to do." rows={data} isLoading={isLoading} error={error} form={form}>
      {(todo, removed) => {
        const unsaved = `“${todo.title}” was not changed`
        return (
          <CheckRow
            key={todo.id}
            title={todo.title}
            checked={todo.completed}
            pending={isPending(todo)}
            onCheck={(completed) =>
              update({ id: todo.id, data: { completed } }, { onError: (refusal) => onRefused(unsaved, refusal) })
            }
            onRename={(title, onError) => update({ id: todo.id, data: { title } }, { onError: orElse(unsaved, onError) })}
            onRemove={() => {
              removed()
              remove(todo.id, { onError: (refusal) => onRefused(`“${todo.title}” was not deleted`, refusal) })
            }}
          />
        )
      }}
    </List>
  )
}
