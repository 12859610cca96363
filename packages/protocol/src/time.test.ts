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
} from './time.js'

describe('parseTime', () => {
  it.each<[string, Instant]>([
    ['1970-01-01T00:00:00Z', { epochSeconds: 0, nanos: 0 }],
    ['1969-12-31T23:59:59.999999999Z', { epochSeconds: -1, nanos: 999_999_999 }],
    // The examples of RFC 3339 section 5.8.
    ['1985-04-12T23:20:50.52Z', { epochSeconds: 482_196_050, nanos: 520_000_000 }],
    ['1996-12-19T16:39:57-08:00', { epochSeconds: 851_042_397, nanos: 0 }],
    ['1990-12-31T23:59:60Z', { epochSeconds: 662_687_999, nanos: 0, leap: true }],
    ['1990-12-31T15:59:60-08:00', { epochSeconds: 662_687_999, nanos: 0, leap: true }],
    ['1937-01-01T12:00:27.87+00:20', { epochSeconds: -1_041_337_173, nanos: 870_000_000 }],
    // The edges of the years that can be written.
    ['0000-01-01T00:00:00Z', { epochSeconds: -62_167_219_200, nanos: 0 }],
    ['9999-12-31T23:59:59.999999999Z', { epochSeconds: 253_402_300_799, nanos: 999_999_999 }],
    ['9999-12-31T23:59:60Z', { epochSeconds: 253_402_300_799, nanos: 0, leap: true }],
  ])('reads %s', (text, instant) => {
    expect(parseTime(text)).toStrictEqual(instant)
  })

  it.each([
    '2026-11-23t05:17:24.5z',
    '2026-11-23 05:17:24.5Z',
    '2026-11-23T05:17:24.500000000Z',
    '2026-11-23T05:17:24.5+00:00',
    '2026-11-23T05:17:24.5-00:00',
    '2026-11-23T11:02:24.5+05:45',
    '2026-11-24T05:16:24.5+23:59',
    '2026-11-22T05:18:24.5-23:59',
  ])('takes %s as 2026-11-23T05:17:24.5Z', (text) => {
    expect(parseTime(text)).toStrictEqual({ epochSeconds: 1_795_411_044, nanos: 500_000_000 })
  })

  it.each(['1', '12', '123', '1234', '12345', '123456', '1234567', '12345678', '123456789'])(
    'keeps every digit of the fraction .%s',
    (digits) => {
      expect(parseTime(`2026-11-23T05:17:24.${digits}Z`)?.nanos).toBe(Number(digits.padEnd(9, '0')))
    },
  )

  it.each(['2024-02-29', '2000-02-29', '0000-02-29', '2026-01-31', '2026-04-30'])('knows that %s exists', (date) => {
    expect(parseTime(`${date}T00:00:00Z`)).toBeDefined()
  })

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2024-02-30',
    '2026-04-31',
    '2026-06-31',
    '2026-09-31',
    '2026-11-31',
    '2026-12-32',
    '2026-01-00',
    '2026-00-01',
    '2026-13-01',
  ])('knows that %s does not exist', (date) => {
    expect(parseTime(`${date}T00:00:00Z`)).toBeUndefined()
  })

  it.each([
    ['hour 24', '2026-11-23T24:00:00Z'],
    ['minute 60', '2026-11-23T05:60:00Z'],
    ['second 61', '2026-12-31T23:59:61Z'],
    ['offset hour 24', '2026-11-23T05:17:24+24:00'],
    ['offset minute 60', '2026-11-23T05:17:24-05:60'],
    ['no fractional digit', '2026-11-23T05:17:24.Z'],
    ['ten fractional digits', '2026-11-23T05:17:24.1234567890Z'],
    ['a comma before the fraction', '2026-11-23T05:17:24,5Z'],
    ['no seconds', '2026-11-23T05:17Z'],
    ['no time', '2026-11-23'],
    ['no separator', '2026-11-2305:17:24Z'],
    ['two separators', '2026-11-23T 05:17:24Z'],
    ['a tab between date and time', '2026-11-23\t05:17:24Z'],
    ['slashes in the date', '2026/11/23T05:17:24Z'],
    ['a slash before the month', '2026/11-23T05:17:24Z'],
    ['a slash before the day', '2026-11/23T05:17:24Z'],
    ['a dot in the time', '2026-11-23T05.17:24Z'],
    ['a dot before the seconds', '2026-11-23T05:17.24Z'],
    ['the basic form', '20261123T051724Z'],
    ['a week date', '2026-W48-1T05:17:24Z'],
    ['an ordinal date', '2026-327T05:17:24Z'],
    ['a month without its zero', '2026-6-23T05:17:24Z'],
    ['letters in the century', 'xx99-12-31T23:30:00-01:00'],
    ['letters in the year', '20xx-11-23T05:17:24Z'],
    ['letters in the second', '2026-11-23T05:17:xxZ'],
    ['a five-digit year', '12026-11-23T05:17:24Z'],
    ['a signed year', '+2026-11-23T05:17:24Z'],
    ['an offset without a colon', '2026-11-23T05:17:24+0100'],
    ['an offset of hours alone', '2026-11-23T05:17:24+01'],
    ['an offset with a third part', '2026-11-23T05:17:24+01:00:00'],
    ['an offset and a Z', '2026-11-23T05:17:24+01:00Z'],
    ['a Z and an offset', '2026-11-23T05:17:24Z+01:00'],
    ['a minus sign that is not ASCII', '2026-11-23T05:17:24\u221201:00'],
    ['Arabic digits', '\u0662\u0660\u0662\u0666-11-23T05:17:24Z'],
    ['a full-width digit in the fraction', '2026-11-23T05:17:24.\uff15Z'],
    ['a full-width digit in the offset', '2026-11-23T05:17:24+0\uff11:00'],
    ['space in front', ' 2026-11-23T05:17:24Z'],
    ['a line feed at the end', '2026-11-23T05:17:24Z\n'],
    ['a zero byte at the end', '2026-11-23T05:17:24Z\0'],
    ['words', 'yesterday'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(parseTime(text, { assumeUtc: true })).toBeUndefined()
  })

  it('refuses a missing offset unless it is told to assume UTC', () => {
    const text = '2026-11-23T05:17:24.123456'
    expect(parseTime(text)).toBeUndefined()
    expect(parseTime(text, { assumeUtc: true })).toStrictEqual(parseTime(`${text}Z`))
  })

  it.each(['0000-01-01T00:59:59+01:00', '9999-12-31T23:00:00-01:00', '9999-12-31T22:59:60-01:01'])(
    'refuses %s, which lies outside of the years 0000 to 9999 in UTC',
    (text) => {
      expect(parseTime(text)).toBeUndefined()
    },
  )
})

