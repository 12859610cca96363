import type { IncomingMessage } from 'node:http'
import { BusError, errorTable, toBusError } from '@arqonbus/protocol'
import { bearerToken } from '../auth/bearer.js'
import type { Core } from '../core.js'
import type { Identity } from '../identity.js'
import { remoteAddress } from '../remote.js'
import { isOriginAllowed } from './origin.js'

/**
 * Everything that is asked of a handshake before it becomes a WebSocket.
 *
 * @param connections how many there are, the ones at the door included
 * @returns who comes
 * @throws BusError whose HTTP status answers the handshake
 */
export async function admit(core: Core, request: IncomingMessage, connections: number): Promise<Identity> {
  const { options } = core
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
  // Asking for the address is a system call.
  if (core.limits.connections.isOn) core.limits.connections.take(remoteAddress(request, options.trustedProxies))
  const identity = await identify(core, request)
  // It may have begun to drain while a key server was asked.
  refuseWhileDraining(core)
  return identity
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
  const { authenticator } = core.options
  if (!authenticator) return core.anonymous
  const protocols = request.headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim())
  const token = bearerToken({ headers: request.headersDistinct, url: request.url, protocols })
  if (token === undefined) throw new BusError('AUTHENTICATION_FAILED', 'A token is required')
  return authenticator.authenticate(token)
}
