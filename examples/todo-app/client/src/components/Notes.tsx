import { Field, List, useProblems } from 'example-ui'
import { type FormEvent, useState } from 'react'
import { useCollection } from '../sync'
import { NoteItem } from './NoteItem'

const names = ['title', 'content'] as const

export function Notes() {
  const { data, add, update, remove, isLoading, isPending, error } = useCollection('notes')
  const { problems, clear, show } = useProblems(names)
  const [title, setTitle] = useState('')
  const [content, setContent] = useState('')

  function submit(event: FormEvent) {
    event.preventDefault()
    clear()
    setTitle('')
    setContent('')
    add(
      { title: title.trim(), content: content.trim() || null },
      {
        onError: (refused) => {
          show(refused)
          // What was typed is not lost, unless something else is being typed by now.
          setTitle((typed) => typed || title)
          setContent((typed) => typed || content)
        },
      },
    )
  }

  const form = (
    <form onSubmit={submit} aria-label="New note">
      <Field label="Title of the note" value={title} onChange={setTitle} problem={problems.fields['title']} />
      <Field label="Text of the note" value={content} onChange={setContent} problem={problems.fields['content']} rows={2} />
      <button type="submit">Add note</button>
    </form>
  )
  return (
    <List
      title="Notes"
      empty="Nothing noted."
      rows={data}
      isLoading={isLoading}
      error={error}
      problem={problems.general}
      onDismiss={clear}
      form={form}
    >
      {(note, removed) => (
        <NoteItem
          key={note.id}
          note={note}
          pending={isPending(note)}
          onEdit={(changed, onError) => update({ id: note.id, data: changed }, { onError })}
          onRemove={() => {
            removed()
            remove(note.id, { onError: show })
          }}
        />
      )}
    </List>
  )
}
