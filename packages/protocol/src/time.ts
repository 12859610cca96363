/**
 * Time on the wire (contract section 3): RFC 3339 date-times at nanosecond precision, without `Date`, whose
 * milliseconds would lose the order of two events a microsecond apart.
 */

import { daysInMonth, formatSecond, isInRange, isLastOfMonth, midnight, pad } from './time-calendar.js'

/**
 * A point in time.
 *
 * A leap second has no number of its own in POSIX time: there 23:59:60 shares one with the 00:00:00 after it, so that
 * 23:59:60.5 would sort after 00:00:00.2 and could not be written back. It is therefore kept as the second 23:59:59
 * with `leap` set, which sorts after everything in 23:59:59 and before 00:00:00, and survives a round trip.
 */
export interface Instant {
  /** Whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted; negative before. */
  readonly epochSeconds: number
  /** Nanoseconds past that second, 0 to 999,999,999. */
  readonly nanos: number
  /** Present where this is the leap second (`:60`) that follows `epochSeconds`. */
  readonly leap?: true
}

export interface ParseTimeOptions {
  /** Take a time without an offset as UTC instead of refusing it; the bus does, for old Python clients. */
  readonly assumeUtc?: boolean
}

const FRACTION_AT = 19
const MAX_FRACTION_DIGITS = 9
const ASSUME_UTC: ParseTimeOptions = { assumeUtc: true }

const PLUS = 43
const MINUS = 45
const DOT = 46
const COLON = 58
const UPPER_T = 84
const UPPER_Z = 90

/**
 * Reads an RFC 3339 date-time (section 5.6): any offset, `T`, `t` or a space between date and time, `Z` or `z`, at
 * most nine fractional digits (more would not fit a nanosecond, and are refused rather than cut off). Second 60 is
 * taken where a leap second can be: 23:59:60 UTC on the last day of a month (section 5.7 and appendix D).
 *
 * `undefined` where the text is anything else, or where its offset moves it out of the years 0000 to 9999, which
 * could not be written in UTC any more. Never throws.
 */
export function parseTime(text: string, options?: ParseTimeOptions): Instant | undefined {
  const dayStart = readDate(text)
  const minutes = readMinutes(text)
  const second = twoDigits(text, 17)
  const zoneAt = fractionEnd(text)
  if (dayStart === undefined || minutes < 0 || second < 0 || second > 60 || zoneAt < 0) return undefined
  const offset = readOffset(text, zoneAt, options?.assumeUtc === true)
  if (offset === undefined) return undefined

  const epochSeconds = dayStart + (minutes - offset) * 60 + (second === 60 ? 59 : second)
  if (!isInRange(epochSeconds)) return undefined
  const nanos = readNanos(text, zoneAt)
  if (second < 60) return { epochSeconds, nanos }
  return isLastOfMonth(epochSeconds) ? { epochSeconds, nanos, leap: true } : undefined
}

/** The order of two instants, exact to the nanosecond. */
export function compareTimes(a: Instant, b: Instant): -1 | 0 | 1 {
  const leaps = Number(a.leap ?? false) - Number(b.leap ?? false)
  const order = a.epochSeconds - b.epochSeconds || leaps || a.nanos - b.nanos
  if (order === 0) return 0
  return order < 0 ? -1 : 1
}

/**
 * The order of two timestamps, whatever their offsets, exact to the nanosecond.
 * @throws {RangeError} where either is not a date-time that {@link parseTime} takes with the same options.
 */
export function compareTimestamps(a: string, b: string, options?: ParseTimeOptions): -1 | 0 | 1 {
  const first = parseTime(a, options)
  const second = parseTime(b, options)
  if (first === undefined || second === undefined) throw new RangeError('not an RFC 3339 date-time')
  return compareTimes(first, second)
}

/**
 * Writes an instant in UTC with `Z` and 0, 3, 6 or 9 fractional digits, the fewest that hold it exactly.
 * @throws {RangeError} where the instant is malformed or outside of the years 0000 to 9999.
 */
export function formatTime(instant: Instant): string {
  return `${formatSecond(instant.epochSeconds, instant.leap)}${formatNanos(instant.nanos)}Z`
}

/**
 * The same instant in the form the bus writes, `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, with the fractional digits as
 * written; a text already in that form comes back as it is. A missing offset means UTC. `undefined` where the text
 * is not a date-time.
 */
