/// <reference lib="esnext.disposable" preserve="true" />
import type { BusEnvelope, Welcome } from '@arqonbus/protocol'
import { type CallOptions, PendingCalls } from './calls.js'
import { Channel, type ChannelHost, type PublishOptions } from './channel.js'
import { type CallArguments, type CallData, type CommandName, traitsOf } from './commands.js'
import type { ConnectionEnd } from './connection.js'
import { Emitter } from './emitter.js'
import { ArqonError, invalid, toArqonError } from './errors.js'
import type { ClientEvents } from './events.js'
import { type ClientState, type ConnectOptions, Link } from './link.js'
import { type ClientOptions, type ResolvedOptions, resolveOptions } from './options.js'
import { type Acknowledged, PendingPublishes } from './pending.js'
import { TokenRefresh } from './refresh.js'
import { route } from './route.js'
import { Subscriptions } from './subscriptions.js'
import { TokenSource } from './tokens.js'

/** One client of the bus, for Node and the browser: connects, comes back by itself, and loses nothing that the bus still has. */
export class ArqonClient {
  readonly #options: ResolvedOptions
  readonly #events = new Emitter<ClientEvents>((name, thrown) => this.#handlerFailed(name, thrown))
  readonly #publishes: PendingPublishes
  readonly #calls: PendingCalls
  readonly #subscriptions: Subscriptions
  readonly #refresh: TokenRefresh
  readonly #link: Link
  readonly #channels: ChannelHost
  #welcome: Welcome | undefined
  /** Counts connections, so that what began on one does not go on on another. */
  #generation = 0
  #closing: Promise<void> | undefined

