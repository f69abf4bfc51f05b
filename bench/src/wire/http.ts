import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { PATIENCE } from './patience'

/** An answer as it came. */
export interface Answer {
  readonly status: number
  readonly text: string
  /** Head and body, as they were on the wire. */
  readonly bytes: number
}

/** Whatever takes a request and gives its answer. */
export interface Client {
  request(method: string, path: string, body?: unknown): Promise<Answer>
}

export interface Address {
  readonly host: string
  readonly port: number
}

/** How a body in chunks ends: with an empty one. No row has a carriage return in it: JSON writes two characters. */
const LAST = '\r\n0\r\n\r\n'

/**
 * Milliseconds after which a connection is made anew. The runtime hangs up on those that say nothing for five seconds, as those do that
 * rest while something else is measured.
 */
const IDLE = 4_000

/**
 * One connection that is kept: a request, then its answer. Node's own clients cost more than the servers that are measured; this one
 * does what is needed here and nothing else.
 */
export class Connection implements Client {
  #socket: Socket
  readonly #address: Address
  /** When the last answer came. */
  #last = performance.now()
  #chunks: Buffer[] = []
  #length = 0
  /** Where the answer ends, once its head has been read. */
  #end: number | undefined
  #waiting: { begun: number; resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined

  private constructor(socket: Socket, address: Address) {
    this.#socket = this.#follow(socket)
    this.#address = address
  }

  #follow(socket: Socket): Socket {
    const isOurs = () => this.#socket === socket
    socket.setNoDelay(true)
    socket.setTimeout(PATIENCE * 1_000, () => this.#waiting && socket.destroy(new Error(`no answer in ${PATIENCE} s, but ${this.#length} bytes of one`)))
    socket.on('data', (chunk) => this.#take(chunk))
    socket.on('error', (error) => isOurs() && this.#fail(error))
    socket.on('close', () => isOurs() && this.#fail(new Error(this.#hungUp())))
    return socket
  }

  #hungUp(): string {
    const { begun } = this.#waiting ?? { begun: performance.now() }
    return `the server closed the connection ${Math.round(performance.now() - begun)} ms after it was asked, with ${this.#length} bytes of an answer`
  }

  static async open(address: Address): Promise<Connection> {
    return new Connection(await connected(address), address)
  }

  async request(method: string, path: string, body?: unknown): Promise<Answer> {
    if (this.#waiting !== undefined) throw new Error('the answer before has not come')
    if (this.#socket.readyState !== 'open' || performance.now() - this.#last > IDLE) await this.#renew()
    const { host, port } = this.#address
    const text = body === undefined ? '' : JSON.stringify(body)
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n`
    const about = body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`
    return new Promise((resolve, reject) => {
      this.#waiting = { begun: performance.now(), resolve, reject }
      this.#socket.write(`${head}${about}\r\n${text}`)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  async #renew(): Promise<void> {
    this.#socket.destroy()
    this.#forget()
    this.#socket = this.#follow(await connected(this.#address))
  }

  /** What has come of an answer. */
  #forget(): void {
    this.#chunks = []
    this.#length = 0
    this.#end = undefined
    this.#isChunked = false
    this.#tail = ''
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    this.#end ??= this.#findEnd()
    if (this.#end === undefined) {
      this.#tail = (this.#tail + chunk.toString('latin1', Math.max(0, chunk.length - LAST.length))).slice(-LAST.length)
      if (this.#isChunked && this.#tail === LAST) this.#finish()
    } else if (this.#length >= this.#end) this.#finish()
  }

  #isChunked = false
  /** What has come last, however it was cut. */
  #tail = ''

  #findEnd(): number | undefined {
    if (this.#isChunked) return undefined
    const start = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks)
    const head = start.indexOf('\r\n\r\n')
    if (head < 0) return undefined
    const length = /\r\ncontent-length: *(\d+)/iu.exec(start.toString('latin1', 0, head))?.[1]
    this.#isChunked = length === undefined
    return length === undefined ? undefined : head + 4 + Number(length)
  }

  #finish(): void {
    const all = Buffer.concat(this.#chunks)
    const head = all.indexOf('\r\n\r\n') + 4
    const answer = {
      status: Number(all.toString('latin1', 9, 12)),
      text: this.#isChunked ? unchunk(all, head) : all.toString('utf8', head),
      bytes: all.length,
    }
    this.#forget()
    const waiting = this.#waiting
    this.#waiting = undefined
    this.#last = performance.now()
    waiting?.resolve(answer)
  }

  #fail(error: Error): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.reject(error)
  }
}

function unchunk(all: Buffer, from: number): string {
  const parts: Buffer[] = []
  for (let at = from; ; ) {
    const line = all.indexOf('\r\n', at)
    const length = Number.parseInt(all.toString('latin1', at, line), 16)
    if (length === 0 || Number.isNaN(length)) return Buffer.concat(parts).toString('utf8')
    parts.push(all.subarray(line + 2, line + 2 + length))
    at = line + 2 + length + 2
  }
}

/** What a 2xx has in its body. Anything else is an error: a wrong answer must not look fast. */
export function good({ status, text }: Answer): Record<string, unknown> {
  if (status < 200 || status > 299) throw new Error(`answered ${status}: ${text.slice(0, 500)}`)
  return JSON.parse(text) as Record<string, unknown>
}

async function connected({ host, port }: Address): Promise<Socket> {
  const socket = connect({ host, port })
  await once(socket, 'connect')
  return socket
}
