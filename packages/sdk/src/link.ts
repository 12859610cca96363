import type { BusEnvelope, Welcome } from '@arqonbus/protocol'
import { Connection, type ConnectionEnd } from './connection.js'
import { ArqonError, retryAfterMs, toArqonError } from './errors.js'
import { Backoff, comesBack, type ReconnectOptions } from './reconnect.js'
import { abortable, abortError, deferred, onAbort, sleep } from './timers.js'
import type { TokenSource } from './tokens.js'

/** Where a client stands. `idle`: not connected yet, or the first attempt failed. `closed` is for good. */
export type ClientState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed'

export interface LinkOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Whether a lost connection is made again. */
  readonly reconnects: boolean
  readonly delays: ReconnectOptions
  readonly tokens: TokenSource
}

/** Who lives on a link. */
export interface LinkListener {
  /** A connection stands. Frames come after this. */
  up(welcome: Welcome, token: string | undefined): void
  frame(frame: BusEnvelope): void
  invalid(error: ArqonError): void
  ask(): void
  /** The connection is gone. */
  down(end: ConnectionEnd, willReconnect: boolean): void
  /** The next attempt begins in `delayMs`; `error` is why there must be one. */
  waiting(attempt: number, delayMs: number, error: ArqonError): void
  /** The first connection did not come about: back to idle. */
  failed(error: ArqonError): void
  /** There will be no other connection. */
  over(end: ConnectionEnd, error: ArqonError): void
}

export interface ConnectOptions {
  /** Gives up the attempt when it is aborted. */
  readonly signal?: AbortSignal | undefined
  /** Keep trying while the network or the bus is away, as after a lost connection, instead of rejecting. */
  readonly retry?: boolean | undefined
}

/** Keeps one connection standing: one loop, so that there are never two. */
export class Link {
  readonly #backoff: Backoff
  #state: ClientState = 'idle'
  #connection: Connection | undefined
  /** Ends what the link is at: attempts and waits. */
  #run = new AbortController()
  #standing = deferred<void>()
  #loop: Promise<void> = Promise.resolve()
  #upSince = 0

  constructor(
    private readonly options: LinkOptions,
    private readonly listener: LinkListener,
  ) {
    this.#backoff = new Backoff(options.delays)
  }

  get state(): ClientState {
    return this.#state
  }

  /** Resolves when a connection stands. @throws ArqonError why there is none */
  async connect({ signal, retry = false }: ConnectOptions = {}): Promise<void> {
    if (this.#state === 'closed') throw new ArqonError('CLIENT_CLOSED', 'This client is closed: make another one')
    if (this.#state !== 'idle') return abortable(this.#standing.promise, signal)
    if (signal?.aborted) throw abortError(signal)
    this.#begin(signal, retry)
    // Aborting ends the attempt, and that is what rejects: so nobody is told of a failure while a connection stands.
    await this.#standing.promise
  }

  /** False where no connection stands, and the text went nowhere. */
  send(text: string): boolean {
    return this.#connection?.send(text) ?? false
  }

  /** The node goes away, and wants its clients back within this time. */
  announced(windowMs: number): void {
    this.#backoff.announced(windowMs)
  }

  /** Ends for good. Resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#state = 'closed'
    this.#run.abort(new ArqonError('CLIENT_CLOSED', 'close() was called'))
    this.#connection?.close()
    await this.#loop
  }

  #begin(signal: AbortSignal | undefined, retry: boolean): void {
    this.#state = 'connecting'
    this.#run = new AbortController()
    this.#standing = deferred()
    const done = onAbort(signal, (error) => {
      if (this.#state === 'connecting') this.#run.abort(error)
    })
    this.#loop = this.#first(retry, this.#run.signal)
      .finally(done)
      .then((connection) => this.#keep(connection, this.#run.signal))
  }

  /** The first connection; `undefined` where there is none. */
  async #first(retry: boolean, signal: AbortSignal): Promise<Connection | undefined> {
    try {
      return await this.#stand(signal)
    } catch (thrown) {
      const error = toArqonError(thrown, 'CONNECTION_FAILED')
      if (retry && error.retryable && !signal.aborted) return await this.#again(error, signal)
      this.#fail(error)
      return undefined
    }
  }

  async #keep(first: Connection | undefined, signal: AbortSignal): Promise<void> {
    let connection = first
    while (connection !== undefined) {
      const end = await connection.ended
      this.#connection = undefined
      this.#backoff.ended(end.code, performance.now() - this.#upSince)
      const willReconnect = !signal.aborted && this.#returns(end)
      if (willReconnect) {
        this.#state = 'reconnecting'
        this.#standing = deferred()
      }
      this.listener.down(end, willReconnect)
      connection = willReconnect ? await this.#again(reasonOf(end), signal) : this.#finish(end, reasonOf(end))
    }
  }

