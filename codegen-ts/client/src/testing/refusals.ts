import { type Issue, SyncError } from '../client'
import type { Action } from './types'

/** A refusal in the server's words. */
export function refused(status: number, code: string, message: string, issues?: readonly Issue[]): SyncError {
  return new SyncError(code, message, { kind: 'API_ERROR', status, issues })
}

/** The first issue in words, and how many more there are. */
function summary([first, ...more]: readonly Issue[]): string {
  if (!first) return 'invalid input'
  const lead = first.path.length > 0 ? `\`${first.path.join('.')}\` ${first.message}` : first.message
  return more.length === 0 ? lead : `${lead} (and ${more.length} more issue${more.length > 1 ? 's' : ''})`
}

const UNKNOWN = ['unknown_field', 'server_column', 'readonly_column']

/** The input is not what the schema takes. */
export const invalid = (issues: readonly Issue[]): SyncError =>
  refused(400, issues.some(({ code }) => UNKNOWN.includes(code)) ? 'UNKNOWN_FIELD' : 'VALIDATION', summary(issues), issues)

/** Other rows stand against it. */
export const conflict = (issues: readonly Issue[]): SyncError => refused(409, 'CONFLICT', summary(issues), issues)

/** Something is wrong with what stands at `path`. */
export const issue = (path: Issue['path'], code: string, message: string, params: Issue['params'] = {}): Issue => ({
  path,
  code,
  message,
  params,
})

/** One thing is wrong with the form of a request. */
export const malformed = (name: string, code: string, message: string, params?: Issue['params']): SyncError =>
  invalid([issue([name], code, message, params)])

/** There is no such row; or, for an insert, there is one. */
export function noRowOrTaken(name: string, action: Action): SyncError {
  const these = action.startsWith('bulk') ? 'one of these ids' : 'this id'
  return action.endsWith('insert')
    ? refused(409, 'ID_TAKEN', `\`${name}\` has a row with ${these} already`)
    : refused(404, 'NOT_FOUND', `\`${name}\` has no row with ${these}`)
}
