import type { Options } from 'tsup'

/** What every published package shares: ESM for Node 20.19 and later; declarations come from tsc. */
export const base: Options = {
  format: ['esm'],
  target: 'node20',
  dts: false,
  sourcemap: true,
  clean: true,
}
