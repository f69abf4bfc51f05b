import { DurableObject } from 'cloudflare:workers'
import { outcome, plan, take } from './group.js'
import { midOf, parse } from './input.js'
import { cursorOf, notFound, read } from './reads.js'
import { Refusal } from './refusal.js'
import { Sockets } from './sockets.js'
import { ROWS, TAIL } from './sql.js'
import { D1Store, ObjectStore } from './store.js'

const ATTEMPTS = 4

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** One room: it gives every mutation its place, commits what comes together, and tells everyone. */
export class SyncRoom extends DurableObject {
  #name = this.ctx.id.name
  #store
  #sockets = new Sockets(this.ctx)
  #queue = []
  #isPumping = false
  /** What the last commit tells of the next: its members and those who came meanwhile, and the milliseconds that it took. */
  #crowd = { size: Infinity, took: 0 }
  /** By mid: `{seq, digest}` of what is in the log's tail, and members that are under way. */
  #known
  #loading
  #seq = 0
  #lastMid

  constructor(ctx, env) {
    super(ctx, env)
    this.#store = env.TODOS_DB ? new D1Store(env.TODOS_DB) : new ObjectStore(ctx.storage)
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
  }

  async fetch(request) {
    try {
      const url = new URL(request.url)
      if (request.headers.get('upgrade') === 'websocket') return await this.#join()
      if (request.method === 'GET') return await read(this.#store, this.#name, url)
      return await this.#http(request, url)
    } catch (error) {
      if (error instanceof Refusal) return error.response()
      throw error
    }
  }

  async webSocketMessage(socket, text) {
    const frame = JSON.parse(text)
    if (frame.type === 'resume') await this.#sockets.resume(socket, frame, this.#store, this.#name, await this.#tail())
    if (frame.type !== 'mutate') return
    const answers = frame.mutations.map(({ clientMutationId, action, payload }) => this.#mutate(clientMutationId, action, () => payload))
    this.#sockets.owe(socket, frame.mutations, answers)
  }

  webSocketClose() {}

  async #join() {
    await this.#tail()
    return this.#sockets.join({ protocol: 1, schema: 'todos', seq: this.#seq, cursor: cursorOf(this.#seq, this.#lastMid), now: Date.now() })
  }

  async #http(request, url) {
    const [, , , , id] = url.pathname.split('/')
    const verb = { POST: 'insert', PUT: 'update', DELETE: 'delete' }[request.method]
    const action = id === 'bulk' ? `bulk-${verb}` : verb
    const body = await bodyOf(request)
    const { _clientMutationId: mid = url.searchParams.get('_clientMutationId') ?? undefined, _since, ...fields } = body
    const payloadOf = () => (action === 'update' ? { id, data: fields } : action === 'delete' ? { id } : fields)
    const { seq, data, isReplayed } = await this.#mutate(mid, action, payloadOf)
    const parts = ['{"success":true', data === undefined ? '' : `,"data":${data}`, `,"seq":${seq}`, isReplayed ? ',"replayed":true' : '', '}']
    return new Response(parts.join(''), { headers: { 'content-type': 'application/json' } })
  }

