import { expect, test } from 'vitest'
import { resolveOptions } from './options.js'
import { MAX_TIMER_MS } from './timers.js'

test.each([
  ['ws://127.0.0.1:9100', 'ws://127.0.0.1:9100/'],
  ['http://127.0.0.1:9100/bus?x=1', 'ws://127.0.0.1:9100/bus?x=1'],
  ['https://bus.example.com', 'wss://bus.example.com/'],
  ['wss://bus.example.com/#part', 'wss://bus.example.com/'],
])('%s is taken as %s', (given, url) => {
  expect(resolveOptions({ url: given }).url).toBe(url)
  expect(resolveOptions({ url: new URL(given) }).url).toBe(url)
})

test.each(['', 'localhost:9100', 'ftp://example.com', '127.0.0.1'])('%j is no URL of a bus', (url) => {
  expect(() => resolveOptions({ url })).toThrowError(expect.objectContaining({ code: 'VALIDATION_ERROR' }))
})

test.each([
  [{ timeoutMs: 0 }, 'timeoutMs'],
  [{ timeoutMs: Number.NaN }, 'timeoutMs'],
  [{ reconnect: { minDelayMs: -1 } }, 'reconnect.minDelayMs'],
  [{ reconnect: { maxAttempts: Number.NaN } }, 'reconnect.maxAttempts'],
  [{ offlineQueue: { maxBytes: -1 } }, 'offlineQueue.maxBytes'],
])('%j is refused by name', (options, path) => {
  expect(() => resolveOptions({ url: 'ws://localhost', ...options })).toThrowError(
    expect.objectContaining({ code: 'VALIDATION_ERROR', details: { errors: [{ path, message: expect.any(String) }] } }),
  )
})

test('what is not given has the documented defaults', () => {
  expect(resolveOptions({ url: 'ws://localhost' })).toMatchObject({
    timeoutMs: 10_000,
    reconnects: true,
    delays: { minDelayMs: 500, maxDelayMs: 20_000, maxAttempts: Number.POSITIVE_INFINITY },
    maxMessages: 1000,
    maxBytes: 1_048_576,
  })
  expect(resolveOptions({ url: 'ws://localhost', reconnect: false }).reconnects).toBe(false)
  expect(resolveOptions({ url: 'ws://localhost', timeoutMs: Number.POSITIVE_INFINITY }).timeoutMs).toBe(MAX_TIMER_MS)
})
