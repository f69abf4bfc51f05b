import { AddForm, List } from 'example-ui'
import { goTo } from '../useHash'
import type { useLists } from '../useLists'
import type { Refused } from '../useRefusals'
import { ListRow } from './ListRow'

const names = ['name'] as const

interface ListsProps {
  readonly lists: ReturnType<typeof useLists>
  readonly onRefused: Refused
}

export function Lists({ lists, onRefused }: ListsProps) {
  const { data, open, add, update, remove, isLoading, isPending, error } = lists
  const form = (
    <AddForm
      title="New list"
      label="Name of the list"
      action="Add list"
      names={names}
      onAdd={(name, onError) => {
        const before = open?.id ?? ''
        const { id } = add(
          { name },
          {
            onError: (refusal) => {
              goTo(before)
              onError(refusal)
            },
          },
        )
        // The id is final: the list is open, and takes todos, before the server has heard of it.
        goTo(id)
      }}
    />
  )
  return (
    <List title="Lists" empty="No lists yet." rows={data} isLoading={isLoading} error={error} form={form}>
      {(list, removed) => (
        <ListRow
          key={list.id}
          list={list}
          isOpen={list.id === open?.id}
          pending={isPending(list)}
          onRename={(name, onError) => update({ id: list.id, data: { name } }, { onError })}
          onRemove={() => {
            removed()
            if (list.id === open?.id) goTo('')
            remove(list.id, { onError: (refusal) => onRefused(`“${list.name}” was not deleted`, refusal) })
          }}
        />
      )}
    </List>
  )
}