  /** Resolves when it is committed, rejects with the refusal. The same id again shares the answer, or is told it. */
  async #mutate(given, action, payloadOf) {
    const mid = midOf(given)
    const member = parse(mid, action, payloadOf())
    // Without waiting where it need not: what one frame brings stays in its order.
    const known = (this.#known ?? (await this.#tail())).get(mid)
    if (known && known.digest !== member.digest) throw new Refusal(409, 'MID_REUSED', 'another mutation has this id')
    if (known?.answer) return known.answer
    if (known) return { seq: known.seq, data: await this.#current(member, known.seq), isReplayed: true }
    member.answer = new Promise((resolve, reject) => Object.assign(member, { resolve, reject }))
    this.#known.set(mid, member)
    this.#queue.push(member)
    if (this.#queue.length >= this.#crowd.size) this.#crowd.complete?.()
    this.#pump()
    return member.answer
  }

  async #pump() {
    if (this.#isPumping) return
    this.#isPumping = true
    while (this.#queue.length > 0) {
      await this.#gather()
      await this.#commit(take(this.#queue))
    }
    this.#isPumping = false
  }

  /** Waits for those whom the last commit answered or left, as long as they keep coming. */
  async #gather() {
    const { size, took } = this.#crowd
    const step = Math.floor(took / 8)
    // A macrotask: taking the next group straight after the last starves what arrives.
    if (this.#store.isLocal) return sleep(0)
    if (this.#queue.length >= size) return
    if (step === 0) return sleep(0)
    const until = Date.now() + Math.min(took / 2, 50)
    const complete = new Promise((resolve) => (this.#crowd.complete = resolve))
    for (let before = 0; this.#queue.length > before && this.#queue.length < size && Date.now() < until; ) {
      before = this.#queue.length
      await Promise.race([sleep(step), complete])
      if (step === 1) return
    }
  }

  get #end() {
    return this.#lastMid === undefined ? '0' : `${this.#seq} ${this.#lastMid}`
  }

  async #commit(group) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        const begun = Date.now()
        outcome(group, await this.#store.batch(plan(this.#name, this.#end, group)))
        this.#crowd = { size: group.length + this.#queue.length, took: Date.now() - begun }
        return this.#publish(group)
      } catch {
        // The log ended elsewhere, or nobody knows what was done: the log does.
        const known = await this.#reload()
        group = group.filter((member) => this.#isOpen(member, known))
        for (const member of [...group, ...this.#queue]) known.set(member.mid, member)
        if (group.length === 0) return
      }
    }
    for (const { mid, reject } of group) {
      this.#known.delete(mid)
      reject(new Refusal(503, 'UNAVAILABLE', 'nobody knows whether it was done'))
    }
  }

  #isOpen(member, known) {
    const seq = known.get(member.mid)?.seq
    if (seq !== undefined) this.#current(member, seq).then((data) => member.resolve({ seq, data }), member.reject)
    return seq === undefined
  }

  #publish(group) {
    const done = group.filter(({ seq }) => seq !== undefined)
    const last = done.at(-1)
    if (last) {
      this.#seq = last.seq
      this.#lastMid = last.mid
      this.#sockets.broadcast(done)
    }
    for (const member of group) {
      const { mid, seq, digest, inserts, resolve, reject } = member
      if (seq === undefined) {
        this.#known.delete(mid)
        reject(inserts.length > 0 ? new Refusal(409, 'ID_TAKEN', 'a row has this id') : notFound())
      } else {
        this.#known.set(mid, { seq, digest })
        resolve({ seq, data: dataOf(member) })
      }
    }
  }

  /** The rows of a repeated mutation as they are now. */
  async #current(member, seq) {
    if (member.deletes.length > 0) return undefined
    const [found] = await this.#store.batch([[ROWS, this.#name, String(seq)]])
    return dataOf({ ...member, rows: found.map(({ row }) => row) })
  }

  async #tail() {
    if (this.#known) return this.#known
    this.#loading ??= this.#reload()
    return this.#loading
  }

  async #reload() {
    const [tail] = await this.#store.batch([[TAIL, this.#name]])
    this.#seq = Number(tail[0]?.seq ?? 0)
    this.#lastMid = tail[0]?.mid
    this.#known = new Map(tail.toReversed().map(({ seq, mid, digest }) => [mid, { seq: Number(seq), digest }]))
    return this.#known
  }
}

function dataOf({ action, rows, deletes }) {
  if (deletes.length > 0) return undefined
  return action.startsWith('bulk') ? `[${rows.join()}]` : (rows[0] ?? 'null')
}

async function bodyOf(request) {
  const text = await request.text()
  try {
    const body = JSON.parse(text || '{}')
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  } catch {}
  throw new Refusal(400, 'MALFORMED', 'the body is no JSON object')
}
