import type { Frame, RoomSocket } from './socket'

// What a client says over a socket of the Worker `access`, and what it is answered.

let last = 0
/** A row's id that nobody has been given before. */
export const newId = (): string => `0190c0de-0000-7000-9000-${String(++last).padStart(12, '0')}`
const newMid = () => `socket-${++last}`

/** A list that a socket subscribes to. */
export interface List {
  readonly collection: string
  readonly scope?: string
  readonly cursor?: string
}

/** Subscribes; gives the answers to each list, by its number. */
export async function resume(socket: RoomSocket, lists: readonly List[], pending: readonly string[] = []): Promise<{ resumed: Frame; answers: Frame[] }> {
  const from = socket.frames.length
  socket.send({ type: 'resume', subscriptions: lists.map((list, sub) => ({ sub, ...list })), pending })
  const fresh = () => socket.frames.slice(from)
  const answers = () => fresh().filter(({ type, more }) => type === 'reset' || (type === 'delta' && more === false))
  await socket.until('answers', () => answers().length >= lists.length && fresh().some(({ type }) => type === 'resumed'))
  return { resumed: fresh().find(({ type }) => type === 'resumed') as Frame, answers: answers() }
}

/** A mutation that inserts one row, under an id of its own. */
export const insert = (collection: string, payload: object, scope?: string) => ({
  clientMutationId: newMid(),
  collection,
  action: 'insert',
  payload,
  ...(scope === undefined ? {} : { scope }),
})

/** What an `ack` says of one mutation. */
export type Result = { clientMutationId?: string; seq?: number; replayed?: boolean; error?: { code: string; status: number } }

/** Sends one frame of mutations; gives their answers. */
export async function mutate(socket: RoomSocket, mutations: readonly (Readonly<Record<string, unknown>> & { clientMutationId: string })[]): Promise<Result[]> {
  socket.send({ type: 'mutate', mutations })
  const mids = new Set(mutations.map(({ clientMutationId }) => clientMutationId))
  const results = () => acked(socket).filter(({ clientMutationId }) => mids.has(clientMutationId ?? ''))
  await socket.until('acks', () => results().length === mutations.length)
  return results()
}

/** All answers to mutations that came up to now. */
export const acked = (socket: RoomSocket): Result[] => socket.frames.flatMap((frame) => (frame.type === 'ack' ? (frame['results'] as Result[]) : []))
