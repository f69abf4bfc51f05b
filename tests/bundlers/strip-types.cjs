// webpack's view of TypeScript, as Next.js has it from a compiler of its own: one file at a time, types taken out.
const { transform } = require('esbuild')

module.exports = function stripTypes(source) {
  const done = this.async()
  const loader = this.resourcePath.endsWith('x') ? 'tsx' : 'ts'
  transform(source, { loader, jsx: 'automatic' }).then(({ code }) => done(null, code), done)
}
