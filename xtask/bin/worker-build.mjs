// worker-build, skipped where it would make again what is there: after cargo has found nothing to do it would still
// spend seconds in wasm-bindgen and wasm-opt, and `wrangler dev` asks for the build twice before it serves anything.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// While somebody edits, `scripts/dev.mjs` wants it quickly, whatever `wrangler.jsonc` says of how it is deployed.
const QUICK = ['--profile', 'worker-dev', '--no-opt']
const args = process.env.FERROSYNC_DEV ? QUICK : process.argv.slice(2)
const tool = process.env.FERROSYNC_WORKER_BUILD
if (!tool) throw new Error('FERROSYNC_WORKER_BUILD must name worker-build: run this through `cargo xtask`')

/** Runs a program to its end, and ends with it when it fails. */
function run(program, args, options = {}) {
  const { status, error, stdout } = spawnSync(program, args, { stdio: 'inherit', ...options })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
  return stdout
}

function hash(...parts) {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part).update('\0')
  return sum.digest('hex')
}

// Without `--profile` it is built as it is deployed.
const profile = args.includes('--profile') ? args[args.indexOf('--profile') + 1] : 'release'

// What worker-build runs first, word for word: the same artifacts, found instead of built.
run('cargo', ['build', '--lib', '--profile', profile, '--target', 'wasm32-unknown-unknown'], {
  env: { ...process.env, WASM_BINDGEN_USE_JS_SYS: '1' },
})
const metadata = JSON.parse(
  run('cargo', ['metadata', '--no-deps', '--format-version', '1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  }),
)
const target = metadata.target_directory
const here = metadata.packages.find((one) => dirname(one.manifest_path) === process.cwd())
if (!here) throw new Error('worker-build must be run in the folder of a package')
const library = here.targets.find((one) => one.crate_types.includes('cdylib'))
if (!library) throw new Error(`${here.name} is no cdylib`)

const compiled = join(target, 'wasm32-unknown-unknown', profile, `${library.name.replaceAll('-', '_')}.wasm`)
const input = hash(tool, process.env.WASM_BINDGEN_BIN ?? '', args.join(' '), readFileSync(compiled))
const record = join(target, 'xtask', `${here.name}.worker-build`)

/** What stands in the record when everything is as the last build left it. */
function current() {
  return hash(input, readFileSync('build/index.js'), readFileSync('build/index_bg.wasm'))
}

function upToDate() {
  try {
    return readFileSync(record, 'utf8') === current()
  } catch {
    return false
  }
}

if (!upToDate()) {
  run(tool, args)
  mkdirSync(dirname(record), { recursive: true })
  writeFileSync(record, current())
}
