import { readdirSync, readFileSync } from 'node:fs'

/** The kernel counts CPU time in hundredths of a second on every platform that the runtime has. */
const TICKS = 100

interface Stat {
  readonly program: string
  readonly parent: number
  readonly ticks: number
}

function stat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const close = text.lastIndexOf(')')
    const fields = text.slice(close + 2).split(' ')
    return { program: text.slice(text.indexOf('(') + 1, close), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    return undefined // it has ended, or this system has no such files
  }
}

/** A running process, from outside. Where there is no `/proc` nothing is known of it. */
export class Process {
  readonly pid: number

  constructor(pid: number) {
    this.pid = pid
  }

  /** The youngest child of `parent` that runs this program. */
  static childOf(parent: number, program: string): Process | undefined {
    let names: string[]
    try {
      names = readdirSync('/proc')
    } catch {
      return undefined
    }
    const pids = names.filter((name) => /^\d+$/u.test(name)).map(Number)
    const found = pids.filter((pid) => {
      const known = stat(pid)
      return known?.parent === parent && known.program === program
    })
    return found.length === 0 ? undefined : new Process(Math.max(...found))
  }

  /** Seconds of CPU so far, of all its threads. */
  cpu(): number | undefined {
    const ticks = stat(this.pid)?.ticks
    return ticks === undefined ? undefined : ticks / TICKS
  }

  /** Bytes of memory that it holds. */
  memory(): number | undefined {
    try {
      const kilobytes = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1]
      return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
    } catch {
      return undefined
    }
  }
}
