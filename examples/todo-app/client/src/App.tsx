import { ConnectionBadge } from './components/ConnectionBadge'
import { Notes } from './components/Notes'
import { Todos } from './components/Todos'
import { useLiveSync } from './sync'

export function App() {
  // One socket for the room that both lists live in; every hook below shares it.
  useLiveSync()
  return (
    <>
      <header className="bar">
        <h1>Todos and notes</h1>
        <ConnectionBadge />
      </header>
      <main>
        <Todos />
        <Notes />
      </main>
    </>
  )
}
