import type { Duplex } from 'node:stream'
import { type CloseCode, closeTable, PROTOCOL_VERSION } from '@arqonbus/protocol'
import type { RawData, WebSocket } from 'ws'
import type { Core } from '../core.js'
import type { Identity } from '../identity.js'
import { receive } from '../pipeline.js'
import { depart } from '../presence.js'
import { type Connection, Session } from '../session.js'
import { isExpired } from '../stages/authenticate.js'
import { welcomeText } from '../texts.js'
import { type Frame, frameTexts } from './frame.js'
import { Outbox } from './outbox.js'

/** How long a connection that was told to go may take, in milliseconds. */
export const CLOSE_TIMEOUT_MS = 5000

/** One WebSocket and its session: bytes in, frames out, pings, and its end. */
export class WsConnection implements Connection {
  readonly session: Session
  /** Resolves when the socket has closed. */
  readonly gone: Promise<void>
  readonly #outbox: Outbox
  #pingAt: number
  #pongBy = Number.POSITIVE_INFINITY
  #closeBy = Number.POSITIVE_INFINITY

  constructor(
    private readonly core: Core,
    private readonly ws: WebSocket,
    socket: Duplex,
    readonly remote: string,
    identity: Identity,
  ) {
    const { options, metrics, clock } = core
    this.session = new Session(clientId(core), identity, this, clock.now())
    this.#outbox = new Outbox(
      socket,
      core.tick,
      {
        limit: options.outboundQueueBytes,
        dropOldest: options.slowConsumerPolicy === 'drop_oldest',
        compressed: ws.extensions.includes('permessage-deflate'),
      },
      {
        overflowed: () => this.#overflowed(),
        dropped: (messages) => {
          metrics.droppedFrames += messages
        },
        wrote: (bytes) => {
          metrics.bytesSent += bytes
        },
      },
    )
    // Spread over the interval, so that ten thousand connections are not pinged in one turn.
    this.#pingAt = clock.monotonic() + options.pingIntervalMs * (0.5 + clock.random() / 2)
    ws.on('message', (data, isBinary) => this.#received(data, isBinary))
    ws.on('pong', () => this.#heard())
    ws.on('error', (error) => core.logger.debug({ client_id: this.session.clientId, err: error }, 'connection failed'))
    this.gone = new Promise((resolve) => {
      ws.on('close', (code) => {
        this.#closed(code)
        resolve()
      })
    })
    core.sessions.add(this.session)
    core.metrics.connectionsOpened++
    this.reply([welcomeText(core.stamp, this.#welcome())])
  }

  reply(texts: readonly string[]): void {
    this.#outbox.push(frameTexts(texts))
  }

  deliver(frame: Frame): void {
    this.#outbox.push(frame)
  }

  drained(): Promise<void> {
    return this.#outbox.drained()
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
    else if (now >= this.#pongBy) this.close(4103)
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
  }

  #heard(): void {
    this.#pongBy = Number.POSITIVE_INFINITY
  }

  #overflowed(): void {
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
    core.sessions.remove(session)
    for (const membership of [...session.memberships.values()]) depart(core, membership)
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
