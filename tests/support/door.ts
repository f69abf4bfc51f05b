/**
 * A module round the Worker's own: its rooms' objects, with a door for tests that the Worker itself has not.
 *
 * Requests that come through the Worker do not have the header, unless their client sent it: then the test has itself to
 * blame.
 */
export const DOOR = `
import * as worker from './index.js'
export * from './index.js'
export { default } from './index.js'

export class SyncRoom extends worker.SyncRoom {
  #state
  #wanted = 0
  #waiting = []

  constructor(state, env) {
    super(state, env)
    this.#state = state
  }

  async fetch(request) {
    switch (request.headers.get('x-door')) {
      case 'sql':
        try {
          return Response.json(this.#state.storage.sql.exec(await request.text()).toArray())
        } catch (error) {
          return new Response(String(error), { status: 500 })
        }
      case 'evict':
        return this.#state.abort('the test ends this object')
      case 'gather':
        this.#wanted = Number(await request.text())
        return new Response()
      default:
        return super.fetch(request)
    }
  }

  async ask(text) {
    await this.#all()
    return super.ask(text)
  }

  async webSocketMessage(socket, message) {
    await this.#all()
    return super.webSocketMessage(socket, message)
  }

  /** Waits until as many are here as were asked for, if any were. */
  async #all() {
    if (this.#wanted === 0) return
    await new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length < this.#wanted) return
      this.#wanted = 0
      for (const go of this.#waiting.splice(0)) go()
    })
  }
}
`
