import { BusError } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import type { Identity } from '../identity.js'
import type { Session } from '../session.js'

/** How long after its token's time a connection may still bring a new one, in milliseconds. */
const EXPIRY_GRACE_MS = 25_000

/** Whether the token's time and the grace after it are over. */
export function isExpired(identity: Identity, now: number): boolean {
  return identity.expiresAt !== null && now > identity.expiresAt + EXPIRY_GRACE_MS
}

/**
 * The token was checked at the upgrade; here only its time is looked at again.
 *
 * @throws BusError `AUTHENTICATION_FAILED`
 */
export function authenticate(core: Core, session: Session): void {
  if (session.identity.expiresAt === null || !isExpired(session.identity, core.clock.now())) return
  throw new BusError('AUTHENTICATION_FAILED', 'The token has expired; connect again with a new one')
}
