import { busCommands, type DataOf, type EventOf, type Position } from '@arqonbus/protocol'
import { ArqonError, passes, retryAfterMs, toArqonError } from './errors.js'
import { check } from './frames.js'
import type { ChannelMessage } from './message.js'
import type { Pace } from './pace.js'
import { backoffDelay, type ReconnectOptions } from './reconnect.js'
import { type CatchUp, StreamReader } from './recovery.js'
import type { Subscriber } from './subscriber.js'
import { deferred, sleep } from './timers.js'

/** Times that a join may be refused for a reason that passes. */
const MAX_REFUSALS = 10

/** What a membership asks of the client. */
export interface MembershipHost {
  readonly delays: Pick<ReconnectOptions, 'minDelayMs' | 'maxDelayMs'>
  /** How fast the channels of one client are joined on the present connection. */
  pace(): Pace
  /** Asks the bus on the present connection, or fails at once. The answer is taken before the next frame is looked at. */
  call<Answer>(
    command: 'join_channel' | 'leave_channel',
    args: object,
    take: (data: unknown) => Answer,
  ): Promise<Answer>
  /** Whether a message was sent by this client, on this connection or one before. */
  isOwn(message: ChannelMessage): boolean
  /** Messages are missing: from another life of the stream, without the bus having said so. */
  gap(gap: EventOf<'history.gap'>): void
  /** Nobody is left in it, and the bus knows. */
  empty(membership: Membership): void
}

type Joined = DataOf<(typeof busCommands)['join_channel']>
interface Flags {
  readonly presence: boolean
  readonly echo: boolean
}

/** Something to ask the bus, and who must go if it refuses. */
interface Step {
  run(): Promise<void>
  concerned(): Subscriber[]
}

/**
 * This client's place in one channel: joined once on each connection, for any number of subscribers. One loop at a time
 * brings what the bus knows to what is wanted: join, again with more wishes or a past beginning, leave.
 */
export class Membership {
  readonly #subscribers = new Set<Subscriber>()
  readonly #reader = new StreamReader()
  /** Ends with the connection; absent while there is none. */
  #connected: AbortController | undefined
  /** What the bus was told on this connection; absent: not joined. */
  #joined: Flags | undefined
  #working = false
  #done: Promise<void> = Promise.resolve()
  /** Resolves once the first steps on this connection have succeeded, or one of them was refused. */
  #settled = deferred<void>()
  #refusals = 0

