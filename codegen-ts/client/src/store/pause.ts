/** A timer. */
export type Timer = ReturnType<typeof setTimeout>

/** A random part of `milliseconds`, at least half: clients that failed together do not try again together. */
export const jitter = (milliseconds: number): number => milliseconds * (0.5 + Math.random() / 2)
