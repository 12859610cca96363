import { defineConfig } from 'vitest/config'

const floor = { lines: 90, functions: 90, statements: 90, branches: 85 }

/**
 * The layers, each runnable alone (`pnpm test:unit`, `test:integration`, `test:e2e`, `test:regression`,
 * `test:performance`). The layers that start whole servers, browsers or processes run one file at a time,
 * after the others, so that they do not measure each other's load.
 */
export default defineConfig({
  // Workspace packages resolve to each other's src: no build is needed, and coverage sees the sources.
  ssr: { resolve: { conditions: ['@arqonbus/source', 'module', 'node', 'development|production'] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/{src,test}/**/*.test.ts', 'apps/*/{src,test}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/test/integration/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['packages/*/test/integration/**/*.test.ts', 'apps/*/test/integration/**/*.test.ts'],
          testTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'examples/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'regression',
          include: ['test/regression/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'performance',
          include: ['test/performance/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-d.ts', 'packages/server-core/src/testing/**'],
      reporter: ['text-summary', 'html', 'json-summary'],
      thresholds: {
        'packages/protocol/src/**': floor,
        'packages/server-core/src/**': floor,
      },
    },
  },
})
