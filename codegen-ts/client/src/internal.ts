// What `react.js` needs of `client.js` beyond its public names; in no `.d.ts`.
export { listOptions, unplaced } from './schema/collection'
export { safely } from './safely'
export type { Tap } from './store/config'
export { dropStore, storeOf } from './store/registry'
// .. and what `testing.js` does.
export { moved } from './core/cursor'
export { comparator } from './core/order'
export { PROTOCOL } from './wire/frames'
