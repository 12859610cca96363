import { isIP } from 'node:net'
import * as v from 'valibot'

/**
 * The kinds of values that a setting can have. A value comes from outside as text (flag, environment) or as JSON
 * (file); each schema takes both, and takes its own output again. Its message says what is wanted, never what was got.
 */

/** The lower-case words that mean yes and no. */
const WORDS = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['off', false],
])

/** The word for a boolean as text, whatever its case; `undefined` for any other text. */
export function booleanWord(text: string): boolean | undefined {
  return WORDS.get(text.trim().toLowerCase())
}

const WANTS_BOOLEAN = 'true or false (also 1, yes, on, 0, no, off)'

/** Yes or no. A flag without a value is a yes. */
export const boolean = v.union(
  [
    v.boolean(),
    v.pipe(
      v.string(),
      v.transform((text) => (text === '' ? true : booleanWord(text))),
      v.boolean(WANTS_BOOLEAN),
    ),
  ],
  WANTS_BOOLEAN,
)

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number) {
  const wants = `a whole number from ${least} to ${most}`
  return v.pipe(numberIn(/^\d{1,15}$/, wants), v.integer(wants), v.minValue(least, wants), v.maxValue(most, wants))
}

export const port = v.pipe(
  numberIn(/^\d{1,15}$/, 'a port from 0 to 65535 (0: any free one)'),
  v.integer('a port from 0 to 65535 (0: any free one)'),
  v.minValue(0, 'a port from 0 to 65535 (0: any free one)'),
  v.maxValue(65_535, 'a port from 0 to 65535 (0: any free one)'),
)

/** Seconds, fractions allowed, from `least` to `most`. */
export function seconds(least: number, most: number) {
  const wants = `seconds from ${least} to ${most}`
  return v.pipe(numberIn(/^\d{1,15}(\.\d{1,9})?$/, wants), v.minValue(least, wants), v.maxValue(most, wants))
}

function numberIn(pattern: RegExp, wants: string) {
  const text = v.pipe(v.string(), v.trim(), v.regex(pattern, wants), v.transform(Number))
  return v.union([v.pipe(v.number(), v.finite()), text], wants)
}

const UNITS: { readonly [unit: string]: number } = { '': 1, b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 }

/** Bytes, as a number or with one of the units KiB, MiB, GiB; from `least` to `most` bytes. */
export function size(least: number, most: number) {
  const wants = `a size from ${sizeText(least)} to ${sizeText(most)}, in bytes or as 64KiB, 1MiB`
  const text = v.pipe(v.string(), v.regex(/^\s*\d{1,15}\s*(b|kib|mib|gib)?\s*$/i, wants), v.transform(bytesOf))
  return v.pipe(v.union([v.number(), text], wants), v.integer(wants), v.minValue(least, wants), v.maxValue(most, wants))
}

function bytesOf(text: string): number {
  const [, digits = '', unit = ''] = /^\s*(\d+)\s*(\w*)/.exec(text) ?? []
  return Number(digits) * (UNITS[unit.toLowerCase()] ?? Number.NaN)
}

/** Bytes in the largest unit that writes them exactly. */
export function sizeText(bytes: number): string {
  for (const unit of ['GiB', 'MiB', 'KiB']) {
    const factor = UNITS[unit.toLowerCase()] ?? 1
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${unit}`
  }
  return String(bytes)
}

/** One of some words, in any case; `others` maps further lower-case spellings to them. */
export function oneOf<const T extends string>(words: readonly T[], others: { readonly [spelling: string]: T } = {}) {
  const more = Object.keys(others)
  const wants = `one of ${words.join(', ')}${more.length > 0 ? ` (also ${more.join(', ')})` : ''}`
  const known = new Map([...words.map((word) => [word.toLowerCase(), word] as const), ...Object.entries(others)])
  return v.pipe(
    v.string(wants),
    v.transform((given) => known.get(given.trim().toLowerCase())),
    v.picklist(words, wants),
  )
}

/** Text that is not empty, without the white space around it. */
export function text(wants: string) {
  return v.pipe(v.string(wants), v.trim(), v.nonEmpty(wants), v.maxLength(4096, wants))
}

/** A secret: text as it stands, white space and all. */
export function secret(wants: string) {
  return v.pipe(v.string(wants), v.nonEmpty(wants), v.maxLength(4096, wants))
}

/** A file's path. Whether it can be read is the preflight's question. */
export const path = text('the path of a file')

/** A host name or an IP address to listen on; an IPv6 address may stand in brackets. */
export const host = v.pipe(
  text('a host name or an IP address'),
  v.transform((given) => given.replace(/^\[(.*)\]$/, '$1')),
  v.check(
    (given) => isIP(given) !== 0 || /^(?=.{1,253}$)[\w-]+(\.[\w-]+)*\.?$/.test(given),
    'a host name or an IP address',
  ),
)

/** Without user and password: they would stand in logs, and fetch refuses them. */
export const httpUrl = v.pipe(
  text('an http or https URL without user and password'),
  v.check(isBareHttpUrl, 'an http or https URL without user and password'),
)

function isBareHttpUrl(given: string): boolean {
  const url = urlOf(given)
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
}

function urlOf(given: string): URL | undefined {
  return URL.canParse(given) ? new URL(given) : undefined
}

/** Values with commas between, or a JSON array; each is checked by `each`, and the list keeps each value once. */
export function list<T>(each: v.GenericSchema<string, T>, wants: string) {
  const split = v.pipe(
    v.string(),
    v.transform((given) => given.split(',').map((part) => part.trim())),
    v.transform((parts) => parts.filter((part) => part !== '')),
  )
  const strings = v.union([v.array(v.string(wants)), split], wants)
  const checked = v.check((parts: string[]) => parts.every((part) => v.is(each, part)), wants)
  const unique = v.transform((parts: string[]): readonly T[] => [...new Set(parts.map((part) => v.parse(each, part)))])
  return v.pipe(strings, checked, unique)
}

/** What a browser may say it comes from: an exact origin, `*` for any, `loopback` for any port of a loopback name. */
export const origin = v.pipe(
  v.string(),
  v.transform((given) => (given === '*' || given === 'loopback' ? given : originOf(given))),
  v.string('an origin'),
)

function originOf(given: string): string | undefined {
  const url = urlOf(given)
  const bare = url !== undefined && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href
  return bare ? url.origin : undefined
}

/** A proxy's IP address. */
export const ipAddress = v.pipe(
  v.string(),
  v.check((given) => isIP(given) !== 0, 'an IP address'),
)
