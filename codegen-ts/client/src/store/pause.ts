/** A random part of `milliseconds`, at least half: clients that failed together do not try again together. */
export const jitter = (milliseconds: number): number => milliseconds * (0.5 + Math.random() / 2)

/** A wait that can be ended early. */
export interface Pause {
  readonly done: Promise<void>
  readonly end: () => void
}

/** Waits. */
export function pause(milliseconds: number): Pause {
  let end = () => {}
  const done = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    end = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  return { done, end }
}
