/**
 * The most bytes that each may be, minified and gzipped, whichever bundler made it. What they are: `size.mjs`.
 *
 * A feature that needs more says so here.
 */
export const budget = {
  app: 13_500,
  whole: 15_900,
  collection: 90,
  everything: 25_500,
  devtools: 4100,
  testing: 8600,
}