export function toUtc(text: string): string | undefined {
  const instant = parseTime(text, ASSUME_UTC)
  if (instant === undefined) return undefined
  if (text.charCodeAt(10) === UPPER_T && text.charCodeAt(text.length - 1) === UPPER_Z) return text
  return `${formatSecond(instant.epochSeconds, instant.leap)}${text.slice(FRACTION_AT, fractionEnd(text))}Z`
}

/**
 * A clock reading in milliseconds since 1970, such as `Date.now()`, as a timestamp with three fractional digits.
 * @throws {RangeError} where it is not a number or outside of the years 0000 to 9999.
 */
export function nowTimestamp(nowMs: number): string {
  const epochSeconds = Math.floor(nowMs / 1000)
  const millis = Math.floor(nowMs) - epochSeconds * 1000
  return `${formatSecond(epochSeconds)}.${pad(millis, 3)}Z`
}

/**
 * Milliseconds since 1970, rounded down, for what needs a `Date`. A leap second, which `Date` does not have, becomes
 * the last millisecond before it, so that the order is never turned round.
 */
export function toEpochMs(instant: Instant): number {
  return instant.epochSeconds * 1000 + (instant.leap ? 999 : Math.floor(instant.nanos / 1_000_000))
}

/** Seconds from 1970 to the midnight of the date at the start of the text; `undefined` where it is no real date. */
function readDate(text: string): number | undefined {
  const century = twoDigits(text, 0)
  const yearOfCentury = twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  if (century < 0 || yearOfCentury < 0 || month < 1 || month > 12 || day < 1) return undefined
  if (text.charCodeAt(4) !== MINUS || text.charCodeAt(7) !== MINUS) return undefined
  const year = century * 100 + yearOfCentury
  return day <= daysInMonth(year, month) ? midnight(year, month, day) : undefined
}

/** Minutes since midnight of the time after the date, before any offset; -1 where there is none. */
function readMinutes(text: string): number {
  const separator = text[10]
  if (separator !== 'T' && separator !== 't' && separator !== ' ') return -1
  if (text.charCodeAt(16) !== COLON) return -1
  return hoursAndMinutes(text, 11)
}

/** `HH:MM` in minutes, -1 where it is not one. */
function hoursAndMinutes(text: string, at: number): number {
  const hour = twoDigits(text, at)
  const minute = twoDigits(text, at + 3)
  const isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && text.charCodeAt(at + 2) === COLON
  return isTime ? hour * 60 + minute : -1
}

/** Where the fraction of the second ends and the offset starts; -1 for a dot without one to nine digits. */
function fractionEnd(text: string): number {
  if (text.charCodeAt(FRACTION_AT) !== DOT) return FRACTION_AT
  const start = FRACTION_AT + 1
  let end = start
  while (end <= start + MAX_FRACTION_DIGITS && isDigit(text.charCodeAt(end))) end += 1
  return end > start && end <= start + MAX_FRACTION_DIGITS ? end : -1
}

function readNanos(text: string, end: number): number {
  let nanos = 0
  for (let at = FRACTION_AT + 1; at <= FRACTION_AT + MAX_FRACTION_DIGITS; at += 1) {
    nanos = nanos * 10 + (at < end ? text.charCodeAt(at) - 48 : 0)
  }
  return nanos
}

function formatNanos(nanos: number): string {
  if (!Number.isInteger(nanos) || nanos < 0 || nanos > 999_999_999) throw new RangeError('nanos out of range')
  if (nanos === 0) return ''
  if (nanos % 1_000_000 === 0) return `.${pad(nanos / 1_000_000, 3)}`
  return nanos % 1000 === 0 ? `.${pad(nanos / 1000, 6)}` : `.${pad(nanos, 9)}`
}

/** Minutes east of UTC. `-00:00` (unknown local offset, section 4.3) is UTC too. */
function readOffset(text: string, at: number, assumeUtc: boolean): number | undefined {
  if (at === text.length) return assumeUtc ? 0 : undefined
  const sign = text.charCodeAt(at)
  if (sign === UPPER_Z || text[at] === 'z') return text.length === at + 1 ? 0 : undefined
  const minutes = hoursAndMinutes(text, at + 1)
  if (minutes < 0 || text.length !== at + 6) return undefined
  if (sign === PLUS) return minutes
  return sign === MINUS ? -minutes : undefined
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Two ASCII digits as a number, -1 where they are not. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at)
  const ones = text.charCodeAt(at + 1)
  return isDigit(tens) && isDigit(ones) ? tens * 10 + ones - 528 : -1
}
