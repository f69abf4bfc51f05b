import { useCollection } from './sync'

/** The page's side of the column that the guide adds. */
export function Urgent() {
  const { data, add } = useCollection('todos')
  const call = () => add({ title: 'Call the plumber', priority: 1 })
  const urgent = data.filter((todo) => todo.priority === 1)

  // @ts-expect-error -- there is no such column
  const wrong = () => add({ title: 'Call', prio: 1 })
  return (
    <p>
      <button onClick={call} onDoubleClick={wrong}>
        {urgent.length}
      </button>
    </p>
  )
}