  /** Attempt after attempt until one stands; `undefined` where there will be none. */
  async #again(reason: ArqonError, signal: AbortSignal): Promise<Connection | undefined> {
    let error = reason
    while (error.retryable && !this.#backoff.exhausted && !signal.aborted) {
      const delayMs = this.#backoff.next(retryAfterMs(error))
      this.listener.waiting(this.#backoff.attempts, delayMs, error)
      try {
        await sleep(delayMs, signal)
        return await this.#stand(signal)
      } catch (thrown) {
        error = toArqonError(thrown, 'CONNECTION_FAILED')
      }
    }
    if (this.#state === 'connecting') this.#fail(error)
    else this.#finish({ code: error.closeCode ?? 1006, reason: error.message }, error)
    return undefined
  }

  /** One attempt. A token that is refused may have been too old: one more with a fresh one, where there is one. */
  async #stand(signal: AbortSignal): Promise<Connection> {
    try {
      return await this.#attempt(signal)
    } catch (thrown) {
      const refused = thrown instanceof ArqonError && thrown.code === 'AUTHENTICATION_FAILED'
      if (!refused || this.options.tokens.fixed) throw thrown
      return await this.#attempt(signal)
    }
  }

  async #attempt(signal: AbortSignal): Promise<Connection> {
    const { url, headers, timeoutMs, tokens } = this.options
    const token = await tokens.fresh(signal)
    const connection = new Connection({ url, headers, token }, timeoutMs)
    try {
      const welcome = await abortable(connection.welcomed, signal)
      if (signal.aborted) throw abortError(signal)
      this.#up(connection, welcome, token)
      return connection
    } catch (thrown) {
      connection.abandon()
      throw thrown
    }
  }

  #up(connection: Connection, welcome: Welcome, token: string | undefined): void {
    this.#connection = connection
    this.#state = 'connected'
    this.#upSince = performance.now()
    this.listener.up(welcome, token)
    connection.listen(this.listener)
    if (this.state === 'connected') this.#standing.resolve()
  }

  #returns(end: ConnectionEnd): boolean {
    return this.options.reconnects && comesBack(end.code, this.options.tokens.fixed)
  }

  #fail(error: ArqonError): void {
    if (this.#state !== 'closed') this.#state = 'idle'
    this.listener.failed(error)
    this.#standing.reject(error)
  }

  #finish(end: ConnectionEnd, error: ArqonError): undefined {
    this.#state = 'closed'
    this.listener.over(end, error)
    this.#standing.reject(error)
  }
}

/** Why a connection is gone, as an error for whoever waits for something on it. */
function reasonOf({ code, reason, error }: ConnectionEnd): ArqonError {
  const text = `The bus closed the connection (${code}${reason ? `: ${reason}` : ''})`
  if (error?.code === 'AUTHENTICATION_FAILED') return error
  return new ArqonError('CONNECTION_LOST', error?.message ?? text, { closeCode: code, ...(error && { cause: error }) })
}