describe('second 60', () => {
  it.each([
    '2016-12-31T23:59:60.999999999Z',
    '2015-07-01T08:59:60+09:00', // 30 June in UTC
    '2024-02-29T23:59:60Z',
    '2025-02-28T23:59:60Z',
    '2026-04-30T23:59:60Z',
    '2016-12-31T15:29:60.5-08:30',
  ])('is taken in %s', (text) => {
    expect(parseTime(text)?.leap).toBe(true)
  })

  it.each([
    ['another hour', '2016-12-31T22:59:60Z'],
    ['another minute', '2016-12-31T23:58:60Z'],
    ['the last minute of a local month only', '2016-12-31T23:59:60+01:00'],
    ['a wrong minute once the offset is applied', '2016-12-31T15:59:60-08:01'],
    ['another day than the last of its month', '2016-12-30T23:59:60Z'],
    ['28 February of a leap year', '2024-02-28T23:59:60Z'],
    ['30 January', '2026-01-30T23:59:60Z'],
  ])('is refused in %s', (_, text) => {
    expect(parseTime(text)).toBeUndefined()
  })

  it('lies between the seconds around it, its fractions in their order', () => {
    const ordered = [
      '2016-12-31T23:59:59Z',
      '2016-12-31T23:59:59.999999999Z',
      '2016-12-31T23:59:60Z',
      '2016-12-31T15:59:60.000000001-08:00',
      '2016-12-31T23:59:60.999999999Z',
      '2017-01-01T00:00:00Z',
      '2017-01-01T00:00:00.000000001Z',
    ]
    for (const [index, later] of ordered.entries()) {
      for (const earlier of ordered.slice(0, index)) {
        expect([compareTimestamps(earlier, later), compareTimestamps(later, earlier)]).toEqual([-1, 1])
      }
    }
  })

  it('never goes behind the second before it or ahead of the one after it in milliseconds', () => {
    const ms = ['2016-12-31T23:59:59.999Z', '2016-12-31T23:59:60.5Z', '2017-01-01T00:00:00Z'].map((text) => {
      const instant = parseTime(text)
      return instant && toEpochMs(instant)
    })
    expect(ms).toEqual([1_483_228_799_999, 1_483_228_799_999, 1_483_228_800_000])
  })
})

