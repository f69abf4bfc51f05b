import { type Role, useAccess } from './sync'

/** What the server tells of this user in a project: see `src/rights.rs`. What allows what, it alone knows. */
export interface Standing {
  readonly role: Role
  readonly rights: readonly Right[]
}

export type Right = 'editTodos' | 'clearTodos' | 'renameProject' | 'manageMembers'

/** The role in a project, and a question: has it this right? Before the server has said, there is none. */
export function useStanding(projectId: string) {
  const standing = useAccess<Standing>(projectId)
  return { role: standing?.role, may: (right: Right) => standing?.rights.includes(right) ?? false }
}
