// Builds the Worker, and with it the TypeScript and the migrations of the schema.
import { spawnSync } from 'node:child_process'

// One that comes with the crate `worker`: let both have one version.
const VERSION = '0.8.7'

// While somebody edits or tests, it is built quickly, and larger.
const quick = process.env.FERROSYNC_DEV !== undefined || process.argv.includes('--quick')
const how = quick ? ['--profile', 'worker-dev', '--no-opt'] : ['--release']

const { status, error } = spawnSync('worker-build', how, { stdio: 'inherit' })
if (error?.code === 'ENOENT') {
  console.error(`worker-build is not installed: \`cargo install worker-build --version ${VERSION} --locked\` (once, some minutes)`)
} else if (error) {
  throw error
}
process.exit(status ?? 1)
