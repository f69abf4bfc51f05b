// A Worker whose D1 is far away: each round trip takes 20 ms more. All of D1's methods send through one function.

import { env } from 'cloudflare:workers'

export * from './index.js'
export { default } from './index.js'

const MILLISECONDS = 20

const session = Object.getPrototypeOf(env.TODOS_DB.withSession())
const send = session._wrappedFetch
if (typeof send !== 'function') throw new Error('this runtime sends to D1 by another way')
session._wrappedFetch = async function (...request) {
  await new Promise((resolve) => setTimeout(resolve, MILLISECONDS))
  return send.apply(this, request)
}
