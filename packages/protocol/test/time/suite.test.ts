import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { parseTime } from '../../src/time.js'

const Group = v.object({
  schema: v.unknown(),
  tests: v.array(v.object({ description: v.string(), data: v.unknown(), valid: v.boolean() })),
})
const DateTime = v.object({ format: v.literal('date-time') })

const tests = createRequire(import.meta.url).resolve('json-schema-test-suite/tests/draft4/optional/format.json')
const root = join(tests, '../../..')

/** The date-time cases of one draft, from whichever of its files holds them. */
function dateTimeCases(draft: string) {
  return readdirSync(join(root, draft), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => v.parse(v.array(Group), JSON.parse(readFileSync(join(root, draft, file), 'utf8'))))
    .filter(({ schema }) => v.is(DateTime, schema))
    .flatMap((group) => group.tests)
}

describe.each(readdirSync(root))('the JSON Schema test suite, %s', (draft) => {
  const cases = dateTimeCases(draft)

  it('has date-time cases', () => {
    expect(cases.length).toBeGreaterThan(0)
  })

  // A format says nothing about what is not a string.
  it.each(cases.filter(({ data }) => typeof data === 'string'))('$description: $data', ({ data, valid }) => {
    expect(parseTime(String(data)) !== undefined).toBe(valid)
  })
})
