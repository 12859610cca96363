import { BusError, type ChannelSummary, type coreCommands, type Position } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import { allows, type Identity, ownTenant } from '../identity.js'
import { toMember } from '../presence.js'
import { enter, release } from '../recovery.js'
import type { Handlers } from '../registry.js'
import { retentionWithin } from '../retention.js'
import type { Channel } from '../rooms.js'
import { locate } from '../stages/locate.js'
import { pageOf } from './page.js'

type Own =
  | 'join_channel'
  | 'leave_channel'
  | 'create_channel'
  | 'delete_channel'
  | 'list_channels'
  | 'channel_info'
  | 'presence'

/** Commands about channels and who is in them. */
export const channelHandlers: Pick<Handlers<typeof coreCommands>, Own> = {
  join_channel: async ({ core, session, afterReply }, { room, channel: name, ...wants }) => {
    const channel = locate(core, session, { room, channel: name })
    const { membership, epoch, seq, recovered, reason } = await enter(core, session, channel, wants)
    if (!membership.announced) core.presence.join(membership)
    afterReply(() => release(membership))
    return { room, channel: name, epoch, seq, recovered, ...(reason ? { reason } : {}), members: channel.members.size }
  },

  leave_channel: ({ core, session }, { room, channel: name }) => {
    const channel = core.rooms.get(session.identity.tenant, room, name)
    const membership = channel?.members.get(session)
    if (membership) core.presence.leave(membership)
    return { room, channel: name, left: membership !== undefined }
  },

  create_channel: async ({ core, session }, { room, channel: name, description, lossy, history }) => {
    const retention = retentionWithin(core.options, history)
    const stream = { tenant: ownTenant(session.identity), room, channel: name }
    const position = await core.log.position(stream)
    const channel = core.rooms.create(stream, { description, lossy, retention }, true)
    core.presence.tellRoom(channel, 'channel.created')
    core.logger.info({ ...by(session), room, channel: name }, 'channel created')
    return summary(channel, position)
  },

  delete_channel: async ({ core, session }, { room, channel: name }) => {
    const channel = existing(core, session.identity, room, name)
    const members = channel.members.size
    if (members > 0)
      throw new BusError('CONFLICT', `The channel has ${members} members; they must leave first`, { members })
    await core.rooms.remove(channel, (gone) => core.log.remove(gone))
    core.presence.tellRoom(channel, 'channel.deleted')
    core.logger.info({ ...by(session), room, channel: name }, 'channel deleted')
    return { room, channel: name, deleted: true }
  },

  list_channels: async ({ core, session }, { room, limit, cursor }) => {
    const visible = [...core.rooms.ofTenant(session.identity.tenant)]
      .filter((channel) => (room === undefined || channel.room === room) && isVisible(session.identity, channel))
      .sort((a, b) => (a.topic < b.topic ? -1 : 1))
    const page = pageOf(visible, (channel) => channel.topic, limit, cursor)
    const positions = await Promise.all(page.items.map((channel) => core.log.position(channel)))
    const channels = page.items.flatMap((channel, i) => (positions[i] ? [summary(channel, positions[i])] : []))
    return { channels, count: channels.length, next_cursor: page.nextCursor }
  },

  channel_info: async ({ core, session }, { room, channel: name }) => {
    const channel = existing(core, session.identity, room, name)
    return {
      ...summary(channel, await core.log.position(channel)),
      members: [...channel.members.values()].map(toMember),
    }
  },

  presence: ({ core, session }, { room, channel: name, limit, cursor }) => {
    const channel = core.rooms.get(session.identity.tenant, room, name)
    const members = [...(channel?.members.values() ?? [])]
      .map(toMember)
      .sort((a, b) => (a.client_id < b.client_id ? -1 : 1))
    const page = pageOf(members, (member) => member.client_id, limit, cursor)
    return { room, channel: name, members: [...page.items], count: page.items.length, next_cursor: page.nextCursor }
  },
}

/** @throws BusError `NOT_FOUND` */
function existing(core: Core, identity: Identity, room: string, name: string): Channel {
  const channel = core.rooms.get(identity.tenant, room, name)
  if (!channel || channel.ending)
    throw new BusError('NOT_FOUND', `There is no channel ${room}:${name}`, { room, channel: name })
  return channel
}

function isVisible(identity: Identity, { room, channel, ending }: Channel): boolean {
  if (ending) return false
  return (['subscribe', 'publish', 'presence', 'history', 'manage'] as const).some((action) =>
    allows(identity, action, room, channel),
  )
}

function summary(channel: Channel, { epoch, seq }: Position): ChannelSummary {
  return {
    room: channel.room,
    channel: channel.channel,
    description: channel.description,
    lossy: channel.lossy,
    members: channel.members.size,
    epoch,
    seq,
    created_at: new Date(channel.createdAt).toISOString(),
  }
}

function by({ clientId, identity }: { clientId: string; identity: Identity }) {
  return { client_id: clientId, tenant_id: identity.tenant, subject: identity.subject }
}
