import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from './json.js'
import { validateEnvelope } from './validate.js'
import { isCanonicalMessage } from './validate-canonical.js'

const message = {
  id: 'arq_01K0ABCDEFGHJKMNPQRSTVWXYZ',
  type: 'message',
  version: '1.0',
  timestamp: '2026-11-23T05:17:24.123Z',
  room: 'science',
  channel: 'general',
  payload: { text: 'hello' },
}
const stamp = { id: () => 'arq_1_1_abcdef', now: () => '2026-01-01T00:00:00.000Z' }

/** The message with a few of its fields missing, or as somebody else would write them. */
const nearly = fc
  .record({
    changed: fc.dictionary(
      fc.constantFrom(...Object.keys(message), 'to_client', 'metadata', 'sender', 'seq', 'unknown'),
      fc.oneof(
        fc.constantFrom(
          '',
          'a',
          'a:b',
          'a b',
          '1.0',
          'message',
          'command',
          '2026-11-23 05:17:24',
          '2026-02-30T00:00:00Z',
        ),
        fc.constantFrom('arq_1_2_abcdef', 'arq_1_2_ABCDEF', '2026-11-23T06:17:24+01:00', '2026-11-23T05:17:24.5Z'),
        fc.jsonValue(),
      ),
      { maxKeys: 2 },
    ),
    missing: fc.subarray(Object.keys(message), { maxLength: 1 }),
  })
  .map(({ changed, missing }): JsonObject => {
    const entries = Object.entries({ ...message, ...changed }).filter(([field]) => !missing.includes(field))
    return Object.fromEntries(entries)
  })

describe('a message in the one spelling', () => {
  it('is recognised, and is its own validated form', () => {
    expect(isCanonicalMessage(message)).toBe(true)
    expect(validateEnvelope(message, stamp)).toBe(message)
  })

  it.each(Object.keys(message))('has %s', (field) => {
    const { [field]: _, ...rest }: JsonObject = message
    expect(isCanonicalMessage(rest)).toBe(false)
  })

  it('is never recognised where the schemas would refuse it or change it', () => {
    fc.assert(
      fc.property(nearly, (raw) => {
        if (!isCanonicalMessage(raw)) return
        // With a field that nothing has to be done about, so that the schemas are asked.
        const { metadata, ...rest } = validateEnvelope({ ...raw, metadata: {} }, stamp)
        expect(rest).toEqual(raw)
      }),
      { numRuns: 2000 },
    )
  })
})
