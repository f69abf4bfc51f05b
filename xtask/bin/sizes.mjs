// What a visitor loads and what the platform is given: `node sizes.mjs UPLOAD PAGE`. kB are 1,000 bytes, each file compressed
// by itself, as it is served.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const [upload, page] = process.argv.slice(2)

/** The sizes of a folder's files whose names end in one of these, or in none of those that are left out. */
function sizes(folder, ends, others = false) {
  if (!existsSync(folder)) return { count: 0, raw: 0, gzip: 0 }
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const files = names.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => ends.includes(extname(path)) !== others)
  const contents = files.map((path) => readFileSync(path))
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)
  return { count: files.length, raw: sum(contents.map((text) => text.length)), gzip: sum(contents.map((text) => gzipSync(text).length)) }
}

const rows = [
  ['Worker: wasm', sizes(upload, ['.wasm'])],
  ['Worker: script', sizes(upload, ['.js', '.mjs'])],
  ['page: js', sizes(page, ['.js'])],
  ['page: css', sizes(page, ['.css'])],
  ['page: the rest', sizes(page, ['.js', '.css'], true)],
].filter(([, { count }]) => count > 0)

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11)
console.log(`${''.padEnd(16)}${'size'.padStart(11)}${'gzip'.padStart(11)}`)
for (const [name, { raw, gzip }] of rows) console.log(`${name.padEnd(16)}${kilobytes(raw)}${kilobytes(gzip)}`)
