/** What happened, and how often. */
export const counted = () => ({
  edits: 0,
  unshown: 0,
  refusals: 0,
  repeats: 0,
  foreign: 0,
  moves: 0,
  lost: 0,
  doubled: 0,
  reordered: 0,
  gaps: 0,
  late: 0,
  reads: 0,
  stale: 0,
  deltas: 0,
  pieces: 0,
  advanced: 0,
  dropped: 0,
  screens: 0,
  history: 0,
  too_old: 0,
  large: 0,
  access: 0,
  schema: 0,
})

export type Counts = ReturnType<typeof counted>
