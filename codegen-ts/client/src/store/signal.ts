/** Something that changes, and those who want to know. */
export interface Signal {
  readonly subscribe: (listener: () => void) => () => void
  /** Another number after every change. */
  readonly version: () => number
  readonly notify: () => void
}

export function createSignal(): Signal {
  const listeners = new Set<() => void>()
  let version = 0
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
    notify: () => {
      version += 1
      for (const listener of [...listeners]) listener()
    },
  }
}
