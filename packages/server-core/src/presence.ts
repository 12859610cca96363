import type { BusEvent, Member, Stamp } from '@arqonbus/protocol'
import { frameChunks } from './gateway/frame.js'
import type { Flushable, Tick } from './gateway/tick.js'
import { allows } from './identity.js'
import type { Channel, Membership, Rooms } from './rooms.js'
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

/** That somebody came or went: `about` is not told of itself. */
interface News {
  readonly about: Session
  readonly text: string
}

/**
 * Who came and who went, told to the members who asked for it: once a tick for each channel, framed once for all of
 * them, so that a thousand clients that come back at once are not a million writes.
 */
export class Presence implements Flushable {
  #news = new Map<Channel, News[]>()

  constructor(
    private readonly rooms: Rooms,
    private readonly tick: Tick,
    private readonly stamp: Stamp,
  ) {}

  /** A member has come. */
  join(membership: Membership): void {
    membership.announced = true
    this.#note(membership, 'presence.join')
  }

  /** Takes a member out of its channel. */
  leave(membership: Membership): void {
    this.rooms.leave(membership)
    if (membership.announced) this.#note(membership, 'presence.leave')
  }

  /** Tells everybody in the room of `channel` who asked for presence, and may see the channel, what has become of it. */
  tellRoom({ tenant, room, channel }: Channel, event: 'channel.created' | 'channel.deleted'): void {
    const told = new Set<Session>()
    for (const other of this.rooms.ofTenant(tenant)) {
      if (other.room !== room) continue
      for (const session of other.watchers) {
        if (allows(session.identity, 'subscribe', room, channel)) told.add(session)
      }
    }
    const text = eventText(this.stamp, { event, room, channel })
    for (const session of told) session.connection.reply([text])
  }

  flush(): void {
    const all = this.#news
    this.#news = new Map()
    for (const [channel, news] of all) tell(channel, news)
  }

  #note(membership: Membership, event: 'presence.join' | 'presence.leave'): void {
    const { channel, session } = membership
    if (!hasWatchers(channel, session)) return
    const { room, channel: name } = channel
    const payload: BusEvent = { event, room, channel: name, member: toMember(membership) }
    const news = { about: session, text: eventText(this.stamp, payload) }
    const known = this.#news.get(channel)
    if (known) known.push(news)
    else {
      if (this.#news.size === 0) this.tick.mark(this)
      this.#news.set(channel, [news])
    }
  }
}

function hasWatchers({ watchers }: Channel, except: Session): boolean {
  return watchers.size > (watchers.has(except) ? 1 : 0)
}

function tell(channel: Channel, news: readonly News[]): void {
  const frames = frameChunks(news, false)
  const subjects = new Set(news.map(({ about }) => about))
  for (const session of channel.watchers) {
    const ofOthers = subjects.has(session) ? frameChunks(withoutOwn(news, session), false) : frames
    for (const frame of ofOthers) session.connection.deliver(frame)
  }
}

function withoutOwn(news: readonly News[], session: Session): readonly News[] {
  return news.filter(({ about }) => about !== session)
}
