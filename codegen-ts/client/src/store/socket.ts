import ReconnectingWebSocket from 'partysocket/ws'
import { socketUrl } from './config'
import type { Timer } from './pause'
import type { Store } from './store'

/** Milliseconds that an attempt to connect has, and before it the app, to say what the URL carries. */
const CONNECT_WITHIN = 10_000
/** A ping goes out so often .. */
const PING_EVERY = 30_000
/** .. and is answered within this, else the socket is dead. So is one that is not greeted when it opens. */
const PONG_WITHIN = 10_000
/** The same when the page wakes: someone is looking. */
const WAKE_PONG_WITHIN = 3000

/** Ready states of a WebSocket. */
const OPEN = 1
const CLOSED = 3

/** The server does not want this client back: 4401 (sign in again), 4403 (not allowed). */
const isFinal = (code: number | undefined): boolean => code === 4401 || code === 4403

/** A connection that comes back by itself. */
export interface Socket {
  /** Connects now if it is down; asks for a sign of life if it is up. */
  readonly wake: () => void
  /** Drops the connection, open or not, and connects anew; `false` where it is closed for good. */
  readonly restart: () => boolean
  /** Sends a frame, if it is open. */
  readonly send: (text: string) => void
  readonly close: () => void
}

/**
 * Opens a room's socket; the URL is asked for anew at every attempt.
 *
 * @param onDown hears of every connection and attempt that ended; `final` is the close code where there will be no other.
 */
export function openSocket(
  { config, through }: Store,
  room: string,
  onFrame: (text: string) => void,
  onDown: (final?: number) => void,
): Socket {
  /** How often the connection went down: what was on its way to one that is gone, or from it, is lost with it. */
  let times = 0
  let deadline: Timer | undefined
  let socket: ReconnectingWebSocket | undefined = connect()
  const heartbeat = setInterval(ping, PING_EVERY, PONG_WITHIN)

  /**
   * The URL, as of now. Whatever the app does instead of giving its part of it, there is another attempt. A discarded connection
   * may ask too, when its turn would have come.
   */
  function url(): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      const fail = () => reject(Error('no URL'))
      const limit = setTimeout(fail, CONNECT_WITHIN)
      socketUrl(config(), room).then(resolve, fail).finally(() => clearTimeout(limit))
    })
  }

  function connect(): ReconnectingWebSocket {
    const next = new ReconnectingWebSocket(url, null, {
      // Read at each attempt, like the delays: after a deploy everybody is thrown out at once, and must not be back at once.
      get WebSocket() {
        return config().WebSocket
      },
      get minReconnectionDelay() {
        return 500 + Math.random() * 2500
      },
      get maxReconnectionDelay() {
        return 10_000 + Math.random() * 10_000
      },
      reconnectionDelayGrowFactor: 1.7,
      connectionTimeout: CONNECT_WITHIN,
      maxEnqueuedMessages: 0,
      shouldReconnectOnClose: ({ code }) => !isFinal(code),
    })
    // What a discarded socket still has to say is nobody's business.
    next.addEventListener('open', () => socket === next && expect(PONG_WITHIN))
    next.addEventListener('close', ({ code }) => socket === next && down(code))
    next.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (socket !== next) return
      clearTimeout(deadline)
      if (typeof data === 'string' && data !== 'pong') pass('in', data, onFrame)
    })
    return next
  }

  function pass(direction: 'in' | 'out', text: string, then: (text: string) => void) {
    const now = times
    through(room, direction, text, () => now === times && then(text))
  }

  /** Some sign of life, or the connection is dead. */
  function expect(within: number) {
    clearTimeout(deadline)
    deadline = setTimeout(restart, within)
  }

  function ping(within: number) {
    if (socket?.readyState !== OPEN) return
    socket.send('ping')
    expect(within)
  }

  function down(code?: number) {
    times += 1
    clearTimeout(deadline)
    onDown(isFinal(code) ? code : undefined)
  }

  /** Ends this connection without being told of it. */
  function discard() {
    const old = socket
    socket = undefined
    old?.close()
  }

  function restart(): boolean {
    if (!socket?.shouldReconnect) return false
    discard()
    down()
    // A new one, because one that waits for its next attempt cannot be hurried.
    socket = connect()
    return true
  }

  return {
    wake: () => {
      if (socket?.readyState === CLOSED) restart()
      else ping(WAKE_PONG_WITHIN)
    },
    restart,
    send: (text) => pass('out', text, () => socket?.send(text)),
    close: () => {
      clearInterval(heartbeat)
      clearTimeout(deadline)
      times += 1
      discard()
    },
  }
}
