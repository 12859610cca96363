import type { IncomingMessage } from 'node:http'
import { BusError, errorTable, toBusError } from '@arqonbus/protocol'
import { bearerToken } from '../auth/bearer.js'
import type { Core } from '../core.js'
import { ANONYMOUS, DEFAULT_TENANT, type Identity } from '../identity.js'
import { remoteAddress } from '../remote.js'
import { isOriginAllowed } from './origin.js'

/** Who comes, and from where, once a handshake may go on. */
export interface Admitted {
  readonly identity: Identity
  readonly remote: string
}

/**
 * Everything that is asked of a handshake before it becomes a WebSocket.
 *
 * @param connections how many there are, the ones at the door included
 * @throws BusError whose HTTP status answers the handshake
 */
export async function admit(core: Core, request: IncomingMessage, connections: number): Promise<Admitted> {
  const { options } = core
  const remote = remoteAddress(request, options.trustedProxies)
  refuseWhileDraining(core)
  if (!request.headers.host)
    throw new BusError('VALIDATION_ERROR', 'The handshake has no Host header (RFC 6455, 4.2.1)')
  if (!isOriginAllowed(request.headers.origin, options.allowedOrigins)) {
    throw new BusError(
      'AUTHORIZATION_ERROR',
      'Pages of this origin may not connect; ARQONBUS_ALLOWED_ORIGINS says which may',
    )
  }
  if (connections > options.maxConnections)
    throw new BusError('SERVER_DRAINING', 'This node has all the connections it takes')
  core.limits.connections.take(remote)
  const identity = await identify(core, request)
  // It may have begun to drain while a key server was asked.
  refuseWhileDraining(core)
  return { identity, remote }
}

function refuseWhileDraining({ state }: Core): void {
  if (state !== 'running') throw new BusError('SERVER_DRAINING', 'This node is going away')
}

/** The status line, headers and problem document (RFC 9457) for a handshake that was refused. */
export function refusalResponse(thrown: unknown): { status: number; headers: Record<string, string>; body: string } {
  const error = toBusError(thrown)
  const status = errorTable[error.code].http
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json', Connection: 'close' }
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer'
  const wait = error.details.retry_after_ms
  if (typeof wait === 'number') headers['Retry-After'] = String(Math.ceil(wait / 1000))
  return { status, headers, body: JSON.stringify({ title: error.message, status, code: error.code }) }
}

async function identify(core: Core, request: IncomingMessage): Promise<Identity> {
  const { authenticator, anonymousRole } = core.options
  if (!authenticator) {
    return { subject: ANONYMOUS, tenant: DEFAULT_TENANT, role: anonymousRole, permissions: null, expiresAt: null }
  }
  const protocols = request.headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim())
  const token = bearerToken({ headers: request.headersDistinct, url: request.url, protocols })
  if (token === undefined) throw new BusError('AUTHENTICATION_FAILED', 'A token is required')
  return authenticator.authenticate(token)
}
