import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Contender } from '../contenders'
import { folder, OUT, ROOT } from '../paths'
import { Turn } from '../turns'
import { Process } from './process'
import { wrap, type Wrapper } from './wrap'

/** The date of the runtime's behaviour that the examples are built for. */
export const COMPATIBILITY_DATE = '2026-04-01'

/** A server that runs, with new data. */
export interface Server extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** The runtime itself, if this system lets it be found. */
  readonly process: Process | undefined
  /** With those that are measured beside it. */
  readonly turn: Turn
}

/** The process that servers run under, one after the other. */
export class Host implements AsyncDisposable {
  readonly #child: ChildProcess
  #asked = 0

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static start(): Host {
    return new Host(fork(join(ROOT, 'bench/src/server/host.mjs'), { stdio: 'inherit' }))
  }

  /** Starts a contender on the real runtime. There is one at a time. */
  async run(contender: Contender, wrapper?: Wrapper, turn = Turn.alone()): Promise<Server> {
    const plain = await contender.modules()
    const state = await mkdtemp(join(await folder(OUT), 'state-'))
    const server = {
      state,
      modules: wrapper === undefined ? plain : await wrap(plain, wrapper),
      flags: contender.flags,
      d1: contender.storage === 'd1',
      date: COMPATIBILITY_DATE,
      statements: await contender.statements(),
    }
    const { host, port } = (await this.#ask({ what: 'start', server })) as { host: string; port: number }
    const stop = async () => {
      const said = String(await this.#ask({ what: 'stop' }))
      await rm(state, { recursive: true, force: true })
      // What is logged is an error that no answer told: the figures would be those of a broken server.
      if (said.trim() !== '') throw new Error(`${contender.name} on ${contender.storage} said: ${said.slice(0, 2_000)}`)
    }
    return { host, port, turn, process: Process.childOf(this.#child.pid ?? 0, 'workerd'), [Symbol.asyncDispose]: stop }
  }

  async #ask(message: object): Promise<unknown> {
    this.#asked += 1
    const id = this.#asked
    const answer = new Promise<unknown>((resolve, reject) => {
      const finish = () => {
        this.#child.off('message', take)
        this.#child.off('exit', gone)
      }
      const take = (said: { id: number; result?: unknown; error?: string }) => {
        if (said.id !== id) return
        finish()
        if (said.error === undefined) resolve(said.result)
        else reject(new Error(said.error))
      }
      const gone = () => {
        finish()
        reject(new Error('the process of the servers ended'))
      }
      this.#child.on('message', take)
      this.#child.on('exit', gone)
    })
    this.#child.send({ id, ...message })
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }
}
