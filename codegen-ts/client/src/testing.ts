export { fakeServer } from './testing/server'
export type { Action, Call, FakeServer, FakeServerOptions, Place, Reference, Refusal, ResetReason, Someone, Which } from './testing/types'
