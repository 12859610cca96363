import type { IncomingMessage } from 'node:http'
import { isOriginAllowed } from '../gateway/origin.js'
import type { BusOptions } from '../options.js'
import { HttpProblem } from './problem.js'

type Guarded = Pick<BusOptions, 'http' | 'authenticator' | 'allowedOrigins'>

/**
 * Turns away what a web page must not reach.
 *
 * A page that the user happens to look at can send requests to a bus on this machine. Its `Origin` gives it away unless
 * it rebinds its own name to the loopback address (then the `Host` header is still that name). Without authentication
 * nothing else stands between the page and the bus, so both are looked at.
 *
 * @throws HttpProblem 421 for a foreign host, 403 for a foreign origin
 */
export function guard(options: Guarded, incoming: IncomingMessage): void {
  if (!isOwnHost(options, incoming.headers.host)) {
    const detail =
      'The Host header names another host than this bus, which listens on a loopback address without authentication'
    throw new HttpProblem(421, 'AUTHORIZATION_ERROR', detail)
  }
  const { origin } = incoming.headers
  if (!isOriginAllowed(origin, options.allowedOrigins)) {
    throw new HttpProblem(403, 'AUTHORIZATION_ERROR', 'The Origin is not one of the allowed origins of this bus')
  }
}

/** Headers that let a page of an allowed origin read the answer (Fetch standard, CORS protocol). */
export function corsHeaders(options: Guarded, incoming: IncomingMessage): Readonly<Record<string, string>> {
  const { origin } = incoming.headers
  if (origin === undefined || !isOriginAllowed(origin, options.allowedOrigins)) return { vary: 'Origin' }
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Retry-After, WWW-Authenticate, Allow',
    vary: 'Origin',
  }
}

/** Headers that answer the question a browser asks before the request itself. */
export function preflightHeaders(methods: readonly string[]): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, X-Api-Key',
    'access-control-max-age': '600',
  }
}

/** Whether a browser sent this from a page: not typed in, and not by a program. */
export function comesFromPage(incoming: IncomingMessage): boolean {
  const site = incoming.headers['sec-fetch-site']
  return incoming.headers.origin !== undefined || (site !== undefined && site !== 'none')
}

function isOwnHost({ http, authenticator, allowedOrigins }: Guarded, host: string | undefined): boolean {
  if (authenticator !== undefined || http === undefined || !isLoopback(http.host)) return true
  // Browsers always name the host; HTTP/1.0 clients need not.
  if (host === undefined) return true
  if (!URL.canParse(`http://${host}`)) return false
  const { hostname } = new URL(`http://${host}`)
  return isLoopback(hostname) || hostname === http.host.toLowerCase() || isHostOfOrigin(hostname, allowedOrigins)
}

/** A proxy before the bus passes on the host that its own pages come from. */
function isHostOfOrigin(hostname: string, allowed: readonly string[]): boolean {
  return allowed.some((entry) => entry === '*' || (URL.canParse(entry) && new URL(entry).hostname === hostname))
}

/** Names that lead to this machine whatever a name server says (RFC 6761, 6.3), and its loopback addresses. */
function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return name === '::1' || /^(?:.+\.)?localhost\.?$/.test(name) || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(name)
}
