import { AddForm, List, Pending, useProblems } from 'example-ui'
import { useStanding } from './access'
import { type Role, useCollection } from './sync'

const names = ['id'] as const
const roles: readonly Role[] = ['viewer', 'editor', 'admin']

interface MembersProps {
  readonly projectId: string
  readonly user: string
}

/** Who belongs to a project. Whoever has the right adds members, changes their roles and shows them out. */
export function Members({ projectId, user }: MembersProps) {
  const { data, add, update, remove, isLoading, isPending, error } = useCollection('memberships', projectId)
  const { problems, clear, show } = useProblems(names)
  const mayManage = useStanding(projectId).may('manageMembers')
  const form = mayManage && (
    <AddForm
      title="New member"
      label="Name of the new member"
      action="Add member"
      names={names}
      // New members look on, until an admin gives them another role.
      onAdd={(name, onError) => add({ id: name.toLowerCase() }, { onError })}
    />
  )
  return (
    <List
      title="Members"
      empty="Nobody."
      rows={data}
      isLoading={isLoading}
      error={error}
      problem={problems.general ?? problems.fields['id']}
      onDismiss={clear}
      form={form}
    >
      {(member, removed) => (
        <li key={member.id} className="row">
          <span className="text">{member.id === user ? `${member.id} (you)` : member.id}</span>
          {isPending(member) && <Pending />}
          {mayManage ? (
            <>
              <select
                aria-label={`Role of ${member.id}`}
                value={member.role}
                onChange={(event) => update({ id: member.id, data: { role: event.target.value as Role } }, { onError: show })}
              >
                {roles.map((role) => (
                  <option key={role}>{role}</option>
                ))}
              </select>
              <button
                type="button"
                aria-label={`Remove ${member.id}`}
                onClick={() => {
                  removed()
                  remove(member.id, { onError: show })
                }}
              >
                Remove
              </button>
            </>
          ) : (
            <span className="soft">{member.role}</span>
          )}
        </li>
      )}
    </List>
  )
}
