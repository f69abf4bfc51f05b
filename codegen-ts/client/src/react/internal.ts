// What `devtools.js` needs of `react.js` beyond its public names; in no `.d.ts`.
export { useStore } from './context'
