import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BusError, toBusError } from '@arqonbus/protocol'
import { bearerToken } from '../auth/bearer.js'
import { ANONYMOUS, DEFAULT_TENANT, EVERY_TENANT, type Identity } from '../identity.js'
import type { BusOptions } from '../options.js'
import { comesFromPage } from './guard.js'
import { HttpProblem } from './problem.js'
import type { Needs } from './route.js'

type Doors = Pick<BusOptions, 'authenticator' | 'anonymousRole' | 'http'>

/** Whoever asks for what is open to all: nothing else is allowed to it. */
const NOBODY: Identity = { subject: ANONYMOUS, tenant: DEFAULT_TENANT, role: 'user', permissions: [], expiresAt: null }

/**
 * Who sent a request, if that is enough for what it `needs`: by the admin API key (`x-api-key`), by a token
 * (`Authorization: Bearer`; never in the query, where proxies and histories would keep it), or, without
 * authentication, as anonymous.
 *
 * @throws BusError `AUTHENTICATION_FAILED` (401) where nobody is recognised, `AUTHORIZATION_ERROR` (403) where somebody
 * is who may not ask this
 */
export async function authorize(options: Doors, needs: Needs, incoming: IncomingMessage): Promise<Identity> {
  if (needs === 'nothing') return NOBODY
  const key = incoming.headersDistinct['x-api-key']
  if (key !== undefined) return byApiKey(options, key)
  const { authenticator } = options
  const identity = authenticator === undefined ? anonymous(options) : await byToken(authenticator, incoming)
  if (isEnough(identity, needs, authenticator === undefined)) {
    if (needs !== 'token' && authenticator === undefined) refusePages(incoming)
    return identity
  }
  const who = needs === 'owner' && authenticator !== undefined ? 'an admin of every tenant' : 'an admin'
  throw new HttpProblem(403, 'AUTHORIZATION_ERROR', `This needs ${who}, or the admin API key in the header x-api-key`, {
    ...(authenticator === undefined
      ? {}
      : { headers: { 'www-authenticate': 'Bearer realm="arqonbus", error="insufficient_scope"' } }),
  })
}

/** Admins act inside their own tenant (contract, 4): what concerns all tenants is not theirs. */
function isEnough({ role, tenant }: Identity, needs: Needs, isOnlyTenant: boolean): boolean {
  if (needs === 'token') return true
  return role === 'admin' && (needs === 'admin' || isOnlyTenant || tenant === EVERY_TENANT)
}

function byApiKey({ http, authenticator }: Doors, given: readonly string[]): Identity {
  const [key, second] = given
  const wanted = http?.adminApiKey
  if (wanted === undefined || wanted === '' || key === undefined || second !== undefined || !isSame(key, wanted)) {
    throw new BusError('AUTHENTICATION_FAILED', 'The API key is not the admin API key of this bus')
  }
  const tenant = authenticator === undefined ? DEFAULT_TENANT : EVERY_TENANT
  return { subject: 'admin-api-key', tenant, role: 'admin', permissions: null, expiresAt: null }
}

/** Compares digests, so that the time it takes tells neither the length nor a beginning that was right. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

async function byToken(
  authenticator: NonNullable<Doors['authenticator']>,
  incoming: IncomingMessage,
): Promise<Identity> {
  try {
    const token = bearerToken({ headers: incoming.headersDistinct })
    if (token === undefined)
      throw new HttpProblem(401, 'AUTHENTICATION_FAILED', 'There is no token: send Authorization: Bearer')
    return await authenticator.authenticate(token)
  } catch (thrown) {
    const error = toBusError(thrown)
    if (error instanceof HttpProblem || error.code !== 'AUTHENTICATION_FAILED') throw error
    // RFC 6750, 3.1.
    const headers = { 'www-authenticate': 'Bearer realm="arqonbus", error="invalid_token"' }
    throw new HttpProblem(401, error.code, error.message, { details: error.details, headers, cause: error })
  }
}

function anonymous({ anonymousRole }: Doors): Identity {
  return { subject: ANONYMOUS, tenant: DEFAULT_TENANT, role: anonymousRole, permissions: null, expiresAt: null }
}

/** Where reaching the bus is all it takes to be an admin, a page that the admin looks at must not be enough. */
function refusePages(incoming: IncomingMessage): void {
  if (!comesFromPage(incoming)) return
  throw new BusError(
    'AUTHORIZATION_ERROR',
    'Without authentication a web page may not administer the bus; use the API key',
  )
}
