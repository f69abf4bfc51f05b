import { expect } from 'vitest'
import { request } from '../support/client'
import { Server, type ServerOptions } from '../support/server'

export type Task = Readonly<Record<'id' | 'boardId' | 'list' | 'text', string>>

/** Boards, on which Alice and Bob may write, and Vera may not. */
export async function startBoards(options?: ServerOptions): Promise<Server> {
  const server = await Server.start('access', options)
  await database(server).then((db) => db.prepare('CREATE TABLE members (name TEXT, board TEXT, role TEXT)').run())
  return server
}

/** A board with its members, and Bob, who works on it over HTTP. */
export class Board {
  readonly name: string
  readonly #server: Server

  private constructor(server: Server, name: string) {
    this.#server = server
    this.name = name
  }

  static async open(server: Server, name: string): Promise<Board> {
    const members = [['alice', 'editor'], ['bob', 'editor'], ['vera', 'viewer']].map(([who, role]) => `('${who}','${name}','${role}')`)
    const db = await database(server)
    await db.prepare(`INSERT INTO members VALUES ${members.join()}`).run()
    return new Board(server, name)
  }

  async #call(path: string, method: string, body?: unknown): Promise<Readonly<Record<string, unknown>>> {
    const url = `${this.#server.url}/api/${this.name}/tasks${path}`
    const answer = await request(url, method, body, { authorization: 'Bearer token-bob' })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return answer.body
  }

  async add(text: string, list = 'A'): Promise<Task> {
    return Object(await this.#call('', 'POST', { text, scope: list }))['data']
  }

  async rename({ id }: Task, text: string): Promise<void> {
    await this.#call(`/${id}`, 'PUT', { text })
  }

  async remove({ id }: Task): Promise<void> {
    await this.#call(`/${id}`, 'DELETE')
  }

  /** What the server has, in its order. */
  async texts(): Promise<readonly string[]> {
    const { tasks } = await this.#call('?consistent=true', 'GET')
    return (tasks as Task[]).map(({ text }) => text)
  }

  /** How many mutations the room has ever committed. */
  async seq(): Promise<number> {
    return Number((await this.#call('?consistent=true', 'GET'))['seq'])
  }
}

const database = (server: Server) => server.miniflare.getD1Database('DB')
