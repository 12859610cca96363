import type { Position } from '@arqonbus/protocol'
import { ArqonError } from './errors.js'
import type { ChannelMessage } from './message.js'
import { CatchUp } from './recovery.js'
import { type Deferred, deferred } from './timers.js'

/** Gets the messages of a channel, one at a time: a promise is waited for before the next. */
export type MessageHandler = (message: ChannelMessage) => unknown

/** What a subscriber wants. */
export interface Wants {
  /** Begin after this position, with what was missed since, instead of now. */
  readonly since?: Position | undefined
  /** Also get `presence.join` and `presence.leave` of the channel, as `event` of the client. */
  readonly presence?: boolean | undefined
  /** Also get what this client itself publishes. */
  readonly echo?: boolean | undefined
  /** How many messages may wait for the handler before the subscription ends with `BUFFER_FULL`; 10,000 by default. */
  readonly maxBuffered?: number | undefined
}

/** What becomes of a subscriber. */
export interface SubscriberEvents {
  /** The handler threw. */
  failed(error: ArqonError): void
  /** Too many messages wait for the handler: it must go. */
  overflowed(subscriber: Subscriber, error: ArqonError): void
  /** It gets nothing more; `error` where it did not end by itself, `joined` whether it ever began. */
  ended(error: ArqonError | undefined, joined: boolean): void
}

type Item = ChannelMessage | Position

const DEFAULT_MAX_BUFFERED = 10_000
/** Handled items that may lie before the head of the queue, so that taking one is no copy of the rest. */
const COMPACT_EVERY = 1024

/** One handler of one channel, with what waits for it. */
export class Subscriber {
  readonly presence: boolean
  readonly echo: boolean
  readonly maxBuffered: number
  /** Present until everything since a beginning in the past has come, on a channel that was joined without it. */
  catchUp: CatchUp | undefined
  /** Whether live messages are for it. */
  live = false
  readonly #ready: Deferred<void> = deferred()
  #position: Position | undefined
  #queue: Item[] = []
  #head = 0
  #busy = false
  #joined = false
  #ended = false

  constructor(
    wants: Wants,
    private readonly handler: MessageHandler,
    private readonly events: SubscriberEvents,
  ) {
    this.presence = wants.presence ?? false
    this.echo = wants.echo ?? false
    this.maxBuffered = wants.maxBuffered ?? DEFAULT_MAX_BUFFERED
    this.catchUp = wants.since && new CatchUp(wants.since)
    this.#position = wants.since
  }

  /** Resolves when the channel is joined for it; rejects where that cannot be. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  /** How far the handler has come. */
  get position(): Position | undefined {
    return this.#position
  }

  get ended(): boolean {
    return this.#ended
  }

  /** From now on live messages are for it. */
  begin(): void {
    this.live = true
    this.catchUp = undefined
  }

  /** The channel is joined for it. */
  joined(): void {
    this.#joined = true
    this.#ready.resolve()
  }

  push(message: ChannelMessage): void {
    this.#put(message)
  }

  /** Everything up to here is done or gone, though no message says so. */
  moveTo(position: Position): void {
    this.#put(position)
  }

  end(error?: ArqonError): void {
    if (this.#ended) return
    this.#ended = true
    this.live = false
    this.catchUp = undefined
    this.#queue = []
    this.#head = 0
    this.#ready.reject(error ?? new ArqonError('ABORTED', 'The subscription was ended before the channel was joined'))
    this.events.ended(error, this.#joined)
  }

  #put(item: Item): void {
    if (this.#ended) return
    if (!this.#busy) {
      this.#handle(item)
      this.#drain()
      return
    }
    if (this.#queue.length - this.#head < this.maxBuffered) this.#queue.push(item)
    else
      this.events.overflowed(
        this,
        new ArqonError('BUFFER_FULL', `${this.maxBuffered} messages wait for a handler: its subscription has ended`),
      )
  }

  #drain(): void {
    while (!this.#busy && this.#head < this.#queue.length) {
      const item = this.#queue[this.#head++]
      if (this.#head === this.#queue.length || this.#head === COMPACT_EVERY) {
        this.#queue = this.#queue.slice(this.#head)
        this.#head = 0
      }
      if (item !== undefined) this.#handle(item)
    }
  }

  #handle(item: Item): void {
    if (!('payload' in item)) {
      this.#position = item
      return
    }
    this.#busy = true
    const result = this.#call(item)
    if (isThenable(result)) {
      result.then(
        () => this.#next(item),
        (thrown: unknown) => {
          this.#report(thrown)
          this.#next(item)
        },
      )
      return
    }
    this.#busy = false
    this.#handled(item)
  }

  #call(message: ChannelMessage): unknown {
    try {
      return this.handler(message)
    } catch (thrown) {
      this.#report(thrown)
      return undefined
    }
  }

  #next(message: ChannelMessage): void {
    this.#busy = false
    this.#handled(message)
    this.#drain()
  }

  #handled({ epoch, seq }: ChannelMessage): void {
    if (epoch !== undefined && seq !== undefined) this.#position = { epoch, seq }
  }

  #report(cause: unknown): void {
    this.events.failed(new ArqonError('HANDLER_FAILED', 'The handler of a subscription threw', { cause }))
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
