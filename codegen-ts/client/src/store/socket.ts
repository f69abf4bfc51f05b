import ReconnectingWebSocket from 'partysocket/ws'
import { socketUrl, type SyncConfig, type Tap } from './config'

/** A ping goes out so often .. */
const PING_EVERY = 30_000
/** .. and is answered within this, else the socket is dead. */
const PONG_WITHIN = 10_000
/** The same when the page wakes: someone is looking. */
const WAKE_PONG_WITHIN = 3000

/** Ready states of a WebSocket. */
const OPEN = 1
const CLOSED = 3

/** The server does not want this client back: 4401 (sign in again), 4403 (not allowed). */
const isFinal = (code: number): boolean => code === 4401 || code === 4403

/** What a socket tells its room. */
export interface SocketEvents {
  readonly onFrame: (text: string) => void
  /** `final` is the close code where there will be no other attempt. */
  readonly onDown: (final: number | undefined) => void
}

/** A connection that comes back by itself. */
export interface Socket {
  /** Connects now if it is down; asks for a sign of life if it is up. */
  readonly wake: () => void
  /** Drops the connection, open or not, and connects anew; `false` where the server has closed it for good. */
  readonly restart: () => boolean
  /** Sends a frame, if it is open. */
  readonly send: (text: string) => void
  readonly close: () => void
}

/** Opens a room's socket; the URL is asked for anew at every attempt. */
export function openSocket(
  name: string,
  { config, tap }: { readonly config: () => SyncConfig; readonly tap: Tap },
  events: SocketEvents,
): Socket {
  /** How often the connection went down: what was on its way to one that is gone, or from it, is lost with it. */
  let times = 0
  let deadline: ReturnType<typeof setTimeout> | undefined
  let socket: ReconnectingWebSocket | undefined = connect()
  const heartbeat = setInterval(() => ping(PONG_WITHIN), PING_EVERY)

  function connect(): ReconnectingWebSocket {
    const next = new ReconnectingWebSocket(() => socketUrl(config(), name), null, {
      get WebSocket() {
        return config().WebSocket
      },
      // Read at each attempt: after a deploy everybody is thrown out at once, and must not be back at once.
      get minReconnectionDelay() {
        return 500 + Math.random() * 2500
      },
      get maxReconnectionDelay() {
        return 10_000 + Math.random() * 10_000
      },
      reconnectionDelayGrowFactor: 1.7,
      connectionTimeout: 10_000,
      maxEnqueuedMessages: 0,
      shouldReconnectOnClose: ({ code }) => !isFinal(code),
    })
    // What a discarded socket still has to say is nobody's business.
    const on = (heard: () => void) => () => socket === next && heard()
    next.addEventListener('message', ({ data }) => {
      on(() => {
        clearDeadline()
        if (typeof data === 'string' && data !== 'pong') pass('in', data, () => events.onFrame(data))
      })()
    })
    next.addEventListener('close', ({ code }) => {
      on(() => {
        clearDeadline()
        times += 1
        events.onDown(isFinal(code) ? code : undefined)
      })()
    })
    return next
  }

  function pass(direction: 'in' | 'out', text: string, then: () => void) {
    const now = times
    tap(name, direction, text, () => now === times && then())
  }

  function clearDeadline() {
    clearTimeout(deadline)
    deadline = undefined
  }

  function ping(within: number) {
    if (socket?.readyState !== OPEN) return
    socket.send('ping')
    clearDeadline()
    deadline = setTimeout(restart, within)
  }

  /** Ends this connection without being told of it. */
  function discard() {
    const old = socket
    socket = undefined
    times += 1
    clearDeadline()
    old?.close()
  }

  function restart(): boolean {
    if (!socket?.shouldReconnect) return false
    discard()
    events.onDown(undefined)
    // A new one, because one that waits for its next attempt cannot be hurried.
    socket = connect()
    return true
  }

  return {
    wake: () => {
      if (socket?.readyState === OPEN) ping(WAKE_PONG_WITHIN)
      else if (socket?.readyState === CLOSED) restart()
    },
    restart,
    send: (text) => pass('out', text, () => socket?.send(text)),
    close: () => {
      clearInterval(heartbeat)
      discard()
    },
  }
}
