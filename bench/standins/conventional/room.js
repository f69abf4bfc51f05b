import { Server } from 'partyserver'
import { Repository } from './repository.js'

const COUNTER = 'broadcasts:todos'

/** The room of all who look at the same list: it writes for them, and tells them. */
export class SyncRoom extends Server {
  static options = { hibernate: true }

  #repository = new Repository(this.env.TODOS_DB)
  #counter = 0

  async onStart() {
    this.#counter = (await this.ctx.storage.get(COUNTER)) ?? 0
  }

  onConnect(connection) {
    connection.send(JSON.stringify({ type: 'sync-init', broadcastIds: { todos: this.#counter } }))
  }

  /** Called by the Worker. `undefined` where there is no such row. */
  async mutate(action, payload, clientMutationId) {
    const result = await this.#run(action, payload)
    if (result === undefined) return undefined
    this.#counter += 1
    // Not awaited: the runtime holds back what leaves the object until it is written.
    this.ctx.storage.put(COUNTER, this.#counter)
    const event = { type: 'broadcast', collection: 'todos', action, payload: result, broadcastId: this.#counter, clientMutationId }
    this.broadcast(JSON.stringify(event))
    return result
  }

  async #run(action, payload) {
    switch (action) {
      case 'insert':
        return this.#repository.insert(payload)
      case 'update':
        return this.#repository.update(payload.id, payload.data)
      case 'delete':
        return this.#repository.delete(payload.id)
      case 'bulk-insert':
        return { items: await this.#repository.bulkInsert(payload.items) }
      case 'bulk-update':
        return { items: await this.#repository.bulkUpdate(payload.items) }
      case 'bulk-delete':
        return { ids: (await this.#repository.bulkDelete(payload.ids)).map(({ id }) => id) }
    }
  }
}
