import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Backoff, backoffDelay, comesBack, DRAIN_WINDOW_MS } from './reconnect.js'

const options = { minDelayMs: 500, maxDelayMs: 20_000, maxAttempts: Number.POSITIVE_INFINITY }
/** As Math.random: from 0 to below 1. */
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('a delay is the shortest and a random part of what doubles, up to the longest', () => {
  const attempt = fc.nat({ max: 5000 })
  fc.assert(
    fc.property(attempt, chance, (n, random) => {
      const delay = backoffDelay(n, options, () => random)
      const part = Math.min(20_000, 500 * 2 ** n)
      expect(delay).toBeGreaterThanOrEqual(500)
      expect(delay).toBeLessThanOrEqual(500 + part)
      expect(delay).toBeCloseTo(500 + random * part, 6)
    }),
  )
})

test.each([
  [1001, true],
  [1006, true],
  [1007, false],
  [1009, false],
  [1012, true],
  [4100, true],
  [4101, true],
  [4102, true],
  [4499, true],
  [4500, false],
  [4501, false],
  [4999, false],
])('after close code %i the client comes back: %s', (code, expected) => {
  expect(comesBack(code, false)).toBe(expected)
})

test('a token that cannot be had anew makes its expiry the end', () => {
  expect(comesBack(4101, true)).toBe(false)
  expect(comesBack(4102, true)).toBe(true)
})

describe('the waits of one client', () => {
  const middle = () => 0.5

  test('grow with each attempt, and begin anew only after a connection that lasted', () => {
    const backoff = new Backoff(options, middle)
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([750, 1000, 1500])
    backoff.ended(1006, 4999)
    expect(backoff.next()).toBe(2500)
    backoff.ended(1006, 5000)
    expect(backoff.next()).toBe(750)
  })

  test('are spread over the time of a drain, and over that alone', () => {
    const backoff = new Backoff(options, middle)
    backoff.ended(4100, 60_000)
    expect(backoff.next()).toBe(DRAIN_WINDOW_MS / 2)
    expect(backoff.next()).toBe(1000)
  })

  test('follow the window that the bus has announced', () => {
    const backoff = new Backoff(options, middle)
    backoff.announced(30_000)
    backoff.ended(4100, 60_000)
    expect(backoff.next()).toBe(15_000)
    backoff.announced(Number.MAX_VALUE)
    backoff.ended(4100, 60_000)
    expect(backoff.next()).toBe(30_000)
  })

  test('are not shorter than the bus asks, within a minute', () => {
    const backoff = new Backoff(options, middle)
    expect(backoff.next(10_000)).toBe(10_000)
    expect(backoff.next(10)).toBe(1000)
    expect(backoff.next(1e9)).toBe(60_000)
  })

  test('come to an end where an end is set', () => {
    const backoff = new Backoff({ ...options, maxAttempts: 2 }, middle)
    backoff.next()
    expect(backoff.exhausted).toBe(false)
    backoff.next()
    expect(backoff.exhausted).toBe(true)
    backoff.ended(1006, 10_000)
    expect(backoff.exhausted).toBe(false)
  })
})
