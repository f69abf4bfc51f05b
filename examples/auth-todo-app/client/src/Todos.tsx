import { AddForm, CheckRow, List, useProblems } from 'example-ui'
import { useUserCollection } from './sync'

const names = ['title'] as const

/** The todos in the room of `user`. */
export function Todos({ user }: { readonly user: string }) {
  const { data, add, update, remove, isLoading, isPending, error } = useUserCollection('todos', user)
  const { problems, clear, show } = useProblems(names)
  const form = (
    <AddForm
      title="New todo"
      label="What is to be done?"
      action="Add todo"
      names={names}
      onAdd={(title, onError) => add({ title }, { onError })}
    />
  )
  return (
    <List
      title="Todos"
      empty="Nothing to do."
      rows={data}
      isLoading={isLoading}
      error={error}
      problem={problems.general}
      onDismiss={clear}
      form={form}
    >
      {(todo, removed) => (
        <CheckRow
          key={todo.id}
          title={todo.title}
          checked={todo.completed}
          pending={isPending(todo)}
          onCheck={(completed) => update({ id: todo.id, data: { completed } }, { onError: show })}
          onRename={(title, onError) => update({ id: todo.id, data: { title } }, { onError })}
          onRemove={() => {
            removed()
            remove(todo.id, { onError: show })
          }}
        />
      )}
    </List>
  )
}
