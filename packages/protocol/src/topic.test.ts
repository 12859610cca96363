import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { globSchema, isName, joinTopic, matchesGlob, nameSchema, splitTopic } from './index.js'

const forbidden = [':', '*', '?', '[', ']', '{', '}', ' ', '\t', '\n', '\u00a0', '\u2028', '\u0000', '\u007f', '\u0085']
const character = fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }).filter((text) => !forbidden.includes(text))
const name = fc.string({
  unit: fc.constantFrom('a', 'B', '0', '-', '_', '.', '/', 'é', '日', '😀'),
  minLength: 1,
  maxLength: 30,
})

describe('a name', () => {
  it.each([
    'a',
    'general',
    'Team-7_x.y/z',
    '日本',
    '😀',
    "it's",
    '"quoted"',
    '#general',
    '@',
    'a'.repeat(128),
    '😀'.repeat(128),
  ])('may be %s', (text) => {
    expect(isName(text)).toBe(true)
    expect(v.is(nameSchema, text)).toBe(true)
  })

  it.each(['', 'a'.repeat(129), '😀'.repeat(129)])('has 1 to 128 characters: not %j', (text) => {
    expect(isName(text)).toBe(false)
  })

  it.each(forbidden)('may not hold %j', (text) => {
    expect([text, `a${text}`, `${text}a`, `a${text}b`].map(isName)).toEqual([false, false, false, false])
  })

  it('is what the schema takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 140 }), (text) => v.is(nameSchema, text) === isName(text)),
    )
  })
})

describe('a glob', () => {
  it.each(['*', '?', 'a*', 'team-?/*', 'a'])('may be %s', (text) => {
    expect(v.is(globSchema, text)).toBe(true)
  })

  it.each(['', 'a:b', '[ab]', '{a,b}', 'a b', 'a\u0000', '*'.repeat(129)])('may not be %j', (text) => {
    expect(v.is(globSchema, text)).toBe(false)
  })
})

describe('a topic', () => {
  it('comes apart into the names that it was joined from', () => {
    fc.assert(
      fc.property(name, name, (room, channel) => {
        expect(splitTopic(joinTopic(room, channel))).toEqual({ room, channel })
      }),
    )
  })

  it.each(['', 'a', ':', 'a:', ':b', 'a:b:c', 'a :b', 'a:*'])('is not %j', (text) => {
    expect(splitTopic(text)).toBeUndefined()
  })
})

/** What a glob means, in the plainest way: slow, and obviously right. */
function reference(glob: readonly string[], text: readonly string[]): boolean {
  const [want, ...rest] = glob
  if (want === undefined) return text.length === 0
  if (want === '*') return reference(rest, text) || (text.length > 0 && reference(glob, text.slice(1)))
  return text.length > 0 && (want === '?' || want === text[0]) && reference(rest, text.slice(1))
}

describe('matchesGlob', () => {
  it.each([
    ['general', 'general'],
    ['*', ''],
    ['*', 'anything'],
    ['team-*', 'team-'],
    ['team-*', 'team-blue'],
    ['*-blue', 'team-blue'],
    ['t*-*e', 'team-blue'],
    ['team-?', 'team-7'],
    ['?', '😀'],
    ['*?', '😀'],
    ['a?c', 'a😀c'],
  ])('%s matches %j', (glob, text) => {
    expect(matchesGlob(glob, text)).toBe(true)
  })

  it.each([
    ['general', 'General'],
    ['general', 'general2'],
    ['general', 'genera'],
    ['', 'a'],
    ['?', ''],
    ['team-?', 'team-'],
    ['team-?', 'team-77'],
    ['*-blue', 'team-blue-2'],
    ['??', '😀'],
    ['*??', '😀'],
  ])('%j does not match %j', (glob, text) => {
    expect(matchesGlob(glob, text)).toBe(false)
  })

  it('says the same as the plain definition', () => {
    const glob = fc.array(fc.constantFrom('*', '?', 'a', 'b', '😀'), { maxLength: 8 })
    const text = fc.array(fc.constantFrom('a', 'b', '😀'), { maxLength: 8 })
    fc.assert(
      fc.property(glob, text, (want, given) => {
        expect(matchesGlob(want.join(''), given.join(''))).toBe(reference(want, given))
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ['stars', '*'.repeat(10_000), 'a'.repeat(10_000), true],
    ['stars that all match, but for the end', `${'*a'.repeat(1000)}b`, 'a'.repeat(10_000), false],
    ['question marks', `*${'?'.repeat(1000)}b`, 'a'.repeat(2000), false],
    ['repeats', `*${'a'.repeat(1000)}b*`, 'a'.repeat(2000), false],
  ])('takes bounded time for %s', (_, glob, text, matches) => {
    const start = performance.now()
    expect(matchesGlob(glob, text)).toBe(matches)
    // Measured: 0.1 to 20 ms. A matcher that tries every star again would never end.
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
