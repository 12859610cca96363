import { expect, test } from 'vitest'
import { duration, fromNow } from '../src/time.js'

test.each([
  [3599, 'in 59 minutes'],
  [3599.9, 'in 1 hour'],
  [0.4, 'in 0 seconds'],
  [-1.4, '1 second ago'],
  [-86_400 * 3, '3 days ago'],
  [86_400 * 400, 'in 1 year'],
])('%d seconds from now is %s', (seconds, words) => {
  expect(fromNow(seconds)).toBe(words)
})

test.each([
  [0, '0 seconds'],
  [59.9, '59 seconds'],
  [7300, '2 hours'],
])('%d seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words)
})
