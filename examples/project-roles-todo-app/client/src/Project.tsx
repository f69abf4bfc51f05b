import { EditForm, useEditing } from 'example-ui'
import { useStanding } from './access'
import { Members } from './Members'
import { useCollection, useLiveSync } from './sync'
import { Todos } from './Todos'

const names = ['name'] as const
const fields = [{ name: 'name', label: 'Name of the project' }] as const

interface ProjectProps {
  readonly id: string
  readonly user: string
}

/** A project, and what the server lets this user do in it. */
export function Project({ id, user }: ProjectProps) {
  useLiveSync(id)
  const { may, role } = useStanding(id)
  const { data: rows, update } = useCollection('projects', id)
  const name = rows[0]?.name ?? ''
  const editing = useEditing(names, { name }, (data, onError) => update({ id, data }, { onError }))
  return (
    <div className="column">
      <section aria-label="Project">
        {editing.draft ? (
          <EditForm label={`Edit ${name}`} fields={fields} editing={editing} />
        ) : (
          <div className="row">
            <h2 className="text">{name}</h2>
            {may('renameProject') && (
              <button type="button" ref={editing.opener} aria-label={`Rename ${name}`} onClick={editing.open}>
                Rename
              </button>
            )}
          </div>
        )}
        {role && <p className="soft">You are {role === 'viewer' ? 'a' : 'an'} {role} here.</p>}
      </section>
      <Todos projectId={id} />
      <Members projectId={id} user={user} />
    </div>
  )
}
