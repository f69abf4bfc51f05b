// A file of a server: it reads what a list is called and checks input, and has no hooks.
import { tasks } from './sync/tasks'

export const { queryKey } = tasks.list('b1', { scope: 'A' })
export const issues: readonly unknown[] = Object(tasks.insert['~standard'].validate({})).issues
