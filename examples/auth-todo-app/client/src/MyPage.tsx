import { Account, type Session, SignIn } from 'example-auth'
import { ConnectionBadge, Page } from 'example-ui'
import { useConnectionStatus, useUserLiveSync } from './sync'
import { Todos } from './Todos'

interface MyPageProps {
  readonly user: string
  readonly session: Session
}

/** What somebody sees who is signed in. Where the session ends meanwhile, the form comes back, and nothing is lost. */
export function MyPage({ user, session }: MyPageProps) {
  useUserLiveSync(user)
  const connection = useConnectionStatus(user)
  const bar = (
    <>
      <ConnectionBadge {...connection} />
      <Account session={session} pending={connection.pending} />
    </>
  )
  return (
    <Page title="My todos" bar={bar}>
      {session.isOver && <SignIn session={session} />}
      <Todos user={user} />
    </Page>
  )
}
