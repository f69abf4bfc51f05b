import { uuidv7 } from './sync'

/**
 * Asks the app's own endpoint for a new project; gives its id. That it is there comes back over the socket, into the list of
 * one's projects.
 */
export async function createProject(name: string): Promise<string> {
  const id = uuidv7()
  const response = await fetch('/api/projects', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, name }),
  })
  if (response.ok) return id
  const { error } = await response.json()
  throw Object.assign(new Error(error.message), { details: { issues: error.issues ?? [] } })
}
