// Whether a Worker has what its app names: `node ask.mjs CONFIG UPLOAD` starts what would be uploaded, by this
// configuration, with empty databases, and asks how it is.
import { join } from 'node:path'
import { Log, LogLevel, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions as optionsOf } from 'wrangler'

const [config, upload] = process.argv.slice(2)
const { workerOptions } = optionsOf(config)
const miniflare = new Miniflare({
  ...workerOptions,
  modulesRoot: upload,
  scriptPath: join(upload, 'index.js'),
  modules: true,
  modulesRules: [
    { type: 'ESModule', include: ['**/*.js'] },
    { type: 'CompiledWasm', include: ['**/*.wasm'] },
  ],
  // Else the runtime asks the internet where it is.
  cf: false,
  host: '127.0.0.1',
  port: 0,
  log: new Log(LogLevel.ERROR),
})
try {
  const answer = await miniflare.dispatchFetch('http://127.0.0.1/api/health')
  if (answer.status >= 500) {
    const text = await answer.text()
    let message
    try {
      message = JSON.parse(text).error.message
    } catch {
      message = text
    }
    console.error(`the Worker answers ${answer.status}: ${message}`)
    process.exitCode = 1
  }
} finally {
  await miniflare.dispose()
}
