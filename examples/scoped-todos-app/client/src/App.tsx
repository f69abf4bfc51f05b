import { Alert, ConnectionBadge, Page } from 'example-ui'
import { Gone } from './components/Gone'
import { Lists } from './components/Lists'
import { Todos } from './components/Todos'
import { useConnectionStatus, useLiveSync } from './sync'
import { useLists } from './useLists'
import { useRefusals } from './useRefusals'

export function App() {
  // One socket for the lists and for the todos of whichever list is open.
  useLiveSync()
  const lists = useLists()
  const { refusals, refused, dismiss } = useRefusals()
  return (
    <Page title="Lists of todos" bar={<ConnectionBadge {...useConnectionStatus()} />}>
      {refusals.length > 0 && (
        <div className="refusals">
          {refusals.map(({ key, text }) => (
            <Alert key={key} text={text} onDismiss={() => dismiss(key)} />
          ))}
        </div>
      )}
      <Lists lists={lists} onRefused={refused} />
      {/* A form belongs to its list: another list has another. */}
      {lists.open && <Todos key={lists.open.id} list={lists.open} onRefused={refused} />}
      {lists.isGone && <Gone name={lists.nameOfGone} />}
    </Page>
  )
}
