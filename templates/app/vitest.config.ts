import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        esbuild: { jsx: 'automatic' },
        // Testing Library cleans up after each test where it finds the runner's globals.
        test: { name: 'page', include: ['client/**/*.test.tsx'], environment: 'happy-dom', globals: true },
      },
      { test: { name: 'worker', include: ['test/**/*.test.ts'], testTimeout: 30_000 } },
    ],
  },
})
