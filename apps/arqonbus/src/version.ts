import { readFileSync } from 'node:fs'
import * as v from 'valibot'

const manifestSchema = v.object({ version: v.string() })

/** The version of this package. `src` and `dist` both lie beside package.json. */
export const version: string = v.parse(
  manifestSchema,
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
).version