describe('compareTimestamps', () => {
  it('tells a nanosecond apart across offsets', () => {
    expect(compareTimestamps('2026-11-23T05:17:24.000000001Z', '2026-11-23T06:17:24.000000002+01:00')).toBe(-1)
  })

  it('finds the same instant equal, however written', () => {
    expect(compareTimestamps('2026-11-23T05:17:24.50Z', '2026-11-23 00:17:24.5-05:00')).toBe(0)
  })

  it('is strict about the offset unless told otherwise', () => {
    expect(() => compareTimestamps('2026-11-23T05:17:24', '2026-11-23T05:17:24Z')).toThrow(RangeError)
    expect(compareTimestamps('2026-11-23T05:17:24', '2026-11-23T05:17:24Z', { assumeUtc: true })).toBe(0)
  })

  it('throws a RangeError where the second is not a time', () => {
    expect(() => compareTimestamps('2026-11-23T05:17:24Z', 'later')).toThrow(RangeError)
  })
})

describe('formatTime', () => {
  it.each([
    [0, ''],
    [500_000_000, '.500'],
    [1_000_000, '.001'],
    [120_000, '.000120'],
    [1000, '.000001'],
    [1, '.000000001'],
    [123_456_789, '.123456789'],
  ])('writes %i nanoseconds as "%s"', (nanos, fraction) => {
    expect(formatTime({ epochSeconds: 1_795_411_044, nanos })).toBe(`2026-11-23T05:17:24${fraction}Z`)
  })

  it('writes a leap second as second 60', () => {
    expect(formatTime({ epochSeconds: 1_483_228_799, nanos: 5, leap: true })).toBe('2016-12-31T23:59:60.000000005Z')
  })

  it.each<[string, Instant]>([
    ['before the year 0000', { epochSeconds: -62_167_219_201, nanos: 0 }],
    ['after the year 9999', { epochSeconds: 253_402_300_800, nanos: 0 }],
    ['with half a second', { epochSeconds: 0.5, nanos: 0 }],
    ['without a number', { epochSeconds: Number.NaN, nanos: 0 }],
    ['with a whole second of nanoseconds', { epochSeconds: 0, nanos: 1_000_000_000 }],
    ['with negative nanoseconds', { epochSeconds: 0, nanos: -1 }],
    ['with half a nanosecond', { epochSeconds: 0, nanos: 0.5 }],
    ['with a leap second in the middle of a day', { epochSeconds: 1_483_228_798, nanos: 0, leap: true }],
    ['with a leap second in the middle of a month', { epochSeconds: 86_399, nanos: 0, leap: true }],
  ])('throws a RangeError for an instant %s', (_, instant) => {
    expect(() => formatTime(instant)).toThrow(RangeError)
  })
})

describe('toUtc', () => {
  it.each(['2026-11-23T05:17:24Z', '2026-11-23T05:17:24.120Z', '2016-12-31T23:59:60.5Z'])('leaves %s alone', (text) => {
    expect(toUtc(text)).toBe(text)
  })

  it.each([
    ['2026-11-23T05:17:24', '2026-11-23T05:17:24Z'],
    ['2026-11-23T05:17:24.123456', '2026-11-23T05:17:24.123456Z'],
    ['2026-11-23 05:17:24z', '2026-11-23T05:17:24Z'],
    ['2026-11-23t05:17:24.10Z', '2026-11-23T05:17:24.10Z'],
    ['2026-11-23T05:17:24.1000+00:00', '2026-11-23T05:17:24.1000Z'],
    ['2024-03-01T00:30:00.7+01:00', '2024-02-29T23:30:00.7Z'],
    ['2026-12-31T20:00:00-05:00', '2027-01-01T01:00:00Z'],
    ['2015-07-01T08:59:60.25+09:00', '2015-06-30T23:59:60.25Z'],
  ])('turns %s into %s', (text, utc) => {
    expect(toUtc(text)).toBe(utc)
  })

  it('is undefined for what is not a time', () => {
    expect(toUtc('2026-02-29T00:00:00Z')).toBeUndefined()
  })
})

describe('nowTimestamp', () => {
  it.each([
    [1_795_411_044_007, '2026-11-23T05:17:24.007Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [1_795_411_044_999.9, '2026-11-23T05:17:24.999Z'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(nowTimestamp(ms)).toBe(text)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 253_402_300_800_000])('throws a RangeError for %d', (ms) => {
    expect(() => nowTimestamp(ms)).toThrow(RangeError)
  })
})

describe('compareTimes', () => {
  it('takes an absent leap flag as none', () => {
    expect(compareTimes({ epochSeconds: 5, nanos: 1 }, { epochSeconds: 5, nanos: 1 })).toBe(0)
  })
})
