import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    // Testing Library cleans up after each test where it finds the runner's globals.
    globals: true,
    setupFiles: ['test/support/setup.ts'],
    testTimeout: 30_000,
    // Frames arrive when they arrive: what follows from them is awaited, not acted.
    onConsoleLog: (log) => !log.includes('not wrapped in act('),
    restoreMocks: true,
    unstubGlobals: true,
  },
})
