import { SignIn, useSession } from 'example-auth'
import { Page } from 'example-ui'
import { MyPage } from './MyPage'
import { ConnectionProvider } from './sync'

export function App() {
  const session = useSession()
  const { user, error, onUnauthorized } = session
  if (!user) {
    return (
      <Page title="My todos" bar={null}>
        {error && <p className="problem">{error.message}</p>}
        {user === null && <SignIn session={session} />}
      </Page>
    )
  }
  return (
    // Another user, or none: rows, sockets and what is under way are dropped.
    <ConnectionProvider identity={user} onUnauthorized={onUnauthorized}>
      <MyPage user={user} session={session} />
    </ConnectionProvider>
  )
}
