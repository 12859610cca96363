import type { BusEvent, Member } from '@arqonbus/protocol'
import type { Core } from './core.js'
import { frameTexts } from './gateway/frame.js'
import { allows } from './identity.js'
import type { Channel, Membership } from './rooms.js'
import type { Session } from './session.js'
import { eventText } from './texts.js'

/** A member as others see it. */
export function toMember({ session, joinedAt }: Membership): Member {
  return {
    client_id: session.clientId,
    subject: session.identity.subject,
    description: session.description,
    joined_at: new Date(joinedAt).toISOString(),
  }
}

/** Tells the members of `channel` who asked for presence that somebody came. */
export function announceJoin(core: Core, membership: Membership): void {
  tell(
    core,
    membership.channel,
    { event: 'presence.join', ...topic(membership.channel), member: toMember(membership) },
    membership.session,
  )
}

/** Takes a member out of its channel, and tells those who asked for presence. */
export function depart(core: Core, membership: Membership): void {
  core.rooms.leave(membership)
  tell(core, membership.channel, {
    event: 'presence.leave',
    ...topic(membership.channel),
    member: toMember(membership),
  })
}

/** Tells everybody in the room of `channel` who asked for presence, and may see the channel, what has become of it. */
export function announceChannel(core: Core, channel: Channel, event: 'channel.created' | 'channel.deleted'): void {
  const told = new Set<Session>()
  const text = eventText(core.stamp, { event, ...topic(channel) })
  for (const other of core.rooms.list(channel.tenant)) {
    if (other.room !== channel.room) continue
    for (const { session, presence } of other.members.values()) {
      if (!presence || told.has(session) || !allows(session.identity, 'subscribe', channel.room, channel.channel))
        continue
      told.add(session)
      session.connection.reply([text])
    }
  }
}

function tell(core: Core, channel: Channel, event: BusEvent, except?: Session): void {
  const watchers = [...channel.members.values()].filter(({ presence, session }) => presence && session !== except)
  if (watchers.length === 0) return
  const frame = frameTexts([eventText(core.stamp, event)])
  for (const { session } of watchers) session.connection.deliver(frame)
}

function topic({ room, channel }: Channel): { room: string; channel: string } {
  return { room, channel }
}
