import { expect } from 'vitest'
import type { Answer } from './client'
import type { Server } from './server'

interface Batch {
  readonly ferrosync: 'batch'
  readonly rowsRead: number
  readonly rowsWritten: number
  readonly statements: readonly { readonly rowsRead: number; readonly rowsWritten: number }[]
}

const isBatch = (line: unknown): line is Batch => typeof line === 'object' && line !== null && Reflect.get(line, 'ferrosync') === 'batch'

/** What one commit had in it, and its seqs. */
export interface Flush {
  readonly ferrosync: 'flush'
  readonly first: number
  readonly last: number
  readonly mutations: number
  readonly refused: number
}

const isFlush = (line: unknown): line is Flush => typeof line === 'object' && line !== null && Reflect.get(line, 'ferrosync') === 'flush'

function logged(server: Server): unknown[] {
  const lines = server.logged.join('').split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line): unknown => JSON.parse(line))
}

/** The commits that the Worker has logged. It must run with `FERROSYNC_DEBUG`. */
export function flushes(server: Server): Flush[] {
  return logged(server).filter(isFlush)
}

/** The batches of statements that the Worker has logged from its `from`th on. */
function batches(server: Server, from: number): Batch[] {
  return logged(server).filter(isBatch).slice(from)
}

/** How many batches have written something since the server was made. */
export function writingBatches(server: Server): number {
  return batches(server, 0).filter(({ rowsWritten }) => rowsWritten > 0).length
}

/** The rows that one successful request wrote, all of its batches together. The Worker must run with `FERROSYNC_DEBUG`. */
export async function rowsWritten(server: Server, send: () => Promise<Answer>): Promise<number> {
  return (await costs(server, send)).reduce((sum, { rowsWritten: rows }) => sum + rows, 0)
}

/** The same of the rows that it read. */
export async function rowsRead(server: Server, send: () => Promise<Answer>): Promise<number> {
  return (await costs(server, send)).reduce((sum, { rowsRead: rows }) => sum + rows, 0)
}

async function costs(server: Server, send: () => Promise<Answer>): Promise<readonly Batch[]> {
  const from = batches(server, 0).length
  const answer = await send()
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  await expect.poll(() => batches(server, from).length, { timeout: 10_000 }).toBeGreaterThan(0)
  return batches(server, from)
}
