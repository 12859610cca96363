import { type ErrorDetail, type JsonObject, validationError } from './errors.js'

/** The deepest nesting of objects and arrays that an envelope may have. */
export const MAX_DEPTH = 32
/** Keys that never reach an object of the bus: each could change what other objects are. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * A frame's text as a JSON object, before anything is known of its fields.
 *
 * Frames are I-JSON (RFC 7493): what another reader could take differently is refused rather than guessed at —
 * duplicate keys (2.3), lone surrogates (2.1), and numbers that a double cannot hold (2.2): those past its range, and
 * integers that would come out as another integer.
 *
 * @throws BusError `VALIDATION_ERROR` with the path of each broken rule
 */
export function decodeFrame(text: string): JsonObject {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw validationError([{ path: '', message: 'must be a JSON object' }])
  }
  const errors: ErrorDetail[] = []
  const keys = inspect(value, '', 1, errors)
  if (errors.length === 0) checkSource(text, keys, errors)
  if (errors.length > 0) throw validationError(errors.slice(0, 20))
  return value as JsonObject
}

/** An envelope as a frame's text. */
export function encodeFrame(envelope: object): string {
  return JSON.stringify(envelope)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // The engine's own words quote the text, which may hold a secret: only the position is told.
    const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined
    const where = position === undefined ? 'it ends too early' : `at character ${position}`
    throw validationError([{ path: '', message: `is not JSON (RFC 8259): ${where}` }])
  }
}

/** Checks every key, string and number below `value`; gives the number of keys. */
function inspect(value: object, path: string, depth: number, errors: ErrorDetail[]): number {
  if (depth > MAX_DEPTH) {
    errors.push({ path, message: `is nested deeper than ${MAX_DEPTH} levels` })
    return 0
  }
  if (Array.isArray(value)) {
    let keys = 0
    for (let i = 0; i < value.length; i++) keys += inspectChild(value[i], path, i, depth, errors)
    return keys
  }
  let keys = 0
  for (const key in value) {
    keys++
    if (FORBIDDEN_KEYS.has(key)) errors.push({ path: join(path, key), message: 'is a key that is never accepted' })
    else if (!key.isWellFormed()) errors.push({ path, message: 'has a key with a lone surrogate' })
    keys += inspectChild((value as JsonObject)[key], path, key, depth, errors)
  }
  return keys
}

function inspectChild(child: unknown, path: string, key: string | number, depth: number, errors: ErrorDetail[]): number {
  if (typeof child === 'string') {
    if (!child.isWellFormed()) errors.push({ path: join(path, key), message: 'has a lone surrogate' })
  } else if (typeof child === 'number') {
    if (!Number.isFinite(child)) errors.push({ path: join(path, key), message: 'is a number out of range' })
  } else if (typeof child === 'object' && child !== null) {
    return inspect(child, join(path, key), depth + 1, errors)
  }
  return 0
}

function join(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
/** Integers of fewer digits are below 2^53, so a double holds them. */
const SAFE_DIGITS = 15

/**
 * What only the source tells: keys that were written twice (it spells out more keys than the value has), and integers
 * that came out as another number. `text` is known to be JSON.
 */
function checkSource(text: string, keys: number, errors: ErrorDetail[]): void {
  let colons = 0
  let digits = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isDigit(code)) {
      digits++
      continue
    }
    if (digits > SAFE_DIGITS) checkInteger(numberBefore(text, i), errors)
    digits = 0
    if (code === COLON) colons++
    else if (code === QUOTE) i = endOfString(text, i)
  }
  if (colons !== keys) errors.push({ path: '', message: 'an object has the same key twice' })
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** The index of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(index - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

/** The number of which the digit before `end` is a part, with what follows of its fraction and exponent. */
function numberBefore(text: string, end: number): string {
  let start = end
  while (/[\d.eE+-]/.test(text.charAt(start - 1))) start--
  let stop = end
  while (/[\d.eE+-]/.test(text.charAt(stop))) stop++
  return text.slice(start, stop)
}

function checkInteger(token: string, errors: ErrorDetail[]): void {
  if (!/^-?\d+$/.test(token) || BigInt(token) === BigInt(Number(token))) return
  const message = `has the integer ${token}, which a JSON number cannot carry exactly (RFC 7493, 2.2): send it as a string`
  errors.push({ path: '', message })
}
