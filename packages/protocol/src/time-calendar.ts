/**
 * The proleptic Gregorian calendar of the years 0000 to 9999 as whole numbers: RFC 3339 appendix C, without `Date`,
 * which would read the years 0 to 99 as 1900 to 1999.
 */

const SECONDS_PER_DAY = 86_400
const FIRST_SECOND = -62_167_219_200 // 0000-01-01T00:00:00Z
const LAST_SECOND = 253_402_300_799 // 9999-12-31T23:59:59Z

/** From 0000-03-01 to 1970-01-01. Years are counted from March here, so that a leap day is the last of its year. */
const DAYS_TO_EPOCH = 719_468
const DAYS_PER_400_YEARS = 146_097

/** Whether a second, counted from 1970, lies in the years 0000 to 9999 and is whole. */
export function isInRange(epochSeconds: number): boolean {
  return Number.isInteger(epochSeconds) && epochSeconds >= FIRST_SECOND && epochSeconds <= LAST_SECOND
}

export function daysInMonth(year: number, month: number): number {
  if (month !== 2) return 30 + ((month + (month >> 3)) & 1)
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Seconds from 1970 to the midnight UTC at which a date starts; months and days count from 1. */
export function midnight(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1
  const monthsFromMarch = month > 2 ? month - 3 : month + 9
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400)
  const days = marchYear * 365 + leapDays + daysBefore(monthsFromMarch) + day - 1
  return (days - DAYS_TO_EPOCH) * SECONDS_PER_DAY
}

/** Whether the UTC month ends with this second, so that a leap second can follow it (RFC 3339 section 5.7). */
export function isLastOfMonth(epochSeconds: number): boolean {
  const nextDay = (epochSeconds + 1) / SECONDS_PER_DAY
  return Number.isInteger(nextDay) && dateFromDays(nextDay).day === 1
}

/**
 * `YYYY-MM-DDTHH:MM:SS` in UTC; with `leap` the second 60 after it.
 * @throws {RangeError} outside of the years 0000 to 9999, or for a leap second where none can be.
 */
export function formatSecond(epochSeconds: number, leap = false): string {
  if (!isInRange(epochSeconds)) throw new RangeError('outside of the years 0000 to 9999')
  if (leap && !isLastOfMonth(epochSeconds)) throw new RangeError('a leap second is the last of a month')
  const days = Math.floor(epochSeconds / SECONDS_PER_DAY)
  const { year, month, day } = dateFromDays(days)
  const ofDay = epochSeconds - days * SECONDS_PER_DAY
  const hour = Math.floor(ofDay / 3600)
  const minute = Math.floor(ofDay / 60) % 60
  const second = leap ? 60 : ofDay % 60
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}`
}

export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** Days of a March year before its month; months alternate 31, 30, 31, 30, 31 from March on, which 153 / 5 follows. */
function daysBefore(monthsFromMarch: number): number {
  return Math.floor((153 * monthsFromMarch + 2) / 5)
}

function dateFromDays(days: number): { year: number; month: number; day: number } {
  const fromMarch = days + DAYS_TO_EPOCH
  const cycle = Math.floor(fromMarch / DAYS_PER_400_YEARS)
  const ofCycle = fromMarch - cycle * DAYS_PER_400_YEARS
  // The leap days before this day of the cycle are taken away, which leaves years of 365 days.
  const withoutLeapDays =
    ofCycle - Math.floor(ofCycle / 1460) + Math.floor(ofCycle / 36_524) - Math.floor(ofCycle / 146_096)
  const yearOfCycle = Math.floor(withoutLeapDays / 365)
  const ofYear = ofCycle - (yearOfCycle * 365 + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100))
  const monthsFromMarch = Math.floor((5 * ofYear + 2) / 153)
  const month = monthsFromMarch < 10 ? monthsFromMarch + 3 : monthsFromMarch - 9
  const year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
  return { year, month, day: ofYear - daysBefore(monthsFromMarch) + 1 }
}
