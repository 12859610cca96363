import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lifetimeOf, refreshDelay } from './refresh.js'
import { MAX_TIMER_MS } from './timers.js'

const jwt = (claims: unknown) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`

describe('what a token says of its life', () => {
  test.each([
    [jwt({ exp: 2000, iat: 1000 }), { exp: 2000, iat: 1000 }],
    [jwt({ exp: 2000.5, name: 'Zoë – 名前' }), { exp: 2000.5 }],
    [jwt({ exp: '2000' }), undefined],
    [jwt({ sub: 'alice' }), undefined],
    [jwt(null), undefined],
    ['not a token', undefined],
    ['a.b.c', undefined],
    ['', undefined],
  ])('%s', (token, expected) => {
    expect(lifetimeOf(token)).toEqual(expected)
  })

  test('is never an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => void lifetimeOf(text)))
    fc.assert(fc.property(fc.json(), (text) => void lifetimeOf(`h.${Buffer.from(text).toString('base64url')}.s`)))
  })
})

describe('the wait before the next', () => {
  test.each([
    ['is four fifths of what is left', { exp: 1100 }, 1000, 80_000],
    ['counts from now, not from when the token was made', { exp: 1100, iat: 900 }, 1000, 80_000],
    ['is no longer than the token lives, though the clock is late', { exp: 5000, iat: 4900 }, 1000, 80_000],
    ['is a second where the clock is early', { exp: 1000, iat: 900 }, 5000, 1000],
    ['fits a timer', { exp: 1e12 }, 1000, MAX_TIMER_MS],
  ])('%s', (_, lifetime, nowSeconds, expected) => {
    expect(refreshDelay(lifetime, nowSeconds * 1000)).toBeCloseTo(expected, 3)
  })
})
