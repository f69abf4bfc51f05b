/** FNV-1a over UTF-16, in hexadecimal: nobody gains by two texts that have the same. */
export function hash(text, seed = 0x811c9dc5) {
  let sum = seed
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}