  constructor(
    readonly room: string,
    readonly channel: string,
    private readonly host: MembershipHost,
  ) {}

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber)
    void this.#work()
  }

  /** Takes a subscriber out. Resolves when the bus knows that nobody is left, where that is so. */
  async remove(subscriber: Subscriber, error?: ArqonError): Promise<void> {
    if (!this.#subscribers.delete(subscriber)) return
    subscriber.end(error)
    await this.#work()
  }

  /** A connection stands. Resolves when the channel is joined on it, or cannot be now. */
  connected(): Promise<void> {
    this.#connected = new AbortController()
    this.#refusals = 0
    this.#settled = deferred()
    void this.#work()
    return this.#settled.promise
  }

  disconnected(): void {
    this.#connected?.abort()
    this.#connected = undefined
    this.#joined = undefined
    this.#settled.resolve()
    for (const subscriber of this.#subscribers) subscriber.catchUp?.clear()
    void this.#work()
  }

  /** Ends every subscriber. */
  end(error: ArqonError): void {
    for (const subscriber of [...this.#subscribers]) {
      this.#subscribers.delete(subscriber)
      subscriber.end(error)
    }
    this.disconnected()
  }

  deliver(message: ChannelMessage): void {
    const { epoch, seq } = message
    if (epoch !== undefined && seq !== undefined) {
      for (const subscriber of this.#subscribers) this.#collect(subscriber, message)
      if (!this.#isNew({ epoch, seq })) return
    }
    const own = this.host.isOwn(message)
    // A copy: who subscribes in a handler gets what comes after this.
    for (const subscriber of [...this.#subscribers]) {
      if (!subscriber.live) continue
      if (subscriber.echo || !own) subscriber.push(message)
      else if (epoch !== undefined && seq !== undefined) subscriber.moveTo({ epoch, seq })
    }
  }

  /** The bus says that messages are gone for good. */
  gap({ epoch, seq }: Position): void {
    this.#moveTo({ epoch, seq })
  }

  /** A message of this client itself has got this place. Where it is echoed, the message itself says so, in its turn. */
  acknowledged(position: Position): void {
    const subscribers = [...this.#subscribers]
    if (subscribers.some(({ echo }) => echo)) return
    const before = this.#reader.position
    this.#reader.acknowledged(position)
    const here = this.#reader.position
    if (here === undefined || here === before) return
    for (const subscriber of subscribers) if (subscriber.live) subscriber.moveTo(here)
  }

  #isNew(position: Position): boolean {
    const since = this.#reader.position
    const verdict = this.#reader.read(position)
    if (verdict !== 'other') return verdict === 'new'
    const { room, channel } = this
    const { epoch, seq } = position
    this.#reader.adopt(position)
    if (since)
      this.host.gap({ event: 'history.gap', room, channel, reason: 'epoch_changed', since, epoch, seq: seq - 1 })
    return true
  }

  #collect(subscriber: Subscriber, message: ChannelMessage): void {
    const { catchUp } = subscriber
    if (catchUp === undefined) return
    if (catchUp.size < subscriber.maxBuffered) catchUp.collect(message)
    else void this.remove(subscriber, new ArqonError('BUFFER_FULL', `More than ${catchUp.size} messages were missed`))
  }

  #moveTo(position: Position): void {
    this.#reader.adopt(position)
    const here = this.#reader.position ?? position
    for (const subscriber of this.#subscribers) if (subscriber.live) subscriber.moveTo(here)
  }

  /** Starts the loop where it does not run; resolves when nothing is left to do on this connection. */
  #work(): Promise<void> {
    if (!this.#working) this.#done = this.#loop()
    return this.#done
  }

  async #loop(): Promise<void> {
    this.#working = true
    while (this.#connected !== undefined) {
      const step = this.#next()
      if (step === undefined || !(await this.#take(step, this.#connected.signal))) break
    }
    this.#working = false
    this.#settled.resolve()
    if (this.#subscribers.size === 0 && this.#joined === undefined) this.host.empty(this)
  }

  /** Takes a step as soon as the bus allows one more; false where the connection is of no use any more. */
  async #take(step: Step, signal: AbortSignal): Promise<boolean> {
    const pace = this.host.pace()
    try {
      const wait = pace.take()
      if (wait > 0) {
        this.#settled.resolve()
        await sleep(wait, signal)
        return true
      }
      await step.run()
      pace.accepted()
      this.#refusals = 0
      return true
    } catch (thrown) {
      const error = toArqonError(thrown, 'INVALID_FRAME')
      if (signal.aborted) return true
      if (error.code === 'CONNECTION_LOST') return false
      this.#settled.resolve()
      if (error.code === 'RATE_LIMIT_EXCEEDED') pace.refused(retryAfterMs(error))
      await this.#refused(error, step.concerned(), signal)
      return true
    }
  }

  /** What is to be done next; `undefined` where everything is as it should be. */
  #next(): Step | undefined {
    const subscribers = [...this.#subscribers]
    if (subscribers.length === 0) return this.#joined && { run: () => this.#leave(), concerned: () => [] }
    const flags = { presence: subscribers.some((one) => one.presence), echo: subscribers.some((one) => one.echo) }
    const joined = this.#joined
    const lacks = ({ presence, echo }: Flags): boolean => (presence && !joined?.presence) || (echo && !joined?.echo)
    if (joined === undefined || lacks(flags)) {
      const concerned = (): Subscriber[] => [...this.#subscribers].filter((one) => !joined || lacks(one))
      return { run: () => this.#join(flags), concerned }
    }
    for (const late of subscribers) {
      const { catchUp } = late
      if (catchUp) return { run: () => this.#joinSince(late, catchUp, joined), concerned: () => [late] }
    }
    this.#beginNew()
    return undefined
  }

  /** The join of a connection, from where the one before ended, or the first of all; or once more with more wishes. */
  #join(flags: Flags): Promise<void> {
    const again = this.#joined !== undefined
    if (this.#reader.position === undefined) this.#beginInThePast()
    const resumes = !again && [...this.#subscribers].some((one) => one.live)
    return this.#ask(flags, resumes ? this.#reader.position : undefined, (answer) => {
      this.#joined = flags
      // Asked again without a beginning, the bus tells where it stands; the messages up to there may still be under way.
      if (!again) this.#moveTo(answer)
      this.#beginNew()
    })
  }

  #joinSince(subscriber: Subscriber, catchUp: CatchUp, flags: Flags): Promise<void> {
    return this.#ask(flags, catchUp.since, (answer) => {
      if (subscriber.ended) return
      subscriber.begin()
      if (answer.recovered) {
        for (const message of catchUp.inOrder())
          if (subscriber.echo || !this.host.isOwn(message)) subscriber.push(message)
      } else subscriber.moveTo(this.#reader.position ?? answer)
      subscriber.joined()
    })
  }

  #ask(flags: Flags, since: Position | undefined, take: (answer: Joined) => void): Promise<void> {
    const { room, channel } = this
    const args = { room, channel, ...(flags.presence && { presence: true }), ...(flags.echo && { echo: true }) }
    return this.host.call('join_channel', since === undefined ? args : { ...args, since }, (data) =>
      take(check(busCommands.join_channel.data, data, 'an answer to join_channel')),
    )
  }

  async #leave(): Promise<void> {
    this.#joined = undefined
    const { room, channel } = this
    await this.host.call('leave_channel', { room, channel }, () => undefined).catch(() => undefined)
  }

  /** With nothing read yet, the first who begins in the past says where. */
  #beginInThePast(): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.catchUp === undefined) continue
      this.#reader.adopt(subscriber.catchUp.since)
      subscriber.begin()
      return
    }
  }

  #beginNew(): void {
    const here = this.#reader.position
    for (const subscriber of this.#subscribers) {
      if (subscriber.catchUp) continue
      if (!subscriber.live) {
        subscriber.begin()
        if (here) subscriber.moveTo(here)
      }
      subscriber.joined()
    }
  }

  async #refused(error: ArqonError, concerned: Subscriber[], signal: AbortSignal): Promise<void> {
    if (passes(error) && ++this.#refusals < MAX_REFUSALS) {
      const delay = Math.max(retryAfterMs(error), backoffDelay(this.#refusals - 1, this.host.delays))
      await sleep(delay, signal).catch(() => undefined)
      return
    }
    for (const subscriber of concerned) {
      this.#subscribers.delete(subscriber)
      subscriber.end(error)
    }
  }
}
