import { actions, globSchema, type JsonObject, nameSchema, toDetail } from '@arqonbus/protocol'
import * as v from 'valibot'
import { DEFAULT_TENANT, EVERY_TENANT, type Grant, type Identity } from '../identity.js'
import { refusal } from './refusal.js'

/** What claims must say beyond their shape. */
interface ClaimRules {
  readonly issuer?: string | undefined
  readonly audience?: string | undefined
  readonly requireExpiry: boolean
  readonly clockToleranceSeconds: number
}

const MAX_GRANTS = 256
/** The last second of the year 9999. Milliseconds taken for seconds are always past it. */
const LAST_SECOND = 253_402_300_799

/** Printable: no control, no invisible formatting (which could show one subject as another), no line break. */
const SUBJECT = /^(?!\s)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,128}(?<!\s)$/u

const TENANT_RULE = 'must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }'

/** NumericDate (RFC 7519, 2): seconds since 1970, a fraction is allowed. */
const numericDate = v.optional(
  v.pipe(
    v.number('must be a number of seconds since 1970'),
    v.maxValue(LAST_SECOND, 'must be in seconds since 1970, before the year 10000 (is it in milliseconds?)'),
  ),
)

/** Strict: a grant with a field that nobody here knows could mean less than it says. */
const grantSchema = v.strictObject(
  {
    room: globSchema,
    channel: globSchema,
    actions: v.array(v.picklist(actions, `must be one of ${actions.join(', ')}`), 'must be a list'),
  },
  'must be an object of room, channel and actions',
)

const claimsSchema = v.looseObject({
  sub: v.pipe(
    v.string('must be a string'),
    v.regex(SUBJECT, 'must be 1 to 128 printable characters without white space at its ends'),
  ),
  exp: numericDate,
  nbf: numericDate,
  iat: numericDate,
  iss: v.optional(v.string('must be a string')),
  aud: v.optional(v.union([v.string(), v.array(v.string())], 'must be a string or a list of strings')),
  tenant_id: v.optional(v.union([v.literal(EVERY_TENANT), nameSchema], TENANT_RULE), DEFAULT_TENANT),
  role: v.optional(v.picklist(['user', 'admin', 'operator'], 'must be user, admin or operator'), 'user'),
  permissions: v.optional(
    v.pipe(v.array(grantSchema, 'must be a list'), v.maxLength(MAX_GRANTS, `must be at most ${MAX_GRANTS} grants`)),
  ),
})
type Claims = v.InferOutput<typeof claimsSchema>

/**
 * Who the claims of a verified token speak of; frozen. Claims that are not known here are left alone.
 *
 * @param now milliseconds since 1970
 * @throws BusError `AUTHENTICATION_FAILED`
 */
export function identityOf(payload: JsonObject, rules: ClaimRules, now: number): Identity {
  const result = v.safeParse(claimsSchema, payload)
  if (!result.success) {
    const { path, message } = toDetail(result.issues[0])
    throw refusal(`Claim ${path}: ${message}`)
  }
  const claims = result.output
  checkTimes(claims, rules, now)
  checkParties(claims, rules)
  if (claims.tenant_id === EVERY_TENANT && claims.role !== 'admin') {
    throw refusal(`Claim tenant_id: ${EVERY_TENANT} is for the role admin alone`)
  }
  return Object.freeze({
    subject: claims.sub,
    tenant: claims.tenant_id,
    role: claims.role,
    permissions: claims.permissions === undefined ? null : Object.freeze(claims.permissions.map(frozenGrant)),
    expiresAt: claims.exp === undefined ? null : Math.floor(claims.exp * 1000),
  })
}

function checkTimes({ exp, nbf }: Claims, { requireExpiry, clockToleranceSeconds }: ClaimRules, now: number): void {
  const toleranceMs = clockToleranceSeconds * 1000
  if (exp === undefined) {
    if (requireExpiry) throw refusal('Claim exp: is required')
  } else if (exp * 1000 + toleranceMs <= now) {
    throw refusal(`The token expired ${seconds(now - exp * 1000)} s ago`)
  }
  if (nbf !== undefined && nbf * 1000 - toleranceMs > now) {
    throw refusal(`The token is not valid yet, but in ${seconds(nbf * 1000 - now)} s`)
  }
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000)
}

function checkParties({ iss, aud }: Claims, { issuer, audience }: ClaimRules): void {
  if (issuer !== undefined && iss !== issuer) {
    throw refusal(`Claim iss: ${iss === undefined ? 'is required' : 'is not the issuer that this bus accepts'}`)
  }
  if (audience !== undefined && aud !== audience && !(Array.isArray(aud) && aud.includes(audience))) {
    throw refusal(`Claim aud: ${aud === undefined ? 'is required' : 'does not name this bus'}`)
  }
}

function frozenGrant(grant: Grant): Grant {
  return Object.freeze({ ...grant, actions: Object.freeze([...grant.actions]) })
}
