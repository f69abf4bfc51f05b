import { defineConfig } from 'vitest/config'

// One file at a time: each starts runtimes of its own, and the machine may have two cores.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], fileParallelism: false, pool: 'forks', testTimeout: 60_000, hookTimeout: 60_000 },
})
