import type { ReactNode } from 'react'
import { Details } from './details'
import type { ListShown, RoomShown } from './inspect'

/** How a status looks. */
export const tone = (status: string): string =>
  status === 'connected' ? 'ok' : /^(connecting|reconnecting|synchronizing)$/.test(status) ? 'busy' : status === 'idle' ? 'none' : 'bad'

const json = (value: unknown) => JSON.stringify(value, null, 2)

function List({ name, following, held, cursor, wanted, base, pending }: ListShown): ReactNode {
  return (
    <tr>
      <td title={cursor && `cursor ${cursor}`}>{name}</td>
      <td className="dim">{following}</td>
      <td className="num">
        {held ?? '–'}
        {wanted !== undefined && <span title="known to lack changes up to here">{` < ${wanted}`}</span>}
      </td>
      <td className="num">{base}</td>
      <td className="num">{pending.length}</td>
    </tr>
  )
}

/** What the client has of a room. */
export function Room({ name, status, seq, lists, queue, drop }: RoomShown): ReactNode {
  // The intents are the collection's: several lists show the same.
  const pending = new Map(lists.flatMap((list) => list.pending.map((intent) => [intent.mid, intent] as const)))
  return (
    <section aria-label={`room ${name}`}>
      <div className="room">
        <h3 className={`dot ${tone(status)}`}>{name}</h3>
        <span className="dim">{`${status}, seq ${seq ?? '–'}`}</span>
        <span className="grow" />
        <button type="button" onClick={drop} disabled={status === 'idle'} title="Break the socket, as the network would">
          Drop
        </button>
      </div>
      {lists.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>list</th>
              <th />
              <th className="num">held</th>
              <th className="num">base</th>
              <th className="num">pending</th>
            </tr>
          </thead>
          <tbody>
            {lists.map((list) => (
              <List {...list} key={list.key} />
            ))}
          </tbody>
        </table>
      )}
      {pending.size > 0 && <h4>on top of the base</h4>}
      {pending.size > 0 && (
        <ol aria-label={`pending in ${name}`}>
          {[...pending.values()].map(({ mid, at, ops }) => (
            <li key={mid}>
              <Details
                summary={
                  <>
                    <span className="what">{`${ops.length} ${ops.length === 1 ? 'change' : 'changes'} on top`}</span>
                    <span className="dim">{at === undefined ? 'not saved' : at < 0 ? 'refused' : `saved at ${at}`}</span>
                  </>
                }
                whole={() => json(ops)}
              />
            </li>
          ))}
        </ol>
      )}
      {queue.length > 0 && <h4>queue</h4>}
      {queue.length > 0 && (
        <ol aria-label={`queue of ${name}`}>
          {queue.map(({ mid, what, state, payload }) => (
            <li key={mid}>
              <Details
                summary={
                  <>
                    <span className="what">{what}</span>
                    <span className="dim">{state}</span>
                  </>
                }
                whole={() => json({ mid, payload })}
              />
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
