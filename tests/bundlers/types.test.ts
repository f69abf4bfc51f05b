// The emitted folder under every flag that is promised, by the oldest and the newest compiler.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { appWith, type Ending } from './folders'

const FLAGS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  erasableSyntaxOnly: true,
}

const BASE = { target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], jsx: 'react-jsx', types: [], noEmit: true }

const BUNDLER = { module: 'ESNext', moduleResolution: 'Bundler', skipLibCheck: false }
// The declarations of the client are the same in each folder, and reading those of all packages takes longest.
const NODE = { module: 'NodeNext', moduleResolution: 'NodeNext', skipLibCheck: true }

/** Each ending under the resolution that it is for. */
const SETTINGS: readonly (readonly [string, Ending, object])[] = [
  ['no ending, for a bundler', 'none', BUNDLER],
  ['.js, for Node', 'js', NODE],
  ['.ts, for Node', 'ts', { ...NODE, allowImportingTsExtensions: true }],
]

// The oldest one does not know the last flag.
const { erasableSyntaxOnly: _, ...known } = FLAGS

const compilerOf = (which: string) => fileURLToPath(new URL(`../../codegen-ts/compilers/${which}/node_modules/typescript/bin/tsc`, import.meta.url))

/** What a compiler keeps of a folder: with the same files, libraries and flags, it need not check them once more. */
const keptOf = (which: string, ending: string) => fileURLToPath(new URL(`../../target/tsc/bundlers-${which}-${ending}.tsbuildinfo`, import.meta.url))

/** What the compiler says: nothing where all is well. */
function compile(which: string, project: string, ...options: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [compilerOf(which), '--project', project, '--pretty', 'false', ...options], (error, stdout, stderr) => {
      resolve(stdout + stderr || (error ? error.message : ''))
    })
  })
}

async function project(name: string, ending: Ending, settings: object, flags: object): Promise<string> {
  const app = await appWith(ending, name)
  const compilerOptions = { ...BASE, ...flags, ...settings }
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }))
  return app
}

// A compiler reads its own library, React's types and TanStack Query's each time: on a busy machine that takes its time.
describe.each([['oldest', known], ['newest', FLAGS]] as const)('the %s compiler', { timeout: 300_000 }, (which, flags) => {
  test.each(SETTINGS)('takes %s', async (_, ending, settings) => {
    const app = await project(which, ending, settings, flags)
    expect(await compile(which, app, '--incremental', '--tsBuildInfoFile', keptOf(which, ending))).toBe('')
  })

  test('sees what is wrong in the folder, be it in TypeScript or in declarations', async () => {
    const app = await project(`${which}-broken`, 'none', BUNDLER, flags)
    const [types, client] = [join(app, 'sync/types.ts'), join(app, 'sync/client.d.ts')]
    await writeFile(types, (await readFile(types, 'utf8')).replaceAll('text: string', 'text: number'))
    await writeFile(client, `${await readFile(client, 'utf8')}\nexport declare const wrong: Missing\n`)
    const said = await compile(which, app)
    expect(said).toMatch(/tasks\.ts.*error TS/u)
    expect(said).toMatch(/client\.d\.ts.*error TS2304/u)
  })
})
