import { type EventOf, type JsonObject, joinTopic, type Position } from '@arqonbus/protocol'
import type { ArqonError } from './errors.js'
import { Membership, type MembershipHost } from './membership.js'
import type { ChannelMessage } from './message.js'
import { Pace, rateOf } from './pace.js'
import { type MessageHandler, Subscriber, type SubscriberEvents, type Wants } from './subscriber.js'

/** Names of this client on the bus that are remembered: messages of a connection before can still come. */
const MAX_OWN_IDS = 1000

/** What all memberships of a client ask of it. */
export type SubscriptionsHost = Pick<MembershipHost, 'delays' | 'call' | 'gap'>

/** A subscriber, and how to take it out. */
export interface Place {
  readonly subscriber: Subscriber
  /** Resolves when the bus knows, where nobody else is left. */
  leave(error?: ArqonError): Promise<void>
}

/** The channels that this client is in, over all of its connections. */
export class Subscriptions {
  readonly #memberships = new Map<string, Membership>()
  readonly #ownIds = new Set<string>()
  #connected = false
  #pace = new Pace(0)

  constructor(private readonly host: SubscriptionsHost) {}

  /** Puts a handler into a channel; it is joined as soon as a connection stands. */
  add(
    topic: { readonly room: string; readonly channel: string },
    wants: Wants,
    handler: MessageHandler,
    events: Omit<SubscriberEvents, 'overflowed'>,
  ): Place {
    const present = this.#memberships.get(joinTopic(topic.room, topic.channel))
    const membership = present ?? this.#create(topic)
    const overflowed = (one: Subscriber, error: ArqonError): void => void membership.remove(one, error)
    const subscriber = new Subscriber(wants, handler, { ...events, overflowed })
    membership.add(subscriber)
    if (present === undefined && this.#connected) void membership.connected()
    return { subscriber, leave: (error) => membership.remove(subscriber, error) }
  }

  /** A connection stands, on which the bus calls this client `clientId`. Resolves when every channel is joined again, or cannot be now. */
  async connected(clientId: string, limits: JsonObject): Promise<void> {
    this.#connected = true
    this.#pace = new Pace(rateOf(limits.commands_per_second))
    this.#ownIds.add(clientId)
    for (const oldest of this.#ownIds) {
      if (this.#ownIds.size <= MAX_OWN_IDS) break
      this.#ownIds.delete(oldest)
    }
    await Promise.all([...this.#memberships.values()].map((membership) => membership.connected()))
  }

  disconnected(): void {
    this.#connected = false
    for (const membership of [...this.#memberships.values()]) membership.disconnected()
  }

  /** Ends every subscription. */
  fail(error: ArqonError): void {
    this.#connected = false
    for (const membership of [...this.#memberships.values()]) membership.end(error)
    this.#memberships.clear()
  }

  isOwn(message: { readonly sender: string }): boolean {
    return this.#ownIds.has(message.sender)
  }

  deliver(message: ChannelMessage): void {
    this.#memberships.get(joinTopic(message.room, message.channel))?.deliver(message)
  }

  gap({ room, channel, epoch, seq }: EventOf<'history.gap'>): void {
    this.#memberships.get(joinTopic(room, channel))?.gap({ epoch, seq })
  }

  acknowledged({ room, channel }: { readonly room: string; readonly channel: string }, position: Position): void {
    this.#memberships.get(joinTopic(room, channel))?.acknowledged(position)
  }

  #create({ room, channel }: { readonly room: string; readonly channel: string }): Membership {
    const topic = joinTopic(room, channel)
    const created = new Membership(room, channel, {
      ...this.host,
      pace: () => this.#pace,
      isOwn: (message) => this.isOwn(message),
      empty: (membership) => {
        if (this.#memberships.get(topic) === membership) this.#memberships.delete(topic)
      },
    })
    this.#memberships.set(topic, created)
    return created
  }
}
