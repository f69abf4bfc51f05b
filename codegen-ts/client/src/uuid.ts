/** The time of the last id in milliseconds, with 12 bits of a counter below it. */
let last = 0n

/**
 * A new UUID of version 7: its first 48 bits are the time, so that ids sort by creation.
 *
 * Ids made in one tab ascend even within a millisecond and when the clock steps back. It needs
 * `crypto.getRandomValues` only: `crypto.randomUUID` is missing on plain http.
 */
export function uuidv7(): string {
  const now = BigInt(Date.now()) << 12n
  // A counter that overflows goes into the time, a millisecond early.
  last = now > last ? now : last + 1n
  const time = last.toString(16).padStart(15, '0')
  const [variant = 0, ...node] = crypto.getRandomValues(new Uint16Array(4))
  const words = [(variant & 0x3fff) | 0x8000, ...node].map((word) => word.toString(16).padStart(4, '0')).join('')
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${time.slice(12)}-${words.slice(0, 4)}-${words.slice(4)}`
}
