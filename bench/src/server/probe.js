// A Worker that counts what it asks its storage for: `GET /probe` says how many calls (round trips to D1, transactions in an object) and how many rows.
// The objects run in the same isolate here, so that one count has both.

import { env, WorkerEntrypoint } from 'cloudflare:workers'
import * as worker from './index.js'

const counts = { calls: 0, writingCalls: 0, rowsRead: 0, rowsWritten: 0 }
/** Cursors know what they cost when they are read to their end. */
let cursors = []

if (env.TODOS_DB) {
  const session = Object.getPrototypeOf(env.TODOS_DB.withSession())
  const send = session._sendOrThrow
  if (typeof send !== 'function') throw new Error('this runtime sends to D1 by another way')
  session._sendOrThrow = async function (...request) {
    const answer = await send.apply(this, request)
    const written = counts.rowsWritten
    for (const { meta } of [answer].flat()) {
      counts.rowsRead += meta.rows_read
      counts.rowsWritten += meta.rows_written
    }
    counts.calls += 1
    if (counts.rowsWritten > written) counts.writingCalls += 1
    return answer
  }
}

let isPatched = false
function patch(storage) {
  if (isPatched) return
  isPatched = true
  const [sql, all] = [Object.getPrototypeOf(storage.sql), Object.getPrototypeOf(storage)]
  const { exec } = sql
  sql.exec = function (...statement) {
    const cursor = exec.apply(this, statement)
    cursors.push(cursor)
    return cursor
  }
  const { transactionSync, put } = all
  all.transactionSync = function (work) {
    counts.calls += 1
    counts.writingCalls += 1
    return transactionSync.call(this, work)
  }
  // A row of the hidden table that keys and values are in.
  all.put = function (...entry) {
    counts.calls += 1
    counts.writingCalls += 1
    counts.rowsWritten += 1
    return put.apply(this, entry)
  }
}

export class SyncRoom extends worker.SyncRoom {
  constructor(state, environment) {
    patch(state.storage)
    super(state, environment)
  }
}

export default class extends WorkerEntrypoint {
  fetch(request) {
    if (new URL(request.url).pathname === '/probe') {
      for (const cursor of cursors) {
        counts.rowsRead += cursor.rowsRead
        counts.rowsWritten += cursor.rowsWritten
      }
      cursors = []
      return Response.json(counts)
    }
    const { default: plain } = worker
    return (typeof plain === 'function' ? new plain(this.ctx, this.env) : plain).fetch(request, this.env, this.ctx)
  }
}
