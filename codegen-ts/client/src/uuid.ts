let last = 0
let counter = 0

/**
 * A new UUID of version 7: its first 48 bits are the time, so that ids sort by creation.
 *
 * Ids made in one tab ascend even within a millisecond and when the clock steps back. It needs
 * `crypto.getRandomValues` only: `crypto.randomUUID` is missing on plain http.
 */
export function uuidv7(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const now = Date.now()
  if (now > last) {
    last = now
    // Half of the counter's range stays free, so that it practically never overflows.
    counter = ((bytes[6] ?? 0) << 4) & 0x7ff
  } else if (++counter > 0xfff) {
    last += 1
    counter = 0
  }
  for (let i = 0, rest = last; i < 6; i++, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256
  bytes[6] = 0x70 | (counter >> 8)
  bytes[7] = counter & 0xff
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
