import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { useStore } from '../react/internal'
import { Frames } from './frames'
import { inspect } from './inspect'
import { createRecorder, type Delay } from './recorder'
import { Room, tone } from './rooms'
import { style } from './style'

/** How late answers may be made, in milliseconds; `hold`: not before they are let go. */
const DELAYS: readonly Delay[] = [0, 300, 2000, 'hold']

export interface SyncDevtoolsProps {
  /** Whether the panel is open at first. Default `false`: a small button. */
  readonly initialIsOpen?: boolean | undefined
  /** For pages whose policy wants one on `<style>`. */
  readonly nonce?: string | undefined
}

/**
 * Shows what the sync client does: its rooms, their lists, what is not saved yet, and the last frames; breaks sockets
 * and delays answers.
 *
 * Stands inside `ConnectionProvider`. Load it lazily, so that it is no part of the app:
 *
 * ```tsx
 * const SyncDevtools = lazy(() => import('./sync/devtools'))
 * {import.meta.env.DEV && <Suspense><SyncDevtools /></Suspense>}
 * ```
 */
export function SyncDevtools({ initialIsOpen = false, nonce }: SyncDevtoolsProps): ReactNode {
  const { store } = useStore()
  const [isOpen, setOpen] = useState(initialIsOpen)
  const [recorder] = useState(createRecorder)
  useSyncExternalStore(recorder.subscribe, recorder.version, recorder.version)

  useEffect(() => {
    const { tap } = recorder
    store.tap = tap
    const unsubscribe = store.subscribe(recorder.stir)
    recorder.stir()
    return () => {
      unsubscribe()
      // Another panel may have taken its place.
      if (store.tap === tap) delete store.tap
      recorder.stop()
    }
  }, [store, recorder])

  const { status, pending } = store.state()
  const rooms = inspect(store)
  const [delay, isPaused] = [recorder.delay(), recorder.isPaused()]
  const summary = `${status}${pending > 0 ? `, ${pending} not saved` : ''}`

  return (
    <aside className="fsd" aria-label="Sync devtools" onKeyDown={({ key }) => key === 'Escape' && setOpen(false)}>
      <style nonce={nonce}>{style}</style>
      {isOpen ? (
        <div className="panel">
          <header>
            <h2>Sync</h2>
            <span className={`dot ${tone(status)}`}>
              {summary}
            </span>
            <span className="grow" />
            <label>
              {'Delay answers '}
              <select value={delay} onChange={({ target }) => recorder.setDelay(DELAYS[target.selectedIndex] ?? 0)}>
                {DELAYS.map((one) => (
                  <option key={one} value={one}>
                    {one === 'hold' ? 'until let go' : `${one} ms`}
                  </option>
                ))}
              </select>
            </label>
            <button type="button" aria-pressed={isPaused} onClick={() => recorder.setPaused(!isPaused)} title="Keep no more frames">
              Pause
            </button>
            <button type="button" onClick={recorder.clear}>
              Clear
            </button>
            <button type="button" aria-expanded onClick={() => setOpen(false)} aria-label="Close">
              ×
            </button>
          </header>
          <div className="cols">
            <div>
              {rooms.length === 0 && <p className="dim">No room yet.</p>}
              {rooms.map((room) => (
                <Room {...room} key={room.name} />
              ))}
            </div>
            <div>
              <Frames passed={recorder.passed()} />
            </div>
          </div>
        </div>
      ) : (
        <button type="button" className="chip" aria-expanded={false} onClick={() => setOpen(true)}>
          <span className={`dot ${tone(status)}`}>{`Sync: ${summary}`}</span>
        </button>
      )}
    </aside>
  )
}
