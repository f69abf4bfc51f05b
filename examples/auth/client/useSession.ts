import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ask } from './ask'

const queryKey = ['session']
/** Tells the other tabs of this browser, which share the cookie. */
const CHANNEL = 'session'

/** Who has the page open. */
export interface Session {
  /** The name; `null` for nobody, `undefined` until the server has said. */
  readonly user: string | null | undefined
  /** The server wants a sign-in in the middle of things: what is not saved yet waits for it. */
  readonly isOver: boolean
  /** Why the server has not said. */
  readonly error: Error | null
  readonly enter: (how: 'sign-in' | 'sign-up', credentials: { name: string; password: string }) => Promise<void>
  readonly leave: () => Promise<void>
  /** For `ConnectionProvider`: fulfilled when somebody has signed in again. */
  readonly onUnauthorized: () => Promise<void>
}

export function useSession(): Session {
  const cache = useQueryClient()
  const { data: user, error } = useQuery({ queryKey, queryFn: () => ask('session'), staleTime: Infinity })
  const [isOver, setOver] = useState(false)
  const waiting = useRef<(() => void)[]>([])

  function goOn() {
    setOver(false)
    for (const signedIn of waiting.current.splice(0)) signedIn()
  }

  async function change(path: 'sign-in' | 'sign-up' | 'sign-out', body: object) {
    cache.setQueryData(queryKey, await ask(path, body))
    goOn()
    const channel = new BroadcastChannel(CHANNEL)
    channel.postMessage(path)
    channel.close()
  }

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    channel.onmessage = () => void cache.invalidateQueries({ queryKey }).then(goOn)
    return () => channel.close()
  }, [cache])

  return {
    user,
    isOver,
    error,
    enter: change,
    leave: () => change('sign-out', {}),
    onUnauthorized: () => {
      setOver(true)
      return new Promise((signedIn) => waiting.current.push(signedIn))
    },
  }
}
