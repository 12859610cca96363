import { defineConfig } from 'tsup'
// @boundaries-ignore: every package builds with the repository's one tsup configuration
import { base } from '../../tsup.config.base.ts'

export default defineConfig([
  // For Node and for bundlers: which socket it is, is decided by the `imports` of package.json where it is used.
  { ...base, entry: ['src/index.ts', 'src/node-socket.ts', 'src/browser-socket.ts'], external: ['#socket'] },
  // For a page without a bundler: one file with everything in it, and never ws.
  {
    ...base,
    clean: false,
    entry: ['src/browser.ts'],
    platform: 'browser',
    target: 'es2022',
    minify: true,
    splitting: false,
    noExternal: [/./],
    esbuildOptions(options) {
      options.conditions = ['@arqonbus/source', 'browser']
    },
    esbuildPlugins: [
      {
        name: 'no-ws-in-a-browser',
        setup(build) {
          build.onResolve({ filter: /^(ws|node:.*)$/ }, ({ path, importer }) => ({
            errors: [{ text: `${importer} brings ${path} into the browser` }],
          }))
        },
      },
    ],
  },
])
