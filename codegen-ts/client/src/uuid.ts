let last = 0
let counter = 0

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0')

/**
 * A new UUID of version 7: its first 48 bits are the time, so that ids sort by creation.
 *
 * Ids made in one tab ascend even within a millisecond and when the clock steps back. It needs
 * `crypto.getRandomValues` only: `crypto.randomUUID` is missing on plain http.
 */
export function uuidv7(): string {
  const [head = 0, ...rest] = crypto.getRandomValues(new Uint16Array(5))
  const now = Date.now()
  if (now > last) {
    last = now
    // Half of the counter's range stays free, so that it practically never overflows.
    counter = head & 0x7ff
  } else if (++counter > 0xfff) {
    last += 1
    counter = 0
  }
  const [variant = 0, ...node] = rest
  const time = hex(last, 12)
  const parts = [time.slice(0, 8), time.slice(8), `7${hex(counter, 3)}`, hex((variant & 0x3fff) | 0x8000, 4)]
  return `${parts.join('-')}-${node.map((word) => hex(word, 4)).join('')}`
}
