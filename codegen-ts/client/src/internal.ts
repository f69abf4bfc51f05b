// What `react.js` needs of `client.js` beyond its public names; in no `.d.ts`.
export { listOptions, unplaced } from './schema/collection'
export { dropStore, storeOf } from './store/registry'
