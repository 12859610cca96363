import { type AcceptedEnvelope, BusError } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import { ownTenant } from '../identity.js'
import type { Channel } from '../rooms.js'
import type { Session } from '../session.js'

/**
 * The channel that a message names, made where it does not exist yet.
 *
 * @throws BusError `NOT_FOUND` where channels are not made by themselves or none is named, `CONFLICT` where it is being
 * deleted, `QUOTA_EXCEEDED` where there are too many
 */
export function locate(core: Core, session: Session, envelope: Pick<AcceptedEnvelope, 'room' | 'channel'>): Channel {
  const { room, channel } = envelope
  // Only an answer may name no channel (a worker's, to a task); no task is given out by this bus yet.
  if (room === undefined || channel === undefined) {
    throw new BusError('NOT_FOUND', 'Nothing waits for this answer: name room and channel, or to_client, to send it on')
  }
  const tenant = ownTenant(session.identity)
  const present = core.rooms.get(tenant, room, channel)
  if (present) return usable(core, present)
  if (!core.options.autoCreateChannels) {
    throw new BusError('NOT_FOUND', `There is no channel ${room}:${channel}; create_channel makes one`, {
      room,
      channel,
    })
  }
  return core.rooms.create({ tenant, room, channel }, {}, false)
}

function usable(core: Core, channel: Channel): Channel {
  if (channel.ending) throw new BusError('CONFLICT', `The channel ${channel.topic} is being deleted; try again`)
  // What is on its way into a channel must not find it tidied up.
  channel.usedAt = core.clock.now()
  return channel
}
