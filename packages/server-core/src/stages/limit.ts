import { type AcceptedEnvelope, BusError } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import type { Session } from '../session.js'

/**
 * Takes a token out of the bucket of whoever sent it: the subject where there is authentication, else the connection.
 *
 * @throws BusError `RATE_LIMIT_EXCEEDED`; `SERVER_DRAINING` where this node takes nothing more
 */
export function limit(core: Core, session: Session, envelope: AcceptedEnvelope): void {
  if (core.state !== 'running') throw new BusError('SERVER_DRAINING', 'This node is going away; send it to another')
  const bucket = envelope.type === 'command' ? core.limits.commands : core.limits.messages
  bucket.take(session.limitKey)
}
