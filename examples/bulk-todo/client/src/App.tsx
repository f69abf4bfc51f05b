import { ConnectionBadge, Page } from 'example-ui'
import { Todos } from './Todos'
import { useConnectionStatus, useLiveSync } from './sync'

export function App() {
  useLiveSync()
  return (
    <Page title="Todos by the thousand" bar={<ConnectionBadge {...useConnectionStatus()} />}>
      <Todos />
    </Page>
  )
}
