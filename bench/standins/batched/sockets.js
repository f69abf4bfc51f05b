import { delta } from './reads.js'
import { Refusal } from './refusal.js'

/** The room's sockets. Each keeps what it has subscribed to in its attachment, and is owed answers in the order of its frames. */
export class Sockets {
  #ctx
  /** By socket: promises of what stands in the ack, and what is settled. */
  #owed = new WeakMap()
  #isFlushing = new Set()

  constructor(ctx) {
    this.#ctx = ctx
  }

  join(hello) {
    const { 0: client, 1: server } = new WebSocketPair()
    this.#ctx.acceptWebSocket(server)
    server.send(JSON.stringify({ type: 'sync-init', ...hello }))
    return new Response(null, { status: 101, webSocket: client })
  }

  async resume(socket, { subscriptions, pending }, store, room, known) {
    const committed = []
    const missing = []
    for (const { clientMutationId } of pending) {
      const seq = known.get(clientMutationId)?.seq
      if (seq === undefined) missing.push(clientMutationId)
      else committed.push({ clientMutationId, seq })
    }
    socket.send(JSON.stringify({ type: 'resumed', committed, missing, stale: [] }))
    const subs = subscriptions.map(({ sub }) => sub)
    socket.serializeAttachment(subs)
    for (const { sub, cursor } of subscriptions) {
      const found = await delta(store, room, cursor)
      const { reset, from, seq, rows, removed } = found
      socket.send(
        reset
          ? JSON.stringify({ type: 'reset', sub, collection: 'todos', reason: reset })
          : `{"type":"delta","sub":${sub},"collection":"todos","from":${from},"to":${seq},"cursor":"${found.cursor}","rows":[${rows}],"removed":${removed},"more":false}`,
      )
    }
  }

  /** Tells everyone what was committed: one frame a socket, made once for all that have the same subscription. */
  broadcast(members) {
    const frames = new Map()
    for (const socket of this.#ctx.getWebSockets()) {
      const subs = socket.deserializeAttachment() ?? [undefined]
      const key = subs.join()
      let frame = frames.get(key)
      if (!frame) frames.set(key, (frame = `{"type":"broadcast","changes":[${subs.map((sub) => members.map((member) => changeOf(member, sub)).join()).join()}]}`))
      try {
        socket.send(frame)
      } catch {
        // It is gone; the others are not.
      }
    }
  }

  /** Answers a frame when all before it are answered; what is settled together goes out as one ack. */
  owe(socket, mutations, answers) {
    const owed = this.#owed.get(socket) ?? []
    this.#owed.set(socket, owed)
    for (const [at, answer] of answers.entries()) {
      const { clientMutationId } = mutations[at]
      const entry = { text: undefined }
      owed.push(entry)
      const settle = (text) => {
        entry.text = text
        this.#flush(socket, owed)
      }
      answer.then(
        ({ seq, data, isReplayed }) =>
          settle(`{"clientMutationId":${JSON.stringify(clientMutationId)},"seq":${seq}${data === undefined ? '' : `,"data":${data}`}${isReplayed ? ',"replayed":true' : ''}}`),
        (error) => settle(JSON.stringify({ clientMutationId, error: errorOf(error) })),
      )
    }
  }

  #flush(socket, owed) {
    if (this.#isFlushing.has(socket)) return
    this.#isFlushing.add(socket)
    // All that one commit settles is settled by the next microtasks.
    queueMicrotask(() =>
      queueMicrotask(() => {
        this.#isFlushing.delete(socket)
        const open = owed.findIndex(({ text }) => text === undefined)
        const ready = owed.splice(0, open < 0 ? owed.length : open)
        if (ready.length > 0) socket.send(`{"type":"ack","results":[${ready.map(({ text }) => text).join()}]}`)
      }),
    )
  }
}

function changeOf({ seq, mid, action, rows, deletes }, sub) {
  const payload = deletes.length > 0 ? (action === 'delete' ? { id: deletes[0] } : { ids: deletes }) : undefined
  const text = payload ? JSON.stringify(payload) : action.startsWith('bulk') ? `{"items":[${rows.join()}]}` : rows[0]
  return `{"seq":${seq},${sub === undefined ? '' : `"sub":${sub},`}"prev":${seq - 1},"collection":"todos","action":"${action}","payload":${text},"clientMutationId":${JSON.stringify(mid)}}`
}

function errorOf(error) {
  if (error instanceof Refusal) return { ...error.body(), status: error.status }
  return { code: 'INTERNAL', message: 'something went wrong', status: 500 }
}
