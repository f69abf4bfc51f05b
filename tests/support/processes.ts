import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

interface Running {
  readonly pid: number
  readonly parent: number
  readonly program: string
}

/** The numbers of the workerd processes that this very process has started. */
export function ownWorkerds(): number[] {
  return below(process.pid)
    .filter(({ program }) => program === 'workerd')
    .map(({ pid }) => pid)
}

/** The numbers of all processes that this one has started, and those have. */
export function descendants(pid: number): number[] {
  return below(pid).map((process) => process.pid)
}

/** Whether there is still a process of this number. */
export function runs(pid: number): boolean {
  return running().some((process) => process.pid === pid)
}

function below(root: number): Running[] {
  const all = running()
  const family = new Set([root])
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  return all.filter(({ pid }) => pid !== root && family.has(pid))
}

function running(): Running[] {
  let pids: string[]
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/u.test(name))
  } catch {
    return runningByPs()
  }
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const open = stat.indexOf('(')
      const close = stat.lastIndexOf(')')
      const [state, parent] = stat.slice(close + 2).split(' ')
      if (state === 'Z') return []
      return [{ pid: Number(pid), parent: Number(parent), program: stat.slice(open + 1, close) }]
    } catch {
      return [] // it has ended meanwhile
    }
  })
}

function runningByPs(): Running[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => {
    const [pid, parent, ...command] = line.trim().split(/\s+/u)
    return { pid: Number(pid), parent: Number(parent), program: command.join(' ').split('/').at(-1) ?? '' }
  })
}
