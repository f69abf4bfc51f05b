import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

export interface ProgramOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** Something that runs beside the test, and what it says on both of its streams. Ended with the test at the latest. */
export class Program {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | null>
  readonly #listeners = new Set<() => void>()
  /** How it ended. */
  #code: number | null | undefined
  /** All it has said. */
  text = ''

  constructor(program: string, args: readonly string[], { cwd, env }: ProgramOptions) {
    // In a group of its own, as a terminal has it: what it has started is spoken to as well.
    this.#child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.text += text
        for (const listener of this.#listeners) listener()
      })
    }
    this.#ended = new Promise((settle, fail) => {
      this.#child.once('error', fail)
      this.#child.once('close', (code) => {
        this.#code = code
        settle(code)
        for (const listener of this.#listeners) listener()
      })
    })
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the program has not started')
    return this.#child.pid
  }

  /** What it says from here on, as soon as it has said this. It is an error when it ends before. */
  says(pattern: RegExp, since = this.text.length): Promise<RegExpExecArray> {
    return new Promise((settle, fail) => {
      const listen = () => {
        const found = pattern.exec(this.text.slice(since))
        if (found) settle(found)
        else if (this.#code === undefined) return
        else fail(new Error(`it ended without ${pattern}:\n${this.text.slice(-4000)}`))
        this.#listeners.delete(listen)
      }
      this.#listeners.add(listen)
      listen()
    })
  }

  /** Its exit code, once it has ended by itself. */
  end(): Promise<number | null> {
    return this.#ended
  }

  /** Ctrl-C, which a terminal tells all that it has started. */
  interrupt(): Promise<number | null> {
    return this.#signal('SIGINT')
  }

  #signal(signal: NodeJS.Signals): Promise<number | null> {
    process.kill(-this.pid, signal)
    return this.#ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#code !== undefined) return
    await this.#signal('SIGTERM')
  }
}

/** Runs a program to its end, and gives all it said; a failure is an error that shows the last of it. */
export async function run(program: string, args: readonly string[], options: ProgramOptions): Promise<string> {
  const running = new Program(program, args, options)
  const code = await running.end()
  if (code !== 0) throw new Error(`\`${program} ${args.join(' ')}\` ended with ${code}:\n${running.text.slice(-6000)}`)
  return running.text
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('there is no port')
  return address.port
}
