import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { request } from '../support/client'
import { descendants, runs } from '../support/processes'
import { freePort, Program, run } from '../support/program'
import { ROOT, surroundings, TARGET } from '../support/surroundings'

const inCheckout = { cwd: ROOT, env: surroundings() }

test('`demo --watch` serves page, API and sockets on one port, and ends all it started', { timeout: 240_000 }, async () => {
  const port = await freePort()
  await using demo = new Program('cargo', ['xtask', 'demo', 'todo-app', '--watch', `--port=${port}`], inCheckout)
  await demo.says(/^ready http:\/\/127\.0\.0\.1:\d+$/mu, 0)
  const url = `http://127.0.0.1:${port}`
  expect(await (await fetch(url)).text()).toContain('/@vite/client')
  expect((await request(`${url}/api/default/todos`)).status).toBe(200)

  const socket = new WebSocket(`ws://127.0.0.1:${port}/parties/main/default`, { origin: url })
  const first = await new Promise<string>((settle, fail) => socket.once('message', (data) => settle(String(data))).once('error', fail))
  expect(JSON.parse(first)).toMatchObject({ type: 'sync-init' })
  socket.terminate()

  const family = descendants(demo.pid)
  expect(family.length).toBeGreaterThan(3)
  expect(await demo.interrupt()).toBe(0)
  expect(family.filter(runs)).toEqual([])
})

test('`build` makes a folder that can be deployed, and says how large it is', { timeout: 240_000 }, async () => {
  const text = await run('cargo', ['xtask', 'build', 'todo-app'], inCheckout)
  for (const part of ['Worker: wasm', 'Worker: script', 'page: js', 'page: css']) {
    const [, size, gzip] = new RegExp(`^${part} +([\\d.]+) kB +([\\d.]+) kB$`, 'mu').exec(text) ?? []
    expect(Number(gzip), part).toBeGreaterThan(0)
    expect(Number(size), part).toBeGreaterThan(Number(gzip))
  }
  expect(text).toMatch(/^ready to deploy: examples\/todo-app\/dist$/mu)
  expect(text).toContain('npx wrangler d1 create todos')

  const dist = join(ROOT, 'examples/todo-app/dist')
  expect((await readdir(dist)).sort()).toEqual(['migrations', 'page', 'worker', 'wrangler.json'])
  const config: unknown = JSON.parse(await readFile(join(dist, 'wrangler.json'), 'utf8'))
  expect(config).toMatchObject({ main: 'worker/index.js', assets: { directory: 'page' } })
  expect(config).not.toHaveProperty('build')

  // `build` has asked the same of the Worker as it will be uploaded.
  expect(text).toContain('asking the Worker whether it has its bindings: done')
  const lacking = join(dist, 'lacking.json')
  await writeFile(lacking, JSON.stringify(config).replace('"SYNC_ROOM"', '"OTHER_ROOM"'))
  await using asked = new Program('node', ['xtask/bin/ask.mjs', lacking, join(TARGET, 'xtask/upload')], inCheckout)
  expect(await asked.end()).toBe(1)
  expect(asked.text).toContain('no Durable Object binding `SYNC_ROOM`: add it to `durable_objects.bindings` in wrangler.jsonc')
  await rm(lacking)
})

test('a word that a command does not know is refused', async () => {
  for (const words of [['build'], ['build', 'no-such-app'], ['new'], ['new', '/tmp/My_App'], ['demo', '--watch', '--host=x']]) {
    const program = new Program('cargo', ['xtask', ...words], inCheckout)
    expect(await program.end(), words.join(' ')).toBe(2)
    expect(program.text).toMatch(/^error: /mu)
  }
})
