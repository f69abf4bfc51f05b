/**
 * The most bytes that each may be, minified and gzipped, whichever bundler made it. What they are: `size.mjs`.
 *
 * A feature that needs more says so here.
 */
export const budget = {
  app: 13_650,
  whole: 16_100,
  collection: 100,
  everything: 25_900,
  devtools: 4200,
  testing: 8700,
}
