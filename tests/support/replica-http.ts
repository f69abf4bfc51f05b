import { type List, Replica, type Task } from './replica'

/** Writes and reads over HTTP alone, and asks for what changed. */
export class HttpReplica extends Replica {
  async run(): Promise<void> {
    while (!this.isStopped) {
      await Promise.all(this.takeUp().map((task) => this.#send(task)))
      for (const list of this.lists) await this.#refresh(list)
    }
  }

  async #send(task: Task): Promise<void> {
    task.isSent = true
    const { clientMutationId: mid } = task.intent
    const answer = await this.call(...httpOf(task))
    task.isSent = false
    if (answer === undefined) return
    const { status, body } = answer
    if (status === 200) this.settle(mid, Number(body['seq']))
    else this.refuse(mid, status, Object(body['error']).code)
  }

  async #refresh(list: List): Promise<void> {
    for (let more = true; more; ) {
      if (list.cursor === undefined) {
        await this.load(list)
        return
      }
      const answer = await this.call(`${list.path}&since=${encodeURIComponent(list.cursor)}`)
      if (answer === undefined) return
      const { status, body } = answer
      if (status !== 200) throw new Error(JSON.stringify(answer))
      if (body['reset'] === true) {
        this.seen.resets += 1
        list.show(body)
        return
      }
      this.seen.deltas += 1
      list.mend(body, body['seq'])
      more = body['more'] === true
    }
  }
}

/** The same mutation over HTTP: path, method and body. */
function httpOf({ intent, since }: Task): [string, string, unknown] {
  const { clientMutationId: mid, collection, action, payload, scope } = intent
  const { id, data } = payload
  const rest = { ...(scope === undefined ? {} : { scope }), _clientMutationId: mid, _since: since }
  const path = `${collection}/${action.startsWith('bulk') ? 'bulk' : String(id)}`
  switch (action) {
    case 'insert':
      return [collection, 'POST', { ...payload, ...rest }]
    case 'update':
      return [path, 'PUT', { ...Object(data), ...rest }]
    case 'delete':
      return [`${path}?_clientMutationId=${mid}&_since=${since}`, 'DELETE', undefined]
    case 'bulk-insert':
      return [path, 'POST', { ...payload, ...rest }]
    case 'bulk-delete':
      return [path, 'DELETE', { ...payload, ...rest }]
  }
}
