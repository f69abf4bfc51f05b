import { useState } from 'react'
import type { Session } from './useSession'

interface AccountProps {
  readonly session: Session
  /** How many changes the server does not have yet: they go with the session. */
  readonly pending: number
}

/** Who is signed in, and the way out. */
export function Account({ session: { user, leave }, pending }: AccountProps) {
  const [problem, setProblem] = useState<string>()
  if (!user) return null

  function signOut() {
    if (pending > 0 && !confirm(`${pending} changes are not saved yet and will be lost. Sign out all the same?`)) return
    leave().catch((error: Error) => setProblem(error.message))
  }

  return (
    <>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <span className="text">{user}</span>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
    </>
  )
}