  /** @throws ArqonError `VALIDATION_ERROR` naming the option that is wrong */
  constructor(options: ClientOptions) {
    this.#options = resolveOptions(options)
    const { url, headers, timeoutMs, reconnects, delays, maxMessages, maxBytes } = this.#options
    const tokens = new TokenSource(this.#options.token)
    this.#publishes = new PendingPublishes({ timeoutMs, maxMessages, maxBytes, ...delays })
    this.#calls = new PendingCalls({ timeoutMs, maxWaiting: maxMessages })
    this.#subscriptions = new Subscriptions({
      delays,
      call: (command, args, take) => this.#ask(command, args, take),
      gap: ({ event: _, ...gap }) => this.#events.emit('gap', gap),
    })
    const show = (token: string): Promise<unknown> => this.#ask('auth.refresh', { token }, () => undefined)
    this.#refresh = new TokenRefresh(tokens, show, (error) => this.#events.emit('error', error))
    this.#link = new Link(
      { url, headers, timeoutMs, reconnects, delays, tokens },
      {
        up: (welcome, token) => this.#up(welcome, token),
        frame: (frame) => this.#frame(frame),
        invalid: (error) => this.#events.emit('error', error),
        ask: () => void this.#ask('ping', {}, () => undefined).catch(() => undefined),
        down: (end, willReconnect) => this.#down(end, willReconnect),
        waiting: (attempt, delayMs, error) => this.#events.emit('reconnecting', { attempt, delayMs, error }),
        failed: (error) => this.#fail(error),
        over: (end, error) => this.#over(end, error),
      },
    )
    this.#channels = {
      publish: (message, signal) => this.#publish(() => this.#publishes.publish(message, signal)),
      place: (topic, wants, handler, ended) => {
        this.#assertUsable()
        const failed = (error: ArqonError): void => this.#events.emit('error', error)
        return this.#subscriptions.add(topic, wants, handler, { failed, ended })
      },
      report: (error) => {
        if (this.state !== 'closed') this.#events.emit('error', error)
      },
      history: (args, signal) => this.call('history', args, { signal }),
      presence: (args, signal) => this.call('presence', args, { signal }),
    }
  }

  /** Where the client stands. */
  get state(): ClientState {
    return this.#link.state
  }

  /** What the bus said first on the present connection, or on the last. */
  get welcome(): Welcome | undefined {
    return this.#welcome
  }

  /** What the bus calls this client; another name on each connection. */
  get clientId(): string | undefined {
    return this.#welcome?.client_id
  }

  /**
   * Connects. Resolves when the bus has welcomed this client.
   *
   * @throws ArqonError why it did not: `AUTHENTICATION_FAILED`, `AUTHORIZATION_ERROR`, `CONNECTION_FAILED`, `TIMEOUT`,
   *   `TOKEN_FAILED`, `ABORTED`, `CLIENT_CLOSED`. It can be called again after that, unless the client is closed.
   */
  connect(options?: ConnectOptions): Promise<void> {
    return this.#link.connect(options)
  }

  /** Calls `handler` for each such event. The function that comes back takes it away again. */
  on<Name extends keyof ClientEvents>(name: Name, handler: (value: ClientEvents[Name]) => unknown): () => void {
    return this.#events.on(name, handler)
  }

  /** A channel of a room. @throws ArqonError `VALIDATION_ERROR` where one of them is no name */
  channel(room: string, channel: string): Channel {
    return new Channel(this.#channels, room, channel)
  }

  /** Sends a message to one client of the same tenant. Resolves when the bus has acknowledged it. @throws ArqonError as {@link Channel.publish} */
  async send(clientId: string, payload: object, { id, metadata, signal }: PublishOptions = {}): Promise<Acknowledged> {
    if (typeof clientId !== 'string' || clientId === '') throw invalid('clientId', 'must not be empty')
    const message = { id, to_client: clientId, payload, metadata }
    return this.#publish(() => this.#publishes.publish(message, signal))
  }

  /**
   * Calls a command. The arguments and the answer are typed by the contract; one that the contract does not know, such
   * as of a group of operators, takes any object and gives `unknown`.
   *
   * @throws ArqonError with the code that the bus answers, or `CONNECTION_LOST`, `TIMEOUT`, `ABORTED`, `CLIENT_CLOSED`
   */
  call<const Name extends CommandName>(name: Name, ...rest: CallArguments<Name>): Promise<CallData<Name>>
  async call(name: string, args: object = {}, options: CallOptions = {}): Promise<unknown> {
    this.#assertUsable()
    return this.#calls.call(name, args, traitsOf(name), options)
  }

  /** Closes for good. What waits rejects with `CLIENT_CLOSED`; after this nothing of the client runs any more. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** For `await using`: as {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    const wasOver = this.state === 'closed'
    const ended = this.#link.close()
    this.#fail(new ArqonError('CLIENT_CLOSED', 'The client was closed'))
    await ended
    if (!wasOver) this.#events.emit('closed', { code: 1000, reason: 'closed by this client' })
  }

  /** Tells the bus who this is, joins the channels again, and then sends what waited: in this order. */
  #up(welcome: Welcome, token: string | undefined): void {
    const generation = ++this.#generation
    this.#welcome = welcome
    const send = (frame: string): boolean => this.#link.send(frame)
    this.#calls.opened(send)
    this.#describe()
    const joined = this.#subscriptions.connected(welcome.client_id, welcome.limits)
    this.#calls.flush()
    this.#refresh.begin(token)
    void joined.then(() => {
      if (generation === this.#generation && this.state === 'connected') this.#publishes.opened(send, welcome.limits)
    })
    this.#events.emit('connected', welcome)
  }

  #describe(): void {
    const { description } = this.#options
    if (description === undefined) return
    this.#ask('client.describe', description, () => undefined).catch((thrown: unknown) => {
      const error = toArqonError(thrown, 'INVALID_FRAME')
      if (error.code !== 'CONNECTION_LOST' && error.code !== 'CLIENT_CLOSED') this.#events.emit('error', error)
    })
  }

  #down({ code, reason }: ConnectionEnd, willReconnect: boolean): void {
    this.#generation++
    this.#refresh.stop()
    this.#calls.closed()
    this.#publishes.closed()
    this.#subscriptions.disconnected()
    this.#events.emit('disconnected', { code, reason, willReconnect })
  }

  #over({ code, reason }: ConnectionEnd, cause: ArqonError): void {
    if (this.#closing) return
    const lost = cause.code === 'CONNECTION_LOST'
    const error = lost ? new ArqonError('CONNECTION_ENDED', cause.message, { closeCode: code, cause }) : cause
    this.#fail(error)
    this.#events.emit('closed', { code, reason, error })
  }

  #fail(error: ArqonError): void {
    this.#generation++
    this.#refresh.stop()
    this.#calls.fail(error)
    this.#publishes.fail(error)
    this.#subscriptions.fail(error)
  }

  #frame(frame: BusEnvelope): void {
    this.#events.emit('frame', frame)
    route(frame, {
      calls: this.#calls,
      publishes: this.#publishes,
      subscriptions: this.#subscriptions,
      events: this.#events,
      draining: (windowMs) => this.#link.announced(windowMs),
    })
  }

  /** A command of the client itself, on the present connection or not at all. */
  #ask<Answer>(command: string, args: object, take: (data: unknown) => Answer): Promise<Answer> {
    return this.#calls.call(command, args, { readOnly: false, fromBus: true, now: true, take })
  }

  async #publish<Answer>(publish: () => Promise<Answer>): Promise<Answer> {
    this.#assertUsable()
    return publish()
  }

  #assertUsable(): void {
    if (this.state === 'closed') throw new ArqonError('CLIENT_CLOSED', 'This client is closed')
    if (this.state === 'idle')
      throw new ArqonError('NOT_CONNECTED', 'This client is not connected: call connect() first')
  }

  #handlerFailed(name: keyof ClientEvents, cause: unknown): void {
    // One that fails while it is told of an error would go on for ever.
    if (name === 'error') return
    this.#events.emit('error', new ArqonError('HANDLER_FAILED', `A handler of "${name}" threw`, { cause }))
  }
}
