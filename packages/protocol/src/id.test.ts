import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { createIdGenerator, type IdSource, isMessageId, messageIdSchema } from './index.js'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A source whose clock shows what it is told, and whose random bytes are all `byte`. */
function source(times: number[], byte: number): IdSource {
  let at = 0
  return {
    now: () => times[Math.min(at++, times.length - 1)] ?? 0,
    fillRandom: (bytes) => {
      bytes.fill(byte)
    },
  }
}

describe('a message id', () => {
  it.each([
    'arq_1700000000000000000_12_abcdef',
    'arq_0_0_000000',
    'arq_01K0ABCDEFGHJKMNPQRSTVWXYZ',
    'arq_7ZZZZZZZZZZZZZZZZZZZZZZZZZ',
  ])('may be %s', (text) => {
    expect(isMessageId(text)).toBe(true)
    expect(v.is(messageIdSchema, text)).toBe(true)
  })

  it.each([
    ['', 'empty'],
    ['01K0ABCDEFGHJKMNPQRSTVWXYZ', 'without arq_'],
    ['arq_1_2_ABCDEF', 'upper-case hex'],
    ['arq_1_2_abcde', 'five hex digits'],
    ['arq_1_2_abcdeg', 'no hex digit'],
    ['arq_1_abcdef', 'one number'],
    ['arq__2_abcdef', 'no number'],
    ['arq_-1_2_abcdef', 'a sign'],
    ['arq_٣_2_abcdef', 'a digit that is not ASCII'],
    [`arq_${'1'.repeat(33)}_2_abcdef`, 'a number without end'],
    ['arq_8ZZZZZZZZZZZZZZZZZZZZZZZZZ', 'more than 128 bits'],
    ['arq_01K0ABCDEFGHJKMNPQRSTVWXY', '25 characters'],
    ['arq_01K0ABCDEFGHJKMNPQRSTVWXYZ0', '27 characters'],
    ['arq_01k0abcdefghjkmnpqrstvwxyz', 'lower case'],
    ['arq_01K0ABCDEFGHIJKMNPQRSTVWXY', 'an I'],
    ['arq_01K0ABCDEFGHLJKMNPQRSTVWXY', 'an L'],
    ['arq_01K0ABCDEFGHOJKMNPQRSTVWXY', 'an O'],
    ['arq_01K0ABCDEFGHUJKMNPQRSTVWXY', 'a U'],
    ['arq_1_2_abcdef\n', 'a line end'],
    [' arq_1_2_abcdef', 'a space'],
  ])('may not be %j: %s', (text) => {
    expect(isMessageId(text)).toBe(false)
    expect(v.is(messageIdSchema, text)).toBe(false)
  })
})

describe('an id generator', () => {
  it('makes message ids', () => {
    expect(createIdGenerator()()).toSatisfy(isMessageId)
  })

  it('writes the time of the source, as a ULID does', () => {
    // 01ARYZ6S41 stands for 1469918176385 in the specification of ULID.
    expect(createIdGenerator(source([1_469_918_176_385], 0))()).toBe('arq_01ARYZ6S410000000000000000')
  })

  it('writes all 80 bits of the randomness', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => index * 2 + 1)
    const next = createIdGenerator({ now: () => 0, fillRandom: (target) => target.set(bytes) })
    expect(next().slice(14)).toBe([...bytes].map((byte) => CROCKFORD[byte % 32]).join(''))
  })

  it('makes 100,000 ids without making one twice', () => {
    const next = createIdGenerator()
    expect(new Set(Array.from({ length: 100_000 }, next)).size).toBe(100_000)
  })

  it('makes ids that sort in the order in which they were made, wherever the clock goes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 2, maxLength: 50 }), fc.nat(255), (times, byte) => {
        const next = createIdGenerator(source(times, byte))
        const ids = times.map(next)
        expect(ids).toEqual([...ids].sort())
        expect(new Set(ids).size).toBe(ids.length)
      }),
    )
  })

  it('counts up inside a millisecond', () => {
    const next = createIdGenerator(source([5], 0))
    expect([next(), next()].map((id) => id.slice(-4))).toEqual(['0000', '0001'])
  })

  it('carries over where a digit is full', () => {
    const next = createIdGenerator({ now: () => 5, fillRandom: (bytes) => bytes.set([31, 31], 14) })
    expect([next(), next()].map((id) => id.slice(-4))).toEqual(['00ZZ', '0100'])
  })

  it('goes on in the next millisecond where the randomness runs over', () => {
    const next = createIdGenerator(source([5], 255))
    expect([next(), next()]).toEqual(['arq_0000000005ZZZZZZZZZZZZZZZZ', 'arq_00000000060000000000000000'])
  })

  it('rounds a time with a fraction down', () => {
    expect(createIdGenerator(source([5.9], 0))()).toBe('arq_00000000050000000000000000')
  })

  it.each([-1, 2 ** 48, Number.NaN, Number.POSITIVE_INFINITY])('refuses the time %d', (time) => {
    expect(createIdGenerator(source([time], 0))).toThrow(RangeError)
  })
})
