import { expect, it } from 'vitest'
import { retentionWithin } from './retention.js'

const bounds = { maxHistorySize: 100, historyMaxAgeMs: 60_000 }

it.each([
  [undefined, { maxMessages: 100, maxAgeMs: 60_000 }],
  [{}, { maxMessages: 100, maxAgeMs: 60_000 }],
  [{ max_messages: 5 }, { maxMessages: 5, maxAgeMs: 60_000 }],
  [{ max_messages: 0 }, { maxMessages: 0, maxAgeMs: 60_000 }],
  [{ max_age_seconds: 2.5 }, { maxMessages: 100, maxAgeMs: 2500 }],
  [
    { max_messages: 500, max_age_seconds: 3600 },
    { maxMessages: 100, maxAgeMs: 60_000 },
  ],
])('%j asked for is %j given', (wanted, given) => {
  expect(retentionWithin(bounds, wanted)).toEqual(given)
})
