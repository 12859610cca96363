import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareTimes,
  compareTimestamps,
  formatTime,
  type Instant,
  nowTimestamp,
  parseTime,
  toEpochMs,
  toUtc,
} from '../../src/time.js'

const FIRST_MS = -62_167_219_200_000
const LAST_MS = 253_402_300_799_999
const DAY_MS = 86_400_000

const millis = fc.integer({ min: FIRST_MS, max: LAST_MS })
/** Far enough from the edges of the years that no offset leaves them. */
const innerMillis = fc.integer({ min: FIRST_MS + DAY_MS, max: LAST_MS - DAY_MS })
const nanos = fc.oneof(fc.integer({ min: 0, max: 999_999_999 }), fc.constantFrom(0, 1, 999_999_999, 1000, 1_000_000))

/** The end of each month of the years 0000 to 9999, where a leap second can be. */
const leapSecond = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 12 }), nanos)
  .map(([year, month, ofSecond]): Instant => {
    const next = new Date(0)
    next.setUTCFullYear(year, month, 1)
    return { epochSeconds: next.getTime() / 1000 - 1, nanos: ofSecond, leap: true }
  })
const plainSecond = fc.record(
  { epochSeconds: millis.map((ms) => Math.floor(ms / 1000)), nanos },
  { noNullPrototype: true },
)
/** Leap seconds with their neighbours, so that close instants meet each other often. */
const instant: fc.Arbitrary<Instant> = fc.oneof(
  plainSecond,
  leapSecond,
  leapSecond.map((leap): Instant => ({ epochSeconds: leap.epochSeconds, nanos: leap.nanos })),
)

const offsetMinutes = fc.integer({ min: -1439, max: 1439 })
const digits = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 9 }).map((list) => list.join(''))

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const [hour, minute] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'))
  return `${minutes < 0 ? '-' : '+'}${hour}:${minute}`
}

/** A time as a client may write it: local time by `Date`, any separator, fraction and offset. */
const written = fc
  .record({ ms: innerMillis, minutes: offsetMinutes, digits, separator: fc.constantFrom('T', 't', ' ') })
  .chain(({ ms, minutes, digits: fraction, separator }) => {
    const local = new Date(ms + minutes * 60_000).toISOString().slice(0, 19)
    const text = local.replace('T', separator) + (fraction && `.${fraction}`)
    const zones = minutes === 0 ? ['Z', 'z', '', '+00:00', '-00:00'] : [offsetText(minutes)]
    const epochSeconds = Math.floor(ms / 1000)
    return fc.constantFrom(...zones).map((zone) => ({ text: text + zone, fraction, epochSeconds }))
  })

describe('against Date', () => {
  it('reads what Date writes', () => {
    fc.assert(
      fc.property(millis, (ms) => {
        const read = parseTime(new Date(ms).toISOString())
        expect(read && toEpochMs(read)).toBe(ms)
      }),
    )
  })

  it('writes what Date writes', () => {
    fc.assert(
      fc.property(millis, (ms) => {
        expect(nowTimestamp(ms)).toBe(new Date(ms).toISOString())
      }),
    )
  })

  it('knows every day of 400 years, the length of the calendar, and those beside them', () => {
    for (let year = 1599; year <= 2001; year += 1) {
      for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += DAY_MS) {
        const text = new Date(day).toISOString()
        const read = parseTime(text)
        if (read === undefined || read.epochSeconds * 1000 !== day || nowTimestamp(day) !== text) expect.fail(text)
      }
    }
  })

  it('takes a day exactly where Date has it', () => {
    const field = fc.integer({ min: 0, max: 40 }).map((value) => String(value).padStart(2, '0'))
    const year = fc.integer({ min: 0, max: 9999 }).map((value) => String(value).padStart(4, '0'))
    fc.assert(
      fc.property(year, field, field, (y, m, d) => {
        const text = `${y}-${m}-${d}T00:00:00.000Z`
        const date = new Date(text)
        // Date rolls 30 February over to March; a day that exists comes back as written.
        const exists = !Number.isNaN(date.getTime()) && date.toISOString() === text
        expect(parseTime(text) !== undefined).toBe(exists)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('reading and writing', () => {
  it('gives every instant back, leap seconds included', () => {
    fc.assert(
      fc.property(instant, (value) => {
        expect(parseTime(formatTime(value))).toStrictEqual(value)
      }),
    )
  })

  it('reads the instant whatever the offset, separator and fraction', () => {
    fc.assert(
      fc.property(written, ({ text, fraction, epochSeconds }) => {
        const expected = { epochSeconds, nanos: Number(fraction.padEnd(9, '0')) }
        expect(parseTime(text, { assumeUtc: true })).toStrictEqual(expected)
      }),
    )
  })

  it('never throws, and takes nothing that it cannot write', () => {
    const alphabet = fc.constantFrom(...'0123456789-:.+TtZz ৪')
    const mutated = fc
      .tuple(written, fc.nat(40), fc.nat(2), fc.string({ unit: alphabet, maxLength: 2 }))
      .map(([{ text }, at, removed, added]) => text.slice(0, at) + added + text.slice(at + removed))
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated), (text) => {
        const read = parseTime(text, { assumeUtc: true })
        if (read) expect(parseTime(formatTime(read))).toStrictEqual(read)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('order', () => {
  it('is total: antisymmetric, transitive, and equal only for the same instant', () => {
    fc.assert(
      fc.property(instant, instant, instant, (a, b, c) => {
        expect(compareTimes(a, b) + compareTimes(b, a)).toBe(0)
        expect(compareTimes(a, b) === 0).toBe(formatTime(a) === formatTime(b))
        if (compareTimes(a, b) <= 0 && compareTimes(b, c) <= 0) expect(compareTimes(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('agrees with the order of the written fields in UTC', () => {
    const fullFraction = (value: Instant) =>
      formatTime(value).replace(/(?:\.(\d+))?Z$/, (_, f = '') => `.${f.padEnd(9, '0')}`)
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [left, right] = [fullFraction(a), fullFraction(b)]
        expect(compareTimestamps(formatTime(a), formatTime(b))).toBe(left < right ? -1 : left > right ? 1 : 0)
      }),
    )
  })

  it('tells neighbours one nanosecond apart', () => {
    fc.assert(
      fc.property(plainSecond, ({ epochSeconds, nanos: ofSecond }) => {
        const next =
          ofSecond === 999_999_999
            ? { epochSeconds: epochSeconds + 1, nanos: 0 }
            : { epochSeconds, nanos: ofSecond + 1 }
        expect(compareTimes({ epochSeconds, nanos: ofSecond }, next)).toBe(-1)
      }),
    )
  })

  it('is never turned round by milliseconds', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        expect(compareTimes(a, b) * (toEpochMs(a) - toEpochMs(b))).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

describe('toUtc', () => {
  it('denotes the same instant and keeps the fractional digits', () => {
    fc.assert(
      fc.property(written, ({ text, fraction, epochSeconds }) => {
        const utc = toUtc(text)
        expect(utc).toBe(`${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}${fraction && `.${fraction}`}Z`)
        expect(parseTime(utc ?? '')).toStrictEqual(parseTime(text, { assumeUtc: true }))
      }),
    )
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(written, ({ text }) => {
        const utc = toUtc(text)
        expect(toUtc(utc ?? '')).toBe(utc)
      }),
    )
  })

  it('leaves what formatTime writes as it is', () => {
    fc.assert(
      fc.property(instant, (value) => {
        expect(toUtc(formatTime(value))).toBe(formatTime(value))
      }),
    )
  })
})
