import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { toBusError } from '@arqonbus/protocol'
import { WebSocketServer } from 'ws'
import { SUBPROTOCOL } from '../auth/bearer.js'
import type { Timer } from '../clock.js'
import type { Core } from '../core.js'
import type { TlsOptions } from '../options.js'
import { eventText } from '../texts.js'
import { CLOSE_TIMEOUT_MS, WsConnection } from './connection.js'
import { frameTexts } from './frame.js'
import type { OutboxOptions } from './outbox.js'
import { admit, refusalResponse } from './upgrade.js'

const SWEEP_MS = 1000
const HANDSHAKE_MS = 10_000
const BACKLOG = 4096
/** Clients that were sent away come back at a random time within this. */
const RECONNECT_MS = 5000
/** A message in more pieces than this is no message but an attack on memory. */
const MAX_FRAGMENTS = 1024

/** Accepts WebSockets and owns them until they have ended. */
export class Gateway {
  readonly #server: Server | TlsServer
  readonly #ws: WebSocketServer
  readonly #connections = new Set<WsConnection>()
  /** Handshakes whose token is being looked at. */
  readonly #atTheDoor = new Set<Duplex>()
  readonly #plain: OutboxOptions
  readonly #compressed: OutboxOptions
  readonly #waitForEmpty: (() => void)[] = []
  #sweeper: Timer | undefined

  constructor(private readonly core: Core) {
    const { options } = core
    const times = { headersTimeout: HANDSHAKE_MS, requestTimeout: HANDSHAKE_MS, connectionsCheckingInterval: SWEEP_MS }
    const { tls } = options.listen
    this.#server = tls
      ? createTlsServer({ ...times, handshakeTimeout: HANDSHAKE_MS, ...secureContext(tls) })
      : createServer(times)
    this.#server.maxConnections = options.maxConnections + BACKLOG
    this.#server.on('request', (_request, response) => {
      response.writeHead(426, { Connection: 'close', Upgrade: 'websocket', 'Content-Type': 'text/plain' })
      response.end('This is the WebSocket port of ArqonBus; HTTP is served on the HTTP port.\n')
    })
    this.#server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head))
    const wsOptions = {
      noServer: true,
      clientTracking: false,
      maxPayload: options.maxMessageSize,
      maxFragments: MAX_FRAGMENTS,
      // A frame that drips in byte by byte is held in as many pieces as it came in.
      maxBufferedChunks: Math.max(1024, Math.ceil(options.maxMessageSize / 64)),
      // Without takeover a broadcast is compressed once for everybody, and an idle connection holds no zlib state.
      perMessageDeflate: options.compression && { serverNoContextTakeover: true, clientNoContextTakeover: true },
      handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : (false as const)),
      closeTimeout: CLOSE_TIMEOUT_MS,
    }
    this.#ws = new WebSocketServer(wsOptions)
    const dropOldest = options.slowConsumerPolicy === 'drop_oldest'
    this.#plain = { limit: options.outboundQueueBytes, dropOldest, compressed: false }
    this.#compressed = { ...this.#plain, compressed: true }
  }

  get size(): number {
    return this.#connections.size
  }

  /** Opens the port; resolves with its number. Rejects with the system's error where it cannot be had. */
  async listen(): Promise<number> {
    const { host, port } = this.core.options.listen
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host, port, backlog: BACKLOG }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    this.#server.on('error', (error) => this.core.logger.error({ err: error }, 'the WebSocket port failed'))
    this.#sweeper = this.core.clock.every(SWEEP_MS, () => this.#sweep())
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  /** New connections get the new certificate; those that are open stay. */
  reloadTls(tls: TlsOptions): void {
    if ('setSecureContext' in this.#server) this.#server.setSecureContext(secureContext(tls))
  }

  /** Takes no more connections. */
  refuseNew(): void {
    this.#server.close()
  }

  /** Sends everybody away, and resolves when the last has gone; who has not by `deadline` (monotonic) is cut off. */
  async sendAway(deadline: number): Promise<void> {
    const { clock, stamp } = this.core
    const farewell = frameTexts([eventText(stamp, { event: 'server.draining', reconnect_within_ms: RECONNECT_MS })])
    for (const connection of this.#connections) {
      connection.deliver(farewell)
      connection.close(4100)
    }
    const cut = clock.after(Math.max(0, deadline - clock.monotonic()), () => this.#terminateAll())
    await this.#empty()
    cut.stop()
  }

  /** Cuts off whoever is still there, and frees the port. */
  async close(): Promise<void> {
    this.#sweeper?.stop()
    for (const socket of this.#atTheDoor) socket.destroy()
    this.#terminateAll()
    this.#ws.close()
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await this.#empty()
    await closed
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ignore = () => socket.destroy()
    socket.on('error', ignore)
    this.#atTheDoor.add(socket)
    try {
      const identity = await admit(this.core, request, this.#connections.size + this.#atTheDoor.size)
      if (socket.destroyed) return
      // The answer to the handshake and the welcome leave in one write.
      socket.cork()
      this.#ws.handleUpgrade(request, socket, head, (ws) => {
        socket.off('error', ignore)
        const compressed = ws.extensions.includes('permessage-deflate') && !asksForSmallWindow(request)
        this.#connections.add(
          new WsConnection(
            this.core,
            ws,
            socket,
            { identity, outbox: compressed ? this.#compressed : this.#plain },
            this.#gone,
          ),
        )
      })
      socket.uncork()
    } catch (thrown) {
      this.#refuse(socket, thrown)
    } finally {
      this.#atTheDoor.delete(socket)
    }
  }

  readonly #gone = (connection: WsConnection): void => {
    this.#connections.delete(connection)
    if (this.#connections.size === 0) for (const resolve of this.#waitForEmpty.splice(0)) resolve()
  }

  /** Resolves when every connection has gone. */
  #empty(): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#waitForEmpty.push(resolve))
  }

  #refuse(socket: Duplex, thrown: unknown): void {
    const error = toBusError(thrown)
    this.core.metrics.connectionsRefused(error.code)
    const { status, headers, body } = refusalResponse(error)
    const lines = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(body) }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    // Whoever was refused may not keep the socket open from its side.
    socket.once('finish', () => socket.destroy())
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
  }

  #sweep(): void {
    const now = this.core.clock.monotonic()
    for (const connection of this.#connections) connection.sweep(now)
  }

  #terminateAll(): void {
    for (const connection of this.#connections) connection.terminate()
  }
}

/**
 * Whether a client wants messages compressed within a smaller window (RFC 7692, 7.1.2.1) than the one in which
 * broadcasts are compressed for everybody. It then gets them as they are.
 */
function asksForSmallWindow(request: IncomingMessage): boolean {
  return /server_max_window_bits/i.test(request.headers['sec-websocket-extensions'] ?? '')
}

function secureContext({ cert, key, clientCa }: TlsOptions) {
  const client = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  return { cert, key, minVersion: 'TLSv1.3' as const, ...client }
}
