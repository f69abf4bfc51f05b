import { Account, type Session, SignIn } from 'example-auth'
import { AddForm, ConnectionBadge, List, Page } from 'example-ui'
import { createProject } from './createProject'
import { Project } from './Project'
import { useCollection, useConnectionStatus, useLiveSync } from './sync'
import { useChosen } from './useChosen'

const names = ['name'] as const

interface ProjectsProps {
  readonly user: string
  readonly session: Session
}

/** The projects of `user`, which stand in a room of their own; beside them, the one that is chosen. */
export function Projects({ user, session }: ProjectsProps) {
  const room = `user:${user}`
  useLiveSync(room)
  const { data: listings, isLoading, error } = useCollection('listings', room)
  const connection = useConnectionStatus()
  const chosen = useChosen()
  // Who is shown out of a project loses it from this list, and with it the page of it.
  const listing = listings.find(({ id }) => id === chosen)
  const bar = (
    <>
      <ConnectionBadge {...connection} />
      <Account session={session} pending={connection.pending} />
    </>
  )
  const form = (
    <AddForm
      title="New project"
      label="Name of the project"
      action="Add project"
      names={names}
      onAdd={(name, onError) => {
        createProject(name).then((id) => {
          location.hash = id
        }, onError)
      }}
    />
  )
  return (
    <Page title="Projects" bar={bar}>
      {session.isOver && <SignIn session={session} />}
      <List title="My projects" empty="You belong to no project yet." rows={listings} isLoading={isLoading} error={error} form={form}>
        {({ id, name, role }) => (
          <li key={id} className="row">
            <a className="text" href={`#${id}`} aria-current={id === chosen ? 'page' : undefined}>
              {name}
            </a>
            <span className="soft">{role}</span>
          </li>
        )}
      </List>
      {listing && <Project key={listing.id} id={listing.id} user={user} />}
      {!listing && chosen !== undefined && !isLoading && (
        <section role="status">You are not a member of this project. Ask one of its admins.</section>
      )}
    </Page>
  )
}
