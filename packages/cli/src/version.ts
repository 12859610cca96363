import { readFileSync } from 'node:fs'
import * as v from 'valibot'

const manifestSchema = v.object({ version: v.string() })

/** The version of this package. `src` and `dist` both lie beside package.json. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return v.parse(manifestSchema, JSON.parse(text)).version
}
