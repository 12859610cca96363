import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Clock } from '../clock.js'
import type { TlsOptions } from '../options.js'

/** How long a client may take, in milliseconds, and how much it may say before the body. */
interface HttpLimits {
  /** For the headers of a request. */
  readonly headersMs: number
  /** For the whole of a request. */
  readonly requestMs: number
  /** Between two requests of a connection. */
  readonly keepAliveMs: number
  /** Without anything being read or written while a request runs. */
  readonly idleMs: number
  /** How often the first two are looked at. */
  readonly checkMs: number
  /** For all headers together. */
  readonly headerBytes: number
  /** For requests that run when the server is closed. */
  readonly closeMs: number
}

const DEFAULT_LIMITS: HttpLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  // Longer than the 60 s of common balancers, so that it is they who close first.
  keepAliveMs: 65_000,
  // Longer than the longest answer takes.
  idleMs: 120_000,
  checkMs: 1_000,
  headerBytes: 16_384,
  closeMs: 1_000,
}

/** What a port is opened with. */
export interface Opening {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly tls?: TlsOptions | undefined
  readonly maxConnections: number
  readonly clock: Clock
  readonly logger: Logger
  readonly limits?: Partial<HttpLimits>
}

/** An HTTP port that is open. */
export interface HttpServer {
  readonly address: { readonly url: string; readonly port: number }
  /** Certificates for connections from now on; for a server that has TLS. */
  reloadTls(tls: TlsOptions): void
  /** Takes nothing more, ends idle connections at once and the others once they have been answered. Idempotent. */
  close(): Promise<void>
}

/**
 * Opens a port on which `listener` answers.
 *
 * @throws (rejects with) the system's error where the port cannot be had; nothing is left open then
 */
export async function openServer(listener: RequestListener, opening: Opening): Promise<HttpServer> {
  const { host, tls, clock, logger } = opening
  const limits = { ...DEFAULT_LIMITS, ...opening.limits }
  const server = createFor(tls, limits)
  server.maxConnections = opening.maxConnections
  const connections = new Connections(server, tls !== undefined)
  server.on('request', listener)
  const port = await listen(server, host, opening.port)
  server.on('error', (err) => logger.error({ err }, 'the HTTP server failed'))
  let closed: Promise<void> | undefined
  return {
    address: { url: `${tls ? 'https' : 'http'}://${reachable(host)}:${port}`, port },
    reloadTls: (fresh) => {
      if ('setSecureContext' in server) server.setSecureContext(secure(fresh))
    },
    close: () => {
      closed ??= new Promise((resolve) => {
        const patience = clock.after(limits.closeMs, () => server.closeAllConnections())
        server.close(() => {
          patience.stop()
          resolve()
        })
        connections.endIdle()
      })
      return closed
    },
  }
}

function createFor(tls: TlsOptions | undefined, limits: HttpLimits): Server | TlsServer {
  const options: ServerOptions = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytes,
  }
  const server = tls
    ? createTlsServer({ ...options, handshakeTimeout: limits.headersMs, ...secure(tls) })
    : createServer(options)
  server.timeout = limits.idleMs
  return server
}

/**
 * The open connections of a server. Node's own `closeIdleConnections` spares those that have not asked anything yet
 * and those that are still shaking hands, and whoever finishes a request later stays until it times out.
 */
class Connections {
  /** How many requests of each are being answered. */
  readonly #running = new Map<Socket, number>()
  /** Sockets below a TLS that is not there yet, by the client's address. */
  readonly #greeting = new Map<string, Socket>()
  #ending = false

  constructor(server: Server | TlsServer, isTls: boolean) {
    server.on('connection', (socket: Socket) => (isTls ? this.#greet(socket) : this.#add(socket)))
    server.on('secureConnection', (socket: Socket) => this.#add(socket))
    server.on('request', ({ socket }, response) => {
      this.#count(socket, 1)
      response.once('close', () => this.#count(socket, -1))
    })
  }

  /** Ends every connection that waits for no answer, and from now on each once it has got its last. */
  endIdle(): void {
    this.#ending = true
    for (const socket of this.#greeting.values()) socket.destroy()
    for (const [socket, requests] of this.#running) if (requests === 0) socket.destroy()
  }

  #greet(socket: Socket): void {
    const client = addressOf(socket)
    this.#greeting.set(client, socket)
    socket.once('close', () => this.#greeting.delete(client))
  }

  #add(socket: Socket): void {
    this.#greeting.delete(addressOf(socket))
    this.#running.set(socket, 0)
    socket.once('close', () => this.#running.delete(socket))
    if (this.#ending) socket.destroy()
  }

  #count(socket: Socket, change: 1 | -1): void {
    const before = this.#running.get(socket)
    if (before === undefined) return
    this.#running.set(socket, before + change)
    if (this.#ending && before + change === 0) socket.destroySoon()
  }
}

function addressOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}

function secure({ cert, key, clientCa }: TlsOptions) {
  const mutual = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  return { cert, key, minVersion: 'TLSv1.3', ...mutual } as const
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  const address = await new Promise<AddressInfo | string | null>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve(server.address())
    })
  })
  return typeof address === 'object' && address !== null ? address.port : port
}

/** The host as a client on this machine writes it (RFC 3986, 3.2.2). */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
