import { type BusEnvelope, shouldReconnect, type Welcome } from '@arqonbus/protocol'
import { openSocket } from '#socket'
import { ArqonError, errorOfFrame, textOf, toArqonError } from './errors.js'
import { readFrame, readWelcome } from './frames.js'
import { Liveness, livenessTimes } from './liveness.js'
import type { Socket, SocketEnd, SocketRequest } from './socket.js'
import { type Deferred, deferred } from './timers.js'

/** How long the closing handshake may take before the socket is dropped, in milliseconds. */
const CLOSE_WITHIN_MS = 1000

/** How a connection ended. `error` says why, unless the bus or this client closed it in good order. */
export interface ConnectionEnd {
  readonly code: number
  readonly reason: string
  readonly error?: ArqonError
}

/** Who listens to a connection from its welcome on. */
export interface ConnectionListener {
  /** @throws ArqonError where the frame breaks the contract after all */
  frame(frame: BusEnvelope): void
  /** A frame that breaks the contract; the connection goes on. */
  invalid(error: ArqonError): void
  /** Nothing was heard for a while: ask the bus for a sign of life. */
  ask(): void
}

/** One WebSocket from its opening to its end. It never comes back: that is the link's work. */
export class Connection {
  readonly #welcomed: Deferred<Welcome> = deferred()
  readonly #ended: Deferred<ConnectionEnd> = deferred()
  readonly #place: string
  readonly #socket: Socket
  readonly #timer: ReturnType<typeof setTimeout>
  /** Frames that came between the welcome and the listener. */
  #early: BusEnvelope[] = []
  #welcome: Welcome | undefined
  #listener: ConnectionListener | undefined
  #liveness: Liveness | undefined
  #over = false
  #closing: ReturnType<typeof setTimeout> | undefined

  /**
   * @param timeoutMs how long it may take from here to the welcome, in milliseconds
   * @throws ArqonError `VALIDATION_ERROR` where the platform cannot make such a connection
   */
  constructor(request: SocketRequest, timeoutMs: number) {
    this.#place = withoutQuery(request.url)
    this.#socket = openSocket(request, {
      message: (text) => this.#message(text),
      heard: () => this.#liveness?.heard(),
      closed: (end) => this.#finish(this.#judge(end)),
    })
    this.#timer = setTimeout(() => {
      this.abandon(new ArqonError('TIMEOUT', `${this.#place} did not welcome this client within ${timeoutMs} ms`))
    }, timeoutMs)
  }

  /** Resolves with the first frame. Rejects with an {@link ArqonError} that says in plain words why there is none. */
  get welcomed(): Promise<Welcome> {
    return this.#welcomed.promise
  }

  /** Resolves when the connection is over; never rejects. */
  get ended(): Promise<ConnectionEnd> {
    return this.#ended.promise
  }

  /** Hands over everything after the welcome, from the first frame on. */
  listen(listener: ConnectionListener): void {
    this.#listener = listener
    const early = this.#early
    this.#early = []
    for (const frame of early) this.#deliver(frame, listener)
  }

  /** False where the connection is not open, and the text went nowhere. */
  send(text: string): boolean {
    return !this.#over && this.#closing === undefined && this.#socket.send(text)
  }

  /** Closes in good order, or within a second without it. */
  close(): void {
    if (this.#over || this.#closing !== undefined) return
    this.#closing = setTimeout(() => this.abandon(), CLOSE_WITHIN_MS)
    this.#socket.close()
  }

  /** Ends at once, without waiting for the other side. */
  abandon(error?: ArqonError): void {
    if (this.#over) return
    this.#finish({ code: 1006, reason: error?.message ?? '', ...(error && { error }) })
    this.#socket.terminate()
  }

  #message(text: string | undefined): void {
    if (this.#over || this.#closing !== undefined) return
    this.#liveness?.heard()
    try {
      const frame = readFrame(text)
      if (this.#welcome === undefined) this.#first(frame)
      else if (this.#listener === undefined) this.#early.push(frame)
      else this.#deliver(frame, this.#listener)
    } catch (thrown) {
      const error = toArqonError(thrown, 'INVALID_FRAME')
      if (this.#welcome === undefined) this.abandon(error)
      else this.#listener?.invalid(error)
    }
  }

  #deliver(frame: BusEnvelope, listener: ConnectionListener): void {
    try {
      listener.frame(frame)
    } catch (thrown) {
      listener.invalid(toArqonError(thrown, 'INVALID_FRAME'))
    }
  }

  #first(frame: BusEnvelope): void {
    if (frame.type === 'error') {
      this.abandon(errorOfFrame(frame))
      return
    }
    const welcome = readWelcome(frame)
    if (welcome === undefined)
      throw new ArqonError('INVALID_FRAME', `${this.#place} is no ArqonBus: its first frame was no welcome`)
    clearTimeout(this.#timer)
    this.#welcome = welcome
    this.#liveness = new Liveness(
      livenessTimes(welcome.limits),
      () => this.#listener?.ask(),
      () => this.abandon(new ArqonError('TIMEOUT', `${this.#place} has been silent for too long`)),
    )
    this.#early = [frame]
    this.#welcomed.resolve(welcome)
  }

  #judge({ code, reason, status, retryAfterMs, cause }: SocketEnd): ConnectionEnd {
    if (status !== undefined) return { code, reason, error: refusal(this.#place, status, retryAfterMs) }
    if (cause !== undefined) {
      const lost = this.#welcome !== undefined
      const text = `${lost ? 'Lost the' : 'No'} connection to ${this.#place}: ${textOf(cause)}`
      return { code, reason, error: new ArqonError(lost ? 'CONNECTION_LOST' : 'CONNECTION_FAILED', text, { cause }) }
    }
    return { code, reason }
  }

  #finish(end: ConnectionEnd): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    clearTimeout(this.#closing)
    this.#liveness?.stop()
    this.#welcomed.reject(end.error ?? closedEarly(this.#place, end))
    this.#ended.resolve(end)
  }
}

/** The answer of an HTTP server that did not upgrade. A path may be missing, and a proxy broken, for a while: those can be tried again. */
function refusal(place: string, status: number, retryAfterMs: number | undefined): ArqonError {
  const details = { status, ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }) }
  if (status === 401)
    return new ArqonError('AUTHENTICATION_FAILED', `${place} refused the token (HTTP 401)`, { details })
  if (status === 403)
    return new ArqonError('AUTHORIZATION_ERROR', `${place} does not let this client in (HTTP 403)`, { details })
  if (status === 429)
    return new ArqonError('RATE_LIMIT_EXCEEDED', `${place} has had too many connections (HTTP 429)`, { details })
  const retryable = status >= 500 || status === 404 || status === 408 || status === 425
  return new ArqonError('CONNECTION_FAILED', `${place} answered HTTP ${status} instead of a WebSocket`, {
    details,
    retryable,
  })
}

function closedEarly(place: string, { code, reason }: ConnectionEnd): ArqonError {
  const text = `${place} closed the connection before its welcome (${code}${reason ? `: ${reason}` : ''})`
  return new ArqonError('CONNECTION_FAILED', text, { closeCode: code, retryable: shouldReconnect(code) })
}

/** A URL as it may stand in an error: a query can hold a token, and the user part a password. */
function withoutQuery(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}
