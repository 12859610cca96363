import { defineConfig } from 'tsup'
// @boundaries-ignore: every package builds with the repository's one tsup configuration
import { base } from '../../tsup.config.base.ts'

export default defineConfig({ ...base, entry: ['src/index.ts'] })
