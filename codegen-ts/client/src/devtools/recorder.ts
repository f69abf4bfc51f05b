import type { Tap } from '../internal'

/** What is kept of the past. */
const KEPT = 200
/** A screen is told this late, in milliseconds, of however much happened. */
const TELL_WITHIN = 50

/** Something that passed between the page and the server. */
export interface Passed {
  readonly id: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly room: string
  readonly direction: 'in' | 'out' | 'state'
  /** A frame's type, a request's method and path, an answer's status. */
  readonly type: string
  /** In UTF-16 units. */
  readonly size: number
  readonly text: string
}

/** Milliseconds that what comes in is late; or it does not come until it is let go. */
export type Delay = number | 'hold'

/** What keeps the last frames, and lets them through late. */
export interface Recorder {
  readonly passed: () => readonly Passed[]
  readonly delay: () => Delay
  readonly setDelay: (delay: Delay) => void
  readonly isPaused: () => boolean
  /** Paused, nothing is kept; everything goes on. */
  readonly setPaused: (paused: boolean) => void
  readonly clear: () => void
  /** Tells the listeners soon that something is another than it was. */
  readonly stir: () => void
  readonly subscribe: (listener: () => void) => () => void
  /** Changes with everything that is shown. */
  readonly version: () => number
  readonly tap: Tap
  /** Lets go of all that waits. */
  readonly stop: () => void
}

/** Makes a recorder; what is to be seen must pass its `tap`. */
export function createRecorder(): Recorder {
  const listeners = new Set<() => void>()
  let passed: readonly Passed[] = []
  let delay: Delay = 0
  let paused = false
  let version = 0
  let count = 0
  let telling: ReturnType<typeof setTimeout> | undefined
  let held: (() => void)[] = []
  const late = new Map<ReturnType<typeof setTimeout>, () => void>()
  /** When the last of them comes: nothing overtakes. */
  let last = 0

  function stir() {
    telling ??= setTimeout(() => {
      telling = undefined
      version += 1
      for (const listener of [...listeners]) listener()
    }, TELL_WITHIN)
  }

  function pass(go: () => void) {
    if (delay === 'hold') {
      held.push(go)
      return
    }
    const now = Date.now()
    last = Math.max(last, now + delay)
    if (last <= now) {
      go()
      return
    }
    const timer = setTimeout(() => {
      late.delete(timer)
      go()
      stir()
    }, last - now)
    late.set(timer, go)
  }

  return {
    passed: () => passed,
    delay: () => delay,
    setDelay: (next) => {
      delay = next
      for (const go of held.splice(0)) pass(go)
      stir()
    },
    isPaused: () => paused,
    setPaused: (next) => {
      paused = next
      stir()
    },
    clear: () => {
      passed = []
      stir()
    },
    stir,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
    tap: (room, direction, text, go) => {
      if (!paused) {
        count += 1
        const one = { id: count, at: Date.now(), room, direction, type: typeOf(text), size: text.length, text }
        passed = [...passed.slice(1 - KEPT), one]
      }
      stir()
      if (direction === 'in') pass(go)
      else go()
    },
    stop: () => {
      clearTimeout(telling)
      telling = undefined
      const waiting = [...late, ...held.map((go) => [undefined, go] as const)]
      held = []
      late.clear()
      last = 0
      for (const [timer, go] of waiting) {
        clearTimeout(timer)
        go()
      }
    },
  }
}

/** What a frame, a request or an answer is, in a word or two. */
function typeOf(text: string): string {
  if (!text.startsWith('{')) {
    const [, line = text] = /^((?:\d+ )?[A-Z]+ [^ ?]+)/.exec(text) ?? []
    return line.replace(/https?:\/\/[^/]+/, '')
  }
  // Not by parsing: a frame may be a megabyte.
  return /"type":\s*"([^"]*)"/.exec(text)?.[1] ?? '?'
}
