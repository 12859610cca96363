import { type ArgsOf, type busCommands, type DataOf, isName, type JsonObject, type Position } from '@arqonbus/protocol'
import { ArqonError, invalid } from './errors.js'
import { Inbox } from './inbox.js'
import type { ChannelMessage } from './message.js'
import type { Acknowledged, Outgoing } from './pending.js'
import type { MessageHandler, SubscriberEvents, Wants } from './subscriber.js'
import type { Place } from './subscriptions.js'
import { abortError, onAbort } from './timers.js'

/** What goes with a message. */
export interface PublishOptions {
  /** A message id of your own: publishing it again within two minutes delivers nothing and answers the same. */
  readonly id?: string | undefined
  /** `sequence`, `vector_clock` and `causal_parent_id` are checked by the bus; every other key is free. */
  readonly metadata?: JsonObject | undefined
  /** Stops waiting. What was sent already may still arrive. */
  readonly signal?: AbortSignal | undefined
}

/** What the bus says of a message in a channel. */
export interface PublishAck extends Acknowledged {
  readonly seq: number
  readonly epoch: string
}

/** How to listen to a channel. */
export interface SubscribeOptions extends Wants {
  /** Ends the subscription, or the waiting for it. */
  readonly signal?: AbortSignal | undefined
}

/** A handler in a channel. */
export interface Subscription {
  /** How far the handler has come: give it as `since` to go on there, in another process too. */
  readonly position: Position | undefined
  /** Ends it at once; resolves when the bus knows, where this was the last in the channel. Waits for no handler. */
  unsubscribe(): Promise<void>
}

type HistoryArgs = Omit<ArgsOf<(typeof busCommands)['history']>, 'room' | 'channel'>
type HistoryData = DataOf<(typeof busCommands)['history']>
type PresenceArgs = Omit<ArgsOf<(typeof busCommands)['presence']>, 'room' | 'channel'>
type PresenceData = DataOf<(typeof busCommands)['presence']>

/** What a channel asks of its client. */
export interface ChannelHost {
  publish(message: Outgoing, signal: AbortSignal | undefined): Promise<Acknowledged>
  place(topic: Topic, wants: Wants, handler: MessageHandler, ended: SubscriberEvents['ended']): Place
  /** Tells of a subscription that ended by itself. */
  report(error: ArqonError): void
  history(args: HistoryArgs & Topic, signal: AbortSignal | undefined): Promise<HistoryData>
  presence(args: PresenceArgs & Topic, signal: AbortSignal | undefined): Promise<PresenceData>
}

interface Topic {
  readonly room: string
  readonly channel: string
}

/** One channel of a room. Made by {@link ArqonClient.channel}; as many as you like, they share one membership. */
export class Channel implements AsyncIterable<ChannelMessage> {
  readonly #host: ChannelHost

  /** @throws ArqonError `VALIDATION_ERROR` where one of them is no name */
  constructor(
    host: ChannelHost,
    readonly room: string,
    readonly channel: string,
  ) {
    for (const [path, name] of [
      ['room', room],
      ['channel', channel],
    ] as const) {
      if (!isName(name))
        throw invalid(
          path,
          'must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }',
        )
    }
    this.#host = host
  }

  /**
   * Publishes a JSON object. Resolves when the bus has acknowledged it; while there is no connection it waits for one,
   * and what a lost connection left unacknowledged is sent again under the same id.
   *
   * @throws ArqonError `QUEUE_FULL`, `TIMEOUT`, `ABORTED`, `CLIENT_CLOSED`, or what the bus answers
   */
  async publish(payload: object, { id, metadata, signal }: PublishOptions = {}): Promise<PublishAck> {
    const { room, channel } = this
    const message = { id, room, channel, payload, metadata }
    const { seq, epoch, ...rest } = await this.#host.publish(message, signal)
    if (seq === undefined || epoch === undefined)
      throw new ArqonError('INVALID_FRAME', 'The bus acknowledged a message without its place')
    return { ...rest, seq, epoch }
  }

  /**
   * Joins the channel and calls the handler with each message, one at a time and in order, over lost connections too.
   * Resolves when the channel is joined.
   *
   * @throws ArqonError `ABORTED`, `CLIENT_CLOSED`, or what the bus answers, such as `AUTHORIZATION_ERROR`
   */
  async subscribe(handler: MessageHandler, options: SubscribeOptions = {}): Promise<Subscription> {
    return this.#subscribe(handler, options, (error, joined) => {
      if (error && joined && !isQuiet(error)) this.#host.report(error)
    })
  }

  /**
   * The messages of the channel as they come. The channel is joined when the loop begins; leaving the loop leaves the
   * channel, and aborting or closing the client ends the loop.
   *
   * @throws ArqonError out of the loop, where the channel cannot be joined any more
   */
  async *messages(options: SubscribeOptions = {}): AsyncGenerator<ChannelMessage, void, undefined> {
    const inbox = new Inbox()
    let subscription: Subscription | undefined
    try {
      subscription = await this.#subscribe(inbox.put, options, (error) => inbox.end(isQuiet(error) ? undefined : error))
      for (let message = await inbox.take(); message !== undefined; message = await inbox.take()) yield message
    } catch (thrown) {
      if (!(thrown instanceof ArqonError && isQuiet(thrown))) throw thrown
    } finally {
      await subscription?.unsubscribe()
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<ChannelMessage, void, undefined> {
    return this.messages()
  }

  /** Messages that were stored, the newest first; see the command `history`. */
  history(
    args: HistoryArgs = {},
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<HistoryData> {
    return this.#host.history({ ...args, room: this.room, channel: this.channel }, signal)
  }

  /** Who is in the channel, on all nodes; see the command `presence`. */
  presence(
    args: PresenceArgs = {},
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<PresenceData> {
    return this.#host.presence({ ...args, room: this.room, channel: this.channel }, signal)
  }

  async #subscribe(
    handler: MessageHandler,
    options: SubscribeOptions,
    ended: SubscriberEvents['ended'],
  ): Promise<Subscription> {
    const { signal, ...wants } = options
    if (signal?.aborted) throw abortError(signal)
    let release = (): void => undefined
    const place = this.#host.place(this, wants, handler, (error, joined) => {
      release()
      ended(error, joined)
    })
    release = onAbort(signal, (error) => void place.leave(error))
    await place.subscriber.ready
    return {
      get position() {
        return place.subscriber.position
      },
      unsubscribe: () => place.leave(),
    }
  }
}

/** Ends that somebody asked for. */
function isQuiet(error: ArqonError | undefined): boolean {
  return error === undefined || error.code === 'ABORTED' || error.code === 'CLIENT_CLOSED'
}
