import { BusError, type ChannelSummary, type coreCommands } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import { allows, type Identity } from '../identity.js'
import { announceChannel, announceJoin, depart, toMember } from '../presence.js'
import { enter, enterSince, release } from '../recovery.js'
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
  join_channel: async ({ core, session, afterReply }, { room, channel: name, since, presence, echo }) => {
    const channel = locate(core, session, { room, channel: name })
    const isNew = !channel.members.has(session)
    const wants = { presence, echo }
    const entering = since ? enterSince(core, session, channel, wants, since) : enter(core, session, channel, wants)
    const entered = await entering.catch((error: unknown) => {
      const membership = channel.members.get(session)
      if (membership && isNew) core.rooms.leave(membership)
      else if (membership) release(membership)
      throw error
    })
    if (!session.open) throw new BusError('CONFLICT', 'The connection ended while it joined')
    const membership = channel.members.get(session)
    if (isNew && membership) announceJoin(core, membership)
    afterReply(entered.release)
    const { epoch, seq, recovered, reason } = entered
    return { room, channel: name, epoch, seq, recovered, ...(reason ? { reason } : {}), members: channel.members.size }
  },

  leave_channel: ({ core, session }, { room, channel: name }) => {
    const channel = core.rooms.get(session.identity.tenant, room, name)
    const membership = channel?.members.get(session)
    if (membership) depart(core, membership)
    return { room, channel: name, left: membership !== undefined }
  },

  create_channel: async ({ core, session }, { room, channel: name, description, lossy, history }) => {
    const retention = retentionWithin(core.options, history)
    const stream = { tenant: session.identity.tenant, room, channel: name }
    const channel = core.rooms.create(stream, { description, lossy, retention }, true)
    announceChannel(core, channel, 'channel.created')
    core.logger.info({ ...by(session), room, channel: name }, 'channel created')
    return summary(core, channel)
  },

  delete_channel: async ({ core, session }, { room, channel: name }) => {
    const channel = existing(core, session.identity, room, name)
    const members = channel.members.size
    if (members > 0)
      throw new BusError('CONFLICT', `The channel has ${members} members; they must leave first`, { members })
    core.rooms.remove(channel)
    await core.log.remove(channel)
    announceChannel(core, channel, 'channel.deleted')
    core.logger.info({ ...by(session), room, channel: name }, 'channel deleted')
    return { room, channel: name, deleted: true }
  },

  list_channels: async ({ core, session }, { room, limit, cursor }) => {
    const visible = core.rooms
      .list(session.identity.tenant)
      .filter((channel) => (room === undefined || channel.room === room) && isVisible(session.identity, channel))
    const page = pageOf(visible, (channel) => channel.topic, limit, cursor)
    const channels = await Promise.all(page.items.map((channel) => summary(core, channel)))
    return { channels, count: channels.length, next_cursor: page.nextCursor }
  },

  channel_info: async ({ core, session }, { room, channel: name }) => {
    const channel = existing(core, session.identity, room, name)
    return { ...(await summary(core, channel)), members: [...channel.members.values()].map(toMember) }
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
  if (!channel) throw new BusError('NOT_FOUND', `There is no channel ${room}:${name}`, { room, channel: name })
  return channel
}

function isVisible(identity: Identity, { room, channel }: Channel): boolean {
  return (['subscribe', 'publish', 'presence', 'history', 'manage'] as const).some((action) =>
    allows(identity, action, room, channel),
  )
}

async function summary(core: Core, channel: Channel): Promise<ChannelSummary> {
  const { epoch, seq } = await core.log.position(channel)
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
