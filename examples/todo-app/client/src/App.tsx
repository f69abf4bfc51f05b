import { ConnectionBadge, Page } from 'example-ui'
import { Notes } from './components/Notes'
import { Todos } from './components/Todos'
import { useConnectionStatus, useLiveSync } from './sync'

export function App() {
  // One socket for the room that both lists live in; every hook below shares it.
  useLiveSync()
  return (
    <Page title="Todos and notes" bar={<ConnectionBadge {...useConnectionStatus()} />}>
      <Todos />
      <Notes />
    </Page>
  )
}
