import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pace, rateOf } from './pace.js'

/** Goes as fast as the pace lets it for a second, and counts. */
function goes(pace: Pace, clock: { at: number }, ms: number): number {
  const end = clock.at + ms
  let count = 0
  while (clock.at < end) {
    const wait = pace.take()
    if (wait === 0) count++
    else clock.at += wait
  }
  return count
}

test('without a limit nothing waits', () => {
  const pace = new Pace(0)
  for (let n = 0; n < 1000; n++) expect(pace.take()).toBe(0)
})

test('a second takes nearly all that the bus allows, and never more than a quarter of a second too early', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), (perSecond) => {
      const clock = { at: 0 }
      const pace = new Pace(perSecond, () => clock.at)
      const count = goes(pace, clock, 1000)
      expect(count).toBeGreaterThanOrEqual(Math.floor(1.6 * perSecond) - 1)
      expect(count).toBeLessThanOrEqual(Math.ceil(1.7 * perSecond) + 1)
    }),
  )
})

test('a refusal waits as long as the bus asks, then goes on more slowly, and recovers', () => {
  const clock = { at: 0 }
  const pace = new Pace(100, () => clock.at)
  pace.refused(300)
  expect(pace.take()).toBe(300)
  clock.at += 300
  const slow = goes(pace, clock, 1000)
  expect(slow).toBeGreaterThan(45)
  expect(slow).toBeLessThan(55)
  for (let n = 0; n < 100; n++) pace.accepted()
  expect(goes(pace, clock, 1000)).toBeGreaterThan(95)
})

test('many refusals at once count as one', () => {
  const clock = { at: 0 }
  const pace = new Pace(100, () => clock.at)
  for (let n = 0; n < 50; n++) pace.refused(10)
  clock.at += 10
  expect(goes(pace, clock, 1000)).toBeGreaterThan(45)
})

test('a limit that nobody told is learnt from the first refusal', () => {
  const clock = { at: 0 }
  const pace = new Pace(0, () => clock.at)
  pace.refused(20)
  expect(pace.take()).toBe(20)
  clock.at += 20
  expect(goes(pace, clock, 1000)).toBeLessThanOrEqual(52)
})

test.each([
  [100, 100],
  [0, 0],
  [undefined, 0],
  ['100', 0],
  [Number.NaN, 0],
  [-1, 0],
])('the limit %s is the rate %s', (limit, rate) => {
  expect(rateOf(limit)).toBe(rate)
})
