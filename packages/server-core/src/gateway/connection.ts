import type { Duplex } from 'node:stream'
import { type CloseCode, closeTable, PROTOCOL_VERSION } from '@arqonbus/protocol'
import { type RawData, WebSocket } from 'ws'
import type { Core } from '../core.js'
import type { Identity } from '../identity.js'
import { receive } from '../pipeline.js'
import { type Connection, Session } from '../session.js'
import { isExpired } from '../stages/authenticate.js'
import { welcomeText } from '../texts.js'
import { type Frame, frameTexts } from './frame.js'
import { Outbox, type OutboxOptions, type OutboxOwner } from './outbox.js'

/** How long a connection that was told to go may take, in milliseconds. */
export const CLOSE_TIMEOUT_MS = 5000
/** Messages of one connection on their way into the log; while there are more, nothing is read from it. */
const MOST_UNSETTLED = 1024

/** What the handshake has found out about a client. */
export interface Client {
  readonly identity: Identity
  /** How its queue is kept; one object for all that are kept alike. */
  readonly outbox: OutboxOptions
}

/**
 * One WebSocket and its session: bytes in, frames out, pings, and its end. A client that does not read the answers to
 * what it sends, or sends faster than the log stores, is not read from meanwhile: TCP then slows it down.
 */
export class WsConnection implements Connection, OutboxOwner {
  readonly session: Session
  readonly #outbox: Outbox
  #pingAt: number
  #pongBy = Number.POSITIVE_INFINITY
  #closeBy = Number.POSITIVE_INFINITY
  #paused = false

  constructor(
    private readonly core: Core,
    private readonly ws: WebSocket,
    socket: Duplex,
    { identity, outbox }: Client,
    /** Called when the socket has closed. */
    gone: (connection: WsConnection) => void,
  ) {
    const { options, clock } = core
    this.session = new Session(clientId(core), identity, this, clock.now())
    this.#outbox = new Outbox(socket, core.tick, outbox, this)
    // Spread over the interval, so that ten thousand connections are not pinged in one turn.
    this.#pingAt = clock.monotonic() + options.pingIntervalMs * (0.5 + clock.random() / 2)
    ws.on('message', (data, isBinary) => this.#received(data, isBinary))
    ws.on('pong', () => this.#heard())
    ws.on('error', (error) => core.logger.debug({ client_id: this.session.clientId, err: error }, 'connection failed'))
    ws.on('close', (code) => {
      this.#closed(code)
      gone(this)
    })
    core.sessions.add(this.session)
    core.metrics.connectionsOpened++
    this.deliver(frameTexts([welcomeText(core.stamp, this.#welcome())]), true)
  }

  reply(texts: readonly string[]): void {
    this.#outbox.push(frameTexts(texts))
    if (this.#paused) this.#resumeSoon()
    else if (this.#outbox.waiting > this.core.options.outboundQueueBytes / 2) this.#pause()
  }

  deliver(frame: Frame, isLast = false): void {
    this.#outbox.push(frame, isLast)
  }

  drained(bytes?: number): Promise<void> {
    return this.#outbox.drained(bytes)
  }

  close(code: CloseCode): void {
    if (!this.session.open) return
    this.#leave()
    this.#outbox.end(() => this.ws.close(code, closeTable[code].meaning))
  }

  /** Ends the connection at once, whatever waits. */
  terminate(): void {
    this.#leave()
    this.#outbox.discard()
    this.ws.terminate()
  }

  /** Looks after the connection's times; `now` is monotonic. */
  sweep(now: number): void {
    const { clock, options } = this.core
    if (!this.session.open) {
      if (now >= this.#closeBy) this.ws.terminate()
    } else if (isExpired(this.session.identity, clock.now())) this.close(4101)
    else if (now >= this.#pongBy && !this.#awaitsLog) this.close(4103)
    else if (now >= this.#pingAt) {
      this.#pingAt = now + options.pingIntervalMs
      this.#pongBy = Math.min(this.#pongBy, now + options.pingTimeoutMs)
      this.ws.ping()
    }
  }

  #received(data: RawData, isBinary: boolean): void {
    if (!this.session.open) return
    this.#heard()
    const { metrics } = this.core
    metrics.messagesReceived++
    // ws gives one Buffer for each message: its binaryType is never changed from the default.
    const frame = data instanceof Buffer ? data : Buffer.alloc(0)
    metrics.bytesReceived += frame.length
    receive(this.core, this.session, frame, isBinary)
    if (this.session.unsettled >= MOST_UNSETTLED) this.#pause()
  }

  #pause(): void {
    if (this.#paused) return
    this.#paused = true
    this.ws.pause()
    this.#resumeSoon()
  }

  /** Reads on once little is under way in both directions; every answer asks again. */
  #resumeSoon(): void {
    if (this.#awaitsLog) return
    void this.#outbox.drained().then(() => {
      if (!this.#awaitsLog) this.#resume()
    })
  }

  #resume(): void {
    if (!this.#paused) return
    this.#paused = false
    // A pong may have waited where nobody read.
    if (this.#pongBy < Number.POSITIVE_INFINITY) {
      this.#pongBy = this.core.clock.monotonic() + this.core.options.pingTimeoutMs
    }
    this.ws.resume()
  }

  /** Whether it is the log, not the client, that keeps it from being read. */
  get #awaitsLog(): boolean {
    return this.#paused && this.session.unsettled > MOST_UNSETTLED / 2
  }

  #heard(): void {
    this.#pongBy = Number.POSITIVE_INFINITY
  }

  mayWrite(): boolean {
    return this.ws.readyState === WebSocket.OPEN
  }

  dropped(messages: number): void {
    this.core.metrics.droppedFrames += messages
  }

  wrote(bytes: number): void {
    this.core.metrics.bytesSent += bytes
  }

  overflowed(): void {
    const { core, session } = this
    core.metrics.slowConsumers++
    core.logger.warn({ client_id: session.clientId, tenant_id: session.identity.tenant }, 'slow consumer closed')
    this.#leave()
    this.ws.close(4102, closeTable[4102].meaning)
  }

  #closed(code: number): void {
    this.#leave()
    this.#outbox.discard()
    this.core.metrics.connectionClosed(code)
    this.core.logger.debug({ client_id: this.session.clientId, close_code: code }, 'client disconnected')
  }

  /** From here on nobody reaches the client any more, and it is seen nowhere. */
  #leave(): void {
    const { core, session } = this
    if (!session.open) return
    session.open = false
    this.#closeBy = core.clock.monotonic() + CLOSE_TIMEOUT_MS
    // The client's close frame is still to be read.
    this.#resume()
    core.sessions.remove(session)
    for (const membership of [...session.memberships.values()]) core.presence.leave(membership)
  }

  #welcome() {
    const { options } = this.core
    return {
      welcome: 'Connected to ArqonBus',
      client_id: this.session.clientId,
      tenant_id: this.session.identity.tenant,
      role: this.session.identity.role,
      protocol: PROTOCOL_VERSION,
      server_version: options.version,
      node_id: options.nodeId,
      limits: {
        max_message_size: options.maxMessageSize,
        outbound_queue_bytes: options.outboundQueueBytes,
        ping_interval_seconds: options.pingIntervalMs / 1000,
        ping_timeout_seconds: options.pingTimeoutMs / 1000,
        messages_per_second: options.rateLimits.messagesPerSecond,
        commands_per_second: options.rateLimits.commandsPerSecond,
      },
    }
  }
}

/** `client_` and a ULID: it cannot be mistaken for a message's id, nor for the bus. */
function clientId(core: Core): string {
  return `client_${core.stamp.id().slice('arq_'.length)}`
}
