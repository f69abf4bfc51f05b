import { gzipSync } from 'node:zlib'
import { CONTENDERS, type Name } from './contenders'

/** What a Worker weighs when it is uploaded, in bytes. */
export interface Weight {
  readonly name: Name
  /** All its modules, as `gzip -9` leaves them. */
  readonly gzip: number
  /** The wasm alone, as it is and as `gzip -9` leaves it. */
  readonly wasm?: { readonly raw: number; readonly gzip: number }
}

/** Of each of them that has its rows in D1: the others are the same code. */
export async function weights(): Promise<readonly Weight[]> {
  const those = CONTENDERS.filter(({ storage }) => storage === 'd1')
  return Promise.all(
    those.map(async ({ name, modules }) => {
      let [gzip, wasm]: [number, Weight['wasm']] = [0, undefined]
      for (const { type, contents } of await modules()) {
        const bytes = Buffer.from(contents, type === 'ESModule' ? 'utf8' : 'base64')
        const size = gzipSync(bytes, { level: 9 }).length
        gzip += size
        if (type === 'CompiledWasm') wasm = { raw: bytes.length, gzip: size }
      }
      return { name, gzip, ...(wasm && { wasm }) }
    }),
  )
}
