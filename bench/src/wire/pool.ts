import { type Address, type Answer, type Client, Connection } from './http'

/**
 * Connections to a server, two for each request that is to be in flight. A request goes over the one that has rested longest.
 *
 * While the runtime is busy it reads on where it has just answered, and does not look who else has sent something. Whoever asks again at
 * once, over the same connection, is thus served before all that wait, some of them for seconds, until their connection is hung up on.
 * Clients in the world are not that quick: what comes over a connection that rested is found by the runtime's next look at all of them.
 */
export class Pool implements Client, Disposable {
  readonly #connections: readonly Connection[]
  /** The longest first. */
  readonly #resting: Connection[]

  private constructor(connections: readonly Connection[]) {
    this.#connections = connections
    this.#resting = [...connections]
  }

  static async open(address: Address, inFlight: number): Promise<Pool> {
    return new Pool(await Promise.all(Array.from({ length: 2 * inFlight }, () => Connection.open(address))))
  }

  async request(method: string, path: string, body?: unknown): Promise<Answer> {
    const connection = this.#resting.shift()
    if (connection === undefined) throw new Error('more requests are in flight than there are connections')
    try {
      return await connection.request(method, path, body)
    } finally {
      this.#resting.push(connection)
    }
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.close()
  }
}
