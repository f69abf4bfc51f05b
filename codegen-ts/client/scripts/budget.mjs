/**
 * The most bytes that each may be, minified and gzipped, whichever bundler made it. What they are: `size.mjs`.
 *
 * A feature that needs more says so here.
 */
export const budget = {
  app: 13_900,
  whole: 16_400,
  collection: 300,
  everything: 27_000,
  devtools: 4500,
  testing: 9000,
}
