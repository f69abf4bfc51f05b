// A file of a server that takes what only pages have.
export { useCollection as taken } from './sync/index'
