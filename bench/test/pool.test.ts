import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { patiently } from '../src/wire/patience'
import { Pool } from '../src/wire/pool'

test('a request goes over the connection that has rested longest', async () => {
  const connections: Socket[] = []
  const asked: number[] = []
  const server = createServer((socket) => {
    const at = connections.push(socket) - 1
    socket.on('data', () => {
      asked.push(at)
      // The first one is answered when the test says so.
      if (asked.length > 1) answer(socket)
    })
  }).listen(0, '127.0.0.1')
  const answer = (socket: Socket | undefined) => socket?.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  await once(server, 'listening')
  using pool = await Pool.open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, 2)

  const first = pool.request('GET', '/')
  for (let at = 0; at < 6; at += 1) await pool.request('GET', '/')
  answer(connections[asked[0] as number])
  await first
  for (let at = 0; at < 4; at += 1) await pool.request('GET', '/')

  expect(connections).toHaveLength(4)
  const [held, ...others] = asked
  // The three others in turn while the first one waits; then it is the last to have its turn.
  expect(others.slice(0, 6)).toEqual([...others.slice(0, 3), ...others.slice(0, 3)])
  expect(new Set(others.slice(0, 6))).not.toContain(held)
  expect(others.slice(6)).toEqual([...others.slice(0, 3), held])
  server.close()
})

test('what never comes is an error, and what comes is not', async () => {
  await expect(patiently('a frame', new Promise(() => undefined), 0.01)).rejects.toThrow('a frame: not in 0.01 s')
  expect(await patiently('a frame', Promise.resolve('frame'))).toBe('frame')
})
