// A real Next.js builds and serves the page that the docs have. Not among the tests that run by themselves: Next.js is
// 380 MB to install, and a build of it takes a minute. `npm run test:next --workspace tests` fetches it and looks.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { fencesOf } from '../docs/fences'
import { ROOT } from '../docs/pages'

const run = promisify(execFile)

/** The newest one that runs on Node 20. */
const NEXT = '16.4.6'

const LAYOUT = `import type { ReactNode } from 'react'
import { Providers } from './[projectId]/Providers'

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
`

const PROVIDERS = `'use client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ConnectionProvider } from './sync'

export function Providers({ children }: { readonly children: ReactNode }) {
  const [client] = useState(() => new QueryClient())
  return (
    <QueryClientProvider client={client}>
      <ConnectionProvider>{children}</ConnectionProvider>
    </QueryClientProvider>
  )
}
`

const row = (n: number) => ({
  id: `00000000-0000-7000-8000-00000000000${n}`,
  projectId: 'my project',
  listId: null,
  title: `Todo ${n}`,
  completed: false,
  priority: 3,
  notes: null,
  createdAt: n,
  updatedAt: n,
})

let app: string
/** The server of the rows, and what it was asked. */
let rows: Server
let asked: (string | undefined)[][]
let page: ChildProcess | undefined

/** Next.js in the app's folder, by itself and not by npm: who ends it, ends it. */
const next = (...args: readonly string[]) => [join(app, 'node_modules/next/dist/bin/next'), ...args]
const env = { ...process.env, CI: '1', NEXT_TELEMETRY_DISABLED: '1' }

beforeAll(async () => {
  rows = createServer(({ method, url, headers }, response) => {
    asked.push([method, url, headers.cookie])
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ todos: [row(2), row(1)], seq: 2, cursor: '2.r.s.p' }))
  }).listen(0, '127.0.0.1')
  await once(rows, 'listening')
  const host = `http://127.0.0.1:${(rows.address() as AddressInfo).port}`

  app = await mkdtemp(join(tmpdir(), 'ferrosync-next-'))
  const folder = join(app, 'app/[projectId]')
  await mkdir(folder, { recursive: true })
  await cp(join(ROOT, 'tests/docs/sync'), join(folder, 'sync'), { recursive: true })
  await cp(join(ROOT, 'codegen-ts/client/dist'), join(folder, 'sync'), { recursive: true })
  const fences = await fencesOf('docs/react.md')
  const code = (name: string) => fences.find(({ file }) => file === name)?.code ?? ''
  await writeFile(join(folder, 'page.tsx'), code('page.tsx').replace('https://app.example', host))
  await writeFile(join(folder, 'Board.tsx'), `'use client'\n${code('Board.tsx')}`)
  await writeFile(join(folder, 'Providers.tsx'), PROVIDERS)
  await writeFile(join(app, 'app/layout.tsx'), LAYOUT)
  const { devDependencies: ours } = JSON.parse(await readFile(join(ROOT, 'tests/package.json'), 'utf8')) as { devDependencies: Record<string, string> }
  const wanted = ['@tanstack/react-query', 'partysocket', 'react', 'react-dom', 'typescript', '@types/react', '@types/node']
  const dependencies = { next: NEXT, ...Object.fromEntries(wanted.map((name) => [name, ours[name]])) }
  await writeFile(join(app, 'package.json'), JSON.stringify({ private: true, dependencies }))
  // What Next.js is not given it writes, and not strict. All that it lacks here it adds.
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true } }))
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: app })
})

afterEach(async () => {
  if (page?.exitCode === null) {
    page.kill()
    await once(page, 'exit')
  }
})

afterAll(async () => {
  rows.close()
  await rm(app, { recursive: true, force: true })
})

test.each(['--turbopack', '--webpack'])('a page that a server component has read is rendered with its rows: %s', async (bundler) => {
  asked = []
  await run(process.execPath, next('build', bundler), { cwd: app, env })
  page = spawn(process.execPath, next('start', '--hostname', '127.0.0.1', '--port', '0'), { cwd: app, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let address: string | undefined
  for await (const line of createInterface({ input: page.stdout as NodeJS.ReadableStream })) {
    address = /http:\/\/127\.0\.0\.1:\d+/u.exec(line)?.[0] ?? address
    if (line.includes('Ready')) break
  }
  const response = await fetch(`${address}/my%20project`, { headers: { cookie: 'session=1' } })
  const html = await response.text()
  expect(html).toContain('<ul><li>Todo 2</li><li>Todo 1</li></ul>')
  // The browser's cache has them too.
  expect(html).toContain('dehydratedAt')
  expect(asked).toEqual([['GET', '/api/my%20project/todos', 'session=1']])
})
