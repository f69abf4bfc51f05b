import { Field, List, useProblems } from 'example-ui'
import { type FormEvent, useState } from 'react'
import { completeAll } from '../completeAll'
import { useCollection } from '../sync'
import { TodoItem } from './TodoItem'

const names = ['title'] as const

export function Todos() {
  const { data, add, update, remove, isLoading, isPending, error } = useCollection('todos')
  const { problems, clear, show } = useProblems(names)
  const [title, setTitle] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    clear()
    setTitle('')
    add(
      { title: title.trim() },
      {
        onError: (refused) => {
          show(refused)
          // What was typed is not lost, unless something else is being typed by now.
          setTitle((typed) => typed || title)
        },
      },
    )
  }

  const form = (
    <form onSubmit={submit} aria-label="New todo">
      <div className="entry">
        <Field label="What is to be done?" value={title} onChange={setTitle} problem={problems.fields['title']} />
        <button type="submit">Add todo</button>
      </div>
      {data.some((todo) => !todo.completed) && (
        <button type="button" onClick={() => completeAll().then(clear, show)}>
          Complete all
        </button>
      )}
    </form>
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
        <TodoItem
          key={todo.id}
          todo={todo}
          pending={isPending(todo)}
          onCheck={(completed) => update({ id: todo.id, data: { completed } }, { onError: show })}
          onRename={(renamed, onError) => update({ id: todo.id, data: { title: renamed } }, { onError })}
          onRemove={() => {
            removed()
            remove(todo.id, { onError: show })
          }}
        />
      )}
    </List>
  )
}
