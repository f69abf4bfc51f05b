import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { Connection } from '../src/wire/http'

let server: Server
afterEach(() => server.close())

/** A server that answers each request with these bytes, in these pieces. */
async function answering(...pieces: readonly string[]): Promise<Connection> {
  server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('data', async () => {
      for (const piece of pieces) {
        socket.write(piece)
        // Each piece is to come by itself: nothing tells a sender that it has.
        await pause(5)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Connection.open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
}

const HEAD = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n`

test('an answer ends where its length says', async () => {
  const text = `${HEAD}Content-Length: 7\r\n\r\na\r\n\r\nbc`
  for (const pieces of [[text], [text.slice(0, 10), text.slice(10, 40), text.slice(40)], [...text]]) {
    const connection = await answering(...pieces)
    for (const _ of [1, 2]) expect(await connection.request('GET', '/')).toEqual({ status: 200, text: 'a\r\n\r\nbc', bytes: text.length })
    connection.close()
    server.close()
  }
})

test('an answer in chunks ends with the empty one, wherever it is cut', async () => {
  for (let cut = 1; cut < CHUNKED.length; cut += 1) {
    const connection = await answering(CHUNKED.slice(0, cut), CHUNKED.slice(cut))
    expect(await connection.request('GET', '/'), `cut at ${cut}`).toEqual({ status: 200, text: 'abc0123456789abcdef', bytes: CHUNKED.length })
    connection.close()
    server.close()
  }
})

test('a connection that ends before its answer is an error', async () => {
  server = createServer((socket) => socket.on('data', () => socket.end(`${HEAD}content-length: 9\r\n\r\nabc`))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connection = await Connection.open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  for (const _ of [1, 2]) await expect(connection.request('GET', '/')).rejects.toThrow('closed')
})

test('a connection that the server ends between two answers is made anew', async () => {
  const text = `${HEAD}content-length: 1\r\n\r\na`
  const ended: Promise<unknown>[] = []
  server = createServer((socket) => {
    ended.push(once(socket, 'close'))
    socket.on('data', () => socket.end(text))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connection = await Connection.open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  for (const n of [1, 2, 3]) {
    expect((await connection.request('GET', '/')).text).toBe('a')
    expect(ended).toHaveLength(n)
    await Promise.all(ended)
  }
})
