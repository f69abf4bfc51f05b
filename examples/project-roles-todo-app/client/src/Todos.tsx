import { AddForm, CheckRow, List, useProblems } from 'example-ui'
import { useStanding } from './access'
import { useCollection } from './sync'

const names = ['title'] as const

/** The todos of a project, with the buttons for which this user has the right. */
export function Todos({ projectId }: { readonly projectId: string }) {
  const { data, add, update, remove, removeMany, isLoading, isPending, error } = useCollection('todos', projectId)
  const { problems, clear, show } = useProblems(names)
  const { may } = useStanding(projectId)
  const mayEdit = may('editTodos')
  const done = data.filter(({ completed }) => completed).map(({ id }) => id)
  const form = mayEdit && (
    <AddForm
      title="New todo"
      label="What is to be done?"
      action="Add todo"
      names={names}
      onAdd={(title, onError) =>
        add(
          { title },
          {
            onError: (refused) => {
              if (refused.code !== 'FORBIDDEN') onError(refused)
              // By now the form has gone with the right.
              else show(new Error(`“${title}” was not added: your role does not allow it any more.`))
            },
          },
        )
      }
    >
      {may('clearTodos') && done.length > 0 && (
        <button type="button" onClick={() => removeMany(done, { onError: show })}>
          Clear what is done
        </button>
      )}
    </AddForm>
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
          onCheck={mayEdit ? (completed) => update({ id: todo.id, data: { completed } }, { onError: show }) : undefined}
          onRename={mayEdit ? (title, onError) => update({ id: todo.id, data: { title } }, { onError }) : undefined}
          onRemove={
            mayEdit
              ? () => {
                  removed()
                  remove(todo.id, { onError: show })
                }
              : undefined
          }
        />
      )}
    </List>
  )
}
