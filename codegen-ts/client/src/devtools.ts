export { SyncDevtools, SyncDevtools as default } from './devtools/panel'
export type { SyncDevtoolsProps } from './devtools/panel'
