import { request } from './client'
import type { Row } from './words'

// Clients as the wire's description has them: they believe what they are told, ask where that says that they lack something,
// and send again what nobody answered.

/** What a client wants to have done, as `mutate` has it. */
export interface Intent {
  readonly clientMutationId: string
  readonly collection: string
  readonly action: 'insert' | 'update' | 'delete' | 'bulk-insert' | 'bulk-delete'
  readonly payload: Row
  readonly scope?: string
}

export interface Settings {
  readonly room: string
  readonly token: string
  /** Collections, with `/scope` where only one is asked for. */
  readonly lists: readonly string[]
  /** Resolves with the server's origin when it can be reached. */
  readonly origin: () => Promise<string>
  /** What to do next; nothing when all is done. */
  readonly next: () => Intent | undefined
  readonly done: (mid: string, seq: number) => void
  readonly refused: (mid: string, code: string) => void
}

/** How many mutations a client has under way at a time. */
const WINDOW = 8

export const array = (value: unknown): Row[] => (Array.isArray(value) ? value : [])

/** A list as a client shows it. */
export class List {
  readonly collection: string
  readonly scope: string | undefined
  readonly rows = new Map<unknown, Row>()
  held = 0
  cursor: string | undefined
  hasGap = false
  /** Whether the question that is under way has its cursor. */
  isAsked = false

  constructor(name: string) {
    const [collection = '', scope] = name.split('/')
    this.collection = collection
    this.scope = scope
  }

  get path(): string {
    return `${this.collection}?consistent=true${this.scope === undefined ? '' : `&scope=${this.scope}`}`
  }

  /** Takes a list anew. */
  show(body: Row): void {
    if (body['next'] !== undefined) throw new Error('one page was to be enough')
    this.rows.clear()
    for (const row of array(body[this.collection])) this.rows.set(row['id'], row)
    this.#stand(Number(body['seq']), body['cursor'])
  }

  /** Takes a piece of what was missed, up to `seq`. */
  mend(piece: Row, seq: unknown): void {
    for (const row of array(piece['rows'])) this.rows.set(row['id'], row)
    for (const id of array(piece['removed'])) this.rows.delete(id)
    if (piece['more'] === false) this.#stand(Math.max(this.held, Number(seq)), piece['cursor'])
  }

  #stand(seq: number, cursor: unknown): void {
    this.held = seq
    this.cursor = String(cursor)
    this.hasGap = false
  }

  /** Takes what one mutation did. */
  take(changes: readonly Row[]): void {
    const seq = Number(changes[0]?.['seq'])
    if (Number(changes[0]?.['prev']) > this.held) this.hasGap = true
    else if (seq > this.held) {
      for (const { action, payload } of changes) {
        const { id, ids, items } = Object(payload)
        if (action === 'delete' || action === 'bulk-delete') for (const gone of ids ?? [id]) this.rows.delete(gone)
        else for (const row of items ?? [payload]) this.rows.set(row.id, row)
      }
      this.held = seq
    }
  }
}

/** A mutation that was taken up. */
export interface Task {
  readonly intent: Intent
  /** Where its client stood then. */
  readonly since: number
  isSent: boolean
}

/** Whether an answer of this status says nothing of what was done. */
export const isUnknown = (status: number) => status > 500 || [401, 408, 425, 429].includes(status)

export abstract class Replica {
  readonly lists: readonly List[]
  /** What was taken up and is not answered, in its order. */
  protected readonly intents = new Map<string, Task>()
  /** What was seen: how often it lost its connection or an answer, was told a delta, or had to load anew. */
  readonly seen = { losses: 0, deltas: 0, resets: 0, found: 0, silences: 0 }
  protected readonly settings: Settings
  protected isStopped = false

  constructor(settings: Settings) {
    this.settings = settings
    this.lists = settings.lists.map((name) => new List(name))
  }

  /** How many mutations were sent and not answered. */
  get underWay(): number {
    return [...this.intents.values()].filter(({ isSent }) => isSent).length
  }

  /** Whether it shows everything up to where its lists have changed last. */
  holds(last: (list: List) => number): boolean {
    return this.intents.size === 0 && this.lists.every((list) => list.held >= last(list))
  }

  protected get headers() {
    return { authorization: `Bearer ${this.settings.token}` }
  }

  protected settle(mid: string, seq: number): void {
    this.intents.delete(mid)
    this.settings.done(mid, seq)
  }

  protected refuse(mid: string, status: number, code: unknown): void {
    if (status === 500 || typeof code !== 'string') throw new Error(`${mid} ends with ${status} ${code}`)
    this.intents.delete(mid)
    this.settings.refused(mid, code)
  }

  /** Takes up as much as may be under way; gives what is not on its way. */
  protected takeUp(): Task[] {
    const since = Math.max(...this.lists.map(({ held }) => held))
    while (this.intents.size < WINDOW) {
      const intent = this.settings.next()
      if (intent === undefined) break
      this.intents.set(intent.clientMutationId, { intent, since, isSent: false })
    }
    return [...this.intents.values()].filter(({ isSent }) => !isSent)
  }

  /** An answer with a body of the API; nothing where nobody knows what became of it. */
  protected async call(path: string, method = 'GET', body?: unknown) {
    const url = `${await this.settings.origin()}/api/${this.settings.room}/${path}`
    const answer = await request(url, method, body, this.headers).catch(() => undefined)
    if (answer !== undefined && !isUnknown(answer.status)) return answer
    this.seen.losses += 1
    return undefined
  }

  protected async load(list: List): Promise<boolean> {
    const answer = await this.call(list.path)
    if (answer === undefined) return false
    if (answer.status !== 200) throw new Error(JSON.stringify(answer))
    list.show(answer.body)
    return true
  }

  /** Goes on until it is stopped. */
  abstract run(): Promise<void>

  stop(): void {
    this.isStopped = true
  }
}
