/** One of what the network carries. */
export const chosen = <T>(items: readonly T[], pick: number): T | undefined => items[pick % items.length]

/** The same, which stays there only where it may come again. */
export function taken<T>(items: T[], pick: number, keep: boolean): T | undefined {
  const item = chosen(items, pick)
  if (!keep && items.length > 0) items.splice(pick % items.length, 1)
  return item
}
