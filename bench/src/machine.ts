import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './paths'

/** What the figures were measured on, and with. */
export interface Machine {
  readonly cores: number
  /** Bytes. */
  readonly memory: number
  /** The kind of system and of processor. */
  readonly system: string
  /** How many programs wanted to run in the minute before: much more than none, and the figures are worth little. */
  readonly busy: number
  readonly versions: Readonly<Record<string, string>>
}

const PACKAGES = ['workerd', 'miniflare', 'hono', 'drizzle-orm', 'zod', 'partyserver', 'ws']

export async function machine(): Promise<Machine> {
  return {
    cores: availableParallelism(),
    memory: totalmem(),
    system: `${process.platform} on ${process.arch}`,
    busy: loadavg()[0] ?? 0,
    versions: { ferrosync: await ownVersion(), node: process.versions.node, ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])) },
  }
}

async function ownVersion(): Promise<string> {
  return /^version = "(.*)"$/mu.exec(await readFile(join(ROOT, 'Cargo.toml'), 'utf8'))?.[1] ?? 'unknown'
}

/** What is installed. Packages need not let others read their `package.json` by name. */
function versionOf(name: string): string {
  const folders = createRequire(join(ROOT, 'bench/package.json')).resolve.paths(name) ?? []
  for (const folder of folders) {
    try {
      return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).version
    } catch {
      // Not in this folder, then.
    }
  }
  return 'unknown'
}
