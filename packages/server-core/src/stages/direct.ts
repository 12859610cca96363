import { type AcceptedEnvelope, BusError, encodeFrame } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import type { Session } from '../session.js'
import { acknowledgementText } from '../texts.js'

/**
 * A message to one client of the same tenant. It has no stream, so it is neither numbered nor stored.
 *
 * @throws BusError `NOT_FOUND` where no such client is connected
 */
export function sendDirect(core: Core, session: Session, envelope: AcceptedEnvelope, receiverId: string): void {
  const receiver = core.sessions.find(session.identity.tenant, receiverId)
  if (!receiver?.open) throw new BusError('NOT_FOUND', 'No client with this id is connected', { to_client: receiverId })
  receiver.connection.reply([encodeFrame({ ...envelope, sender: session.clientId })])
  core.metrics.messagesPublished++
  core.metrics.messagesDelivered++
  core.traffic.count(session.identity.tenant, 1, 1)
  session.connection.reply([acknowledgementText(envelope.id, core.stamp.now(), undefined, 1)])
}
