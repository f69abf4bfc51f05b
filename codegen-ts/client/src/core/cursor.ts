/** A text's bytes in UTF-8. Not by `TextEncoder`, which pages have and jest's jsdom has not. */
const bytesOf = (text: string): number[] =>
  (encodeURIComponent(text).match(/%..|./g) ?? []).map((one) => (one[1] ? parseInt(one.slice(1), 16) : one.charCodeAt(0)))

const fnv = (bytes: readonly number[], basis: number): string => {
  const hash = bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), basis)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/**
 * A cursor, `seq.reader.schema.place`, moved on to `seq`, where the mutation `mid` stands.
 *
 * Without it a client that has followed the stream would come back with the cursor of its first read, and would not be
 * told that the room has another history since.
 */
export function moved(cursor: string, seq: number, mid: string): string {
  const [, reader, schema] = cursor.split('.')
  const bytes = bytesOf(mid)
  return [seq, reader, schema, fnv(bytes, 0x811c9dc5) + fnv(bytes, 0x9747b28c)].join('.')
}
