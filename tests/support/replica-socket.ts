import { array, isUnknown, Replica } from './replica'
import { type Frame, RoomSocket } from './socket'
import type { Row } from './words'

/** After how many milliseconds of silence a client that is owed something comes anew. */
const PATIENCE = 5_000

/** Listens and writes over a socket; comes back with its cursors whenever it was lost. */
export class SocketReplica extends Replica {
  #socket: RoomSocket | undefined
  #taken = 0
  /** Lists whose answer to the last `resume` is still to come. */
  #awaited = 0
  #isResumed = false
  /** The last seq that was told over this connection. */
  #last = 0
  #unseen = 0

  async run(): Promise<void> {
    while (!this.isStopped) {
      const origin = await this.settings.origin()
      const knock = RoomSocket.open(origin, this.settings.room, 'main', { headers: this.headers })
      const socket = await knock.catch(() => undefined)
      if (socket?.isOpen) {
        await this.#serve(socket)
        await socket.close()
      }
      if (!this.isStopped) this.seen.losses += 1
    }
  }

  override stop(): void {
    super.stop()
    void this.#socket?.close()
  }

  async #serve(socket: RoomSocket): Promise<void> {
    const gone = socket.closed()
    this.#socket = socket
    this.#taken = this.#last = this.#unseen = 0
    this.#isResumed = false
    for (const task of this.intents.values()) task.isSent = false
    for (const list of this.lists) if (list.cursor === undefined && !(await this.load(list))) return
    this.#ask(true)
    for (;;) {
      for (let frame = socket.frames[this.#taken]; frame !== undefined; frame = socket.frames[this.#taken]) {
        this.#taken += 1
        if (!(await this.#take(frame))) return
      }
      if (!socket.isOpen) return
      if (this.#awaited === 0 && this.lists.some(({ hasGap }) => hasGap)) this.#ask(false)
      this.#speak()
      const news = socket.until('news', ({ frames }) => frames.length > this.#taken, PATIENCE).then(
        () => true,
        () => this.#awaited === 0 && this.underWay === 0,
      )
      if (!(await Promise.race([news, gone.then(() => true)]))) {
        this.seen.silences += 1
        return
      }
    }
  }

  /** Subscribes anew: with the cursor where something is missing, without one where the list goes on. */
  #ask(isNew: boolean): void {
    const subscriptions = this.lists.map((list, sub) => {
      list.isAsked = isNew || list.hasGap
      const { collection, scope, cursor } = list
      return { sub, collection, ...(scope === undefined ? {} : { scope }), ...(list.isAsked ? { cursor } : {}) }
    })
    const pending = isNew ? [...this.intents.keys()] : []
    this.#socket?.send({ type: 'resume', subscriptions, pending })
    this.#awaited = this.lists.length
  }

  #speak(): void {
    if (this.#unseen >= 64) {
      this.#socket?.send({ type: 'seen', seq: this.#last })
      this.#unseen = 0
    }
    const tasks = this.#isResumed ? this.takeUp() : []
    if (tasks.length === 0) return
    for (const task of tasks) task.isSent = true
    this.#socket?.send({ type: 'mutate', mutations: tasks.map(({ intent, since }) => ({ ...intent, since })) })
  }

  /** Whether the connection is to be kept. */
  async #take(frame: Frame): Promise<boolean> {
    const list = this.lists[Number(frame['sub'])]
    switch (frame.type) {
      case 'resumed':
        this.#isResumed = true
        for (const { clientMutationId, seq } of array(frame['committed'])) {
          this.seen.found += 1
          this.settle(String(clientMutationId), Number(seq))
        }
        if (array(frame['stale']).length > 0) throw new Error('nothing of this is old')
        return true
      case 'ack':
        for (const { clientMutationId, seq, error } of array(frame['results'])) {
          const mid = String(clientMutationId)
          const { status, code } = Object(error)
          if (seq !== undefined) this.settle(mid, Number(seq))
          else if (isUnknown(status)) {
            const task = this.intents.get(mid)
            if (task) task.isSent = false
          } else this.refuse(mid, status, code)
        }
        return true
      case 'delta':
        if (list === undefined) throw new Error(JSON.stringify(frame))
        if (frame['more'] === false) this.#awaited -= 1
        this.seen.deltas += 1
        // That a list goes on is no answer to a question that is still to be asked.
        if (list.isAsked || !list.hasGap) list.mend(frame, frame['to'])
        return true
      case 'reset':
        if (list === undefined) throw new Error(JSON.stringify(frame))
        this.#awaited -= 1
        this.seen.resets += 1
        list.cursor = undefined
        return this.load(list)
      case 'broadcast':
        for (const changes of grouped(array(frame['changes']))) this.#hear(changes)
        return true
      case 'tick':
        for (const one of this.lists) if (Number(Object(frame['lists'])[one.collection] ?? 0) > one.held) one.hasGap = true
        return true
      case 'sync-init':
        return true
      default:
        throw new Error(JSON.stringify(frame))
    }
  }

  #hear(changes: readonly Row[]): void {
    const seq = Number(changes[0]?.['seq'])
    if (seq < this.#last) throw new Error(`${seq} is told after ${this.#last}`)
    this.#last = seq
    this.#unseen += 1
    for (const [sub, list] of this.lists.entries()) {
      const own = changes.filter((change) => change['sub'] === sub)
      if (own.length > 0) list.take(own)
    }
  }
}

/** The changes of each mutation. */
function grouped(changes: readonly Row[]): Row[][] {
  const groups = new Map<unknown, Row[]>()
  for (const change of changes) groups.set(change['seq'], [...(groups.get(change['seq']) ?? []), change])
  return [...groups.values()]
}
