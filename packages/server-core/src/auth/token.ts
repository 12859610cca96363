import { decodeFrame, type JsonObject, toBusError, toDetail } from '@arqonbus/protocol'
import * as v from 'valibot'
import { refusal } from './refusal.js'

/** Characters of a token at most, so that what nobody has signed costs little. */
const MAX_TOKEN_LENGTH = 16 * 1024

/** A token that has the right shape. Nothing in it is true before its signature was verified. */
interface UnverifiedToken<Algorithm extends string> {
  readonly algorithm: Algorithm
  readonly kid: string | undefined
  readonly payload: Uint8Array
}

/** RFC 8725, 3.11: a token made for another purpose (`dpop+jwt`, `logout+jwt`, …) is not one for the bus. */
const TYPE = /^(?:application\/)?(?:at\+)?jwt$/i

/**
 * The header parameters that decide. `jwk`, `jku`, `x5u` and `x5c` are not here: keys come from the operator alone, a
 * token's own are never looked at.
 */
const headerSchema = v.looseObject({
  alg: v.string('must be a string'),
  kid: v.optional(v.pipe(v.string('must be a string'), v.maxLength(1024, 'must be at most 1024 characters'))),
  typ: v.optional(v.pipe(v.string('must be a string'), v.regex(TYPE, 'must be JWT or at+jwt'))),
  // RFC 7515, 4.1.11: what is critical and not understood is refused. The bus understands no extension.
  crit: v.optional(v.custom<never>(() => false, 'names an extension, and none is understood')),
  // RFC 7797: the unencoded payload.
  b64: v.optional(v.custom<never>(() => false, 'is not accepted')),
})

/**
 * Takes a compact JWS apart (RFC 7515, 7.1) and reads its header, so strictly that one token has one spelling: no white
 * space, canonical base64url, no key twice.
 *
 * @throws BusError `AUTHENTICATION_FAILED`
 */
export function readToken<Algorithm extends string>(
  token: string,
  accepted: readonly Algorithm[],
): UnverifiedToken<Algorithm> {
  if (token.length > MAX_TOKEN_LENGTH) throw refusal(`The token has more than ${MAX_TOKEN_LENGTH} characters`)
  if (/\s/.test(token)) throw refusal('The token has white space in it')
  const parts = token.split('.')
  if (parts.length === 5) throw refusal('The token is encrypted (JWE): only signed ones (JWS) are accepted')
  const [header, payload, signature] = parts
  if (header === undefined || payload === undefined || signature === undefined || parts.length !== 3) {
    throw refusal('The token is not a compact JWS (RFC 7515): three base64url parts with a dot between')
  }
  const result = v.safeParse(headerSchema, readJson(readBytes(header, 'header'), 'header'))
  if (!result.success) {
    const { path, message } = toDetail(result.issues[0])
    throw refusal(`The token's header ${path}: ${message}`)
  }
  const { alg, kid } = result.output
  const algorithm = accepted.find((name) => name === alg)
  if (algorithm === undefined) throw refusal(notAccepted(alg, accepted))
  readBytes(signature, 'signature')
  return { algorithm, kid, payload: readBytes(payload, 'payload') }
}

/**
 * One part of a token as a JSON object.
 *
 * @throws BusError `AUTHENTICATION_FAILED`
 */
export function readJson(bytes: Uint8Array, part: 'header' | 'payload'): JsonObject {
  try {
    // With `ignoreBOM` the mark stays in the text, where JSON does not allow it (RFC 8259, 8.1).
    return decodeFrame(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    throw refusal(`The token's ${part}: ${brokenRule(error)}`, error)
  }
}

/** Trailing bits that are not zero, padding and foreign characters would make a second spelling of the same token. */
function readBytes(text: string, part: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length === 0 || bytes.toString('base64url') !== text) {
    throw refusal(`The token's ${part} is not canonical base64url (RFC 4648, 5, without padding)`)
  }
  return bytes
}

/** An `alg` that is not a plain name stays unquoted: whoever sent it must not write into logs. */
function notAccepted(alg: string, accepted: readonly string[]): string {
  const name = /^[A-Za-z0-9-]{1,16}$/.test(alg) ? `Algorithm ${alg}` : "The token's algorithm"
  return `${name} is not accepted, only ${accepted.join(', ')}`
}

const brokenSchema = v.looseObject({ errors: v.looseTuple([v.looseObject({ message: v.string() })]) })

/** The first rule that was broken, without its place: keys that nobody has signed are not repeated. */
function brokenRule(error: unknown): string {
  const { details } = toBusError(error)
  return v.is(brokenSchema, details) ? details.errors[0].message : 'is not UTF-8'
}
