import { BusError, joinTopic } from '@arqonbus/protocol'
import type { Retention, StreamName } from './ports.js'
import type { Connection, Session } from './session.js'

/** One client's place in one channel. */
export interface Membership {
  readonly session: Session
  /** The session's: at hand here, a broadcast looks at nothing else of it. */
  readonly connection: Connection
  readonly channel: Channel
  readonly joinedAt: number
  /** Whether presence events are wanted. */
  presence: boolean
  /** Whether its own messages are wanted. */
  echo: boolean
  /** Whether others have been told of it. */
  announced: boolean
  /** Live delivery starts after this `seq`. */
  after: number
  /** The `seq` of the newest message that it published here itself. */
  lastOwn: number
  /** What waits until the recovery before it is done; absent: live. */
  held?: Held | undefined
}

/** Live messages that are held back for one member. */
interface Held {
  readonly messages: { readonly seq: number; readonly text: string }[]
  characters: number
}

/** What a channel is made with; what is missing comes from the bus's settings. */
export interface ChannelSettings {
  readonly description?: string | undefined
  readonly lossy?: boolean | undefined
  readonly retention?: Retention | undefined
}

/** One channel of one tenant, with who is in it on this node. */
export interface Channel extends StreamName {
  /** `room:channel`. */
  readonly topic: string
  readonly description: string | null
  readonly lossy: boolean
  readonly retention: Retention
  readonly createdAt: number
  /** Made by `create_channel`: it stays when it is empty. */
  readonly explicit: boolean
  readonly members: Map<Session, Membership>
  /** Those of them who want presence events. */
  readonly watchers: Set<Session>
  /** When somebody last looked for it or left, in milliseconds since 1970. */
  usedAt: number
  /** It is being removed: nobody may publish to it or join it any more. */
  ending: boolean
}

/** Every channel of every tenant: the one owner of that map. */
export class Rooms {
  readonly #tenants = new Map<string, Map<string, Channel>>()

  constructor(
    private readonly bounds: { readonly retention: Retention; readonly maxChannelsPerTenant: number },
    private readonly now: () => number,
  ) {}

  get(tenant: string, room: string, channel: string): Channel | undefined {
    return this.#tenants.get(tenant)?.get(joinTopic(room, channel))
  }

  /** @throws BusError `CONFLICT` where it exists, `QUOTA_EXCEEDED` where the tenant has too many */
  create(name: StreamName, settings: ChannelSettings, explicit: boolean): Channel {
    const topic = joinTopic(name.room, name.channel)
    const channels = this.#tenants.get(name.tenant) ?? new Map<string, Channel>()
    if (channels.has(topic)) throw new BusError('CONFLICT', `The channel ${topic} exists already`)
    if (channels.size >= this.bounds.maxChannelsPerTenant) {
      throw new BusError('QUOTA_EXCEEDED', `The tenant has ${channels.size} channels, which is as many as it may have`)
    }
    const created: Channel = {
      tenant: name.tenant,
      room: name.room,
      channel: name.channel,
      topic,
      description: settings.description ?? null,
      lossy: settings.lossy ?? false,
      retention: settings.retention ?? this.bounds.retention,
      createdAt: this.now(),
      usedAt: this.now(),
      explicit,
      members: new Map(),
      watchers: new Set(),
      ending: false,
    }
    channels.set(topic, created)
    this.#tenants.set(name.tenant, channels)
    return created
  }

  /** Whether `channel` is still there, and stays. */
  has(channel: Channel): boolean {
    return !channel.ending && this.get(channel.tenant, channel.room, channel.channel) === channel
  }

  /**
   * Takes the channel off the map when `forget` is done with its stream; until then nobody can join it, and no other of
   * its name can be made. Rejects as `forget` does, and the channel then stays.
   */
  async remove(channel: Channel, forget: (channel: Channel) => Promise<void>): Promise<void> {
    channel.ending = true
    try {
      await forget(channel)
    } catch (error) {
      channel.ending = false
      throw error
    }
    const channels = this.#tenants.get(channel.tenant)
    channels?.delete(channel.topic)
    if (channels?.size === 0) this.#tenants.delete(channel.tenant)
  }

  /** Puts `session` into `channel`, or changes what it wants there. */
  join(channel: Channel, session: Session, wants: { presence: boolean; echo: boolean }): Membership {
    const present = channel.members.get(session)
    if (wants.presence) channel.watchers.add(session)
    else channel.watchers.delete(session)
    if (present) return Object.assign(present, wants)
    const membership: Membership = {
      session,
      connection: session.connection,
      channel,
      joinedAt: this.now(),
      announced: false,
      after: 0,
      lastOwn: 0,
      ...wants,
    }
    channel.members.set(session, membership)
    session.memberships.set(channel.topic, membership)
    return membership
  }

  leave(membership: Membership): void {
    membership.channel.members.delete(membership.session)
    membership.channel.watchers.delete(membership.session)
    membership.session.memberships.delete(membership.channel.topic)
    membership.channel.usedAt = this.now()
  }

  /** The channels of one tenant, in no order. */
  ofTenant(tenant: string): Iterable<Channel> {
    return this.#tenants.get(tenant)?.values() ?? []
  }

  /** How many rooms and channels there are, of one tenant or of all. */
  count(tenant?: string): { rooms: number; channels: number } {
    const tables =
      tenant === undefined ? [...this.#tenants.values()] : [this.#tenants.get(tenant) ?? new Map<string, Channel>()]
    let rooms = 0
    let channels = 0
    for (const table of tables) {
      rooms += new Set([...table.values()].map((channel) => channel.room)).size
      channels += table.size
    }
    return { rooms, channels }
  }

  /** Channels that nobody made on purpose, nobody is in, and nobody has used since `before`. */
  abandoned(before: number): Channel[] {
    const found: Channel[] = []
    for (const table of this.#tenants.values()) {
      for (const channel of table.values()) {
        if (isAbandoned(channel, before)) found.push(channel)
      }
    }
    return found
  }
}

/** Whether nobody made `channel` on purpose, nobody is in it, and nobody has used it since `before`. */
export function isAbandoned(channel: Channel, before: number): boolean {
  return !channel.explicit && !channel.ending && channel.members.size === 0 && channel.usedAt < before
}
