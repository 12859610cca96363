import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { BusError } from '@arqonbus/protocol'
import { getRequestListener } from '@hono/node-server'
import type { Core } from '../core.js'
import type { TlsOptions } from '../options.js'
import { createHttpApp } from './app.js'
import { HttpProblem, problemResponse } from './problem.js'

/** How long a client may take, in milliseconds, and how much it may say before the body. */
export interface HttpLimits {
  /** For the headers of a request. */
  readonly headersMs: number
  /** For the whole of a request. */
  readonly requestMs: number
  /** Between two requests of a connection. */
  readonly keepAliveMs: number
  /** Without anything being read or written while a request runs. */
  readonly idleMs: number
  /** How often the above are looked at. */
  readonly checkMs: number
  /** For all headers together. */
  readonly headerBytes: number
  /** For requests that run when the server is closed. */
  readonly closeMs: number
}

export const httpLimits: HttpLimits = {
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

/** An HTTP port that is open. */
export interface HttpServer {
  readonly address: { readonly url: string; readonly port: number }
  /** Certificates for connections from now on; for a server that has TLS. */
  reloadTls(tls: TlsOptions): void
  /** Takes nothing more, ends idle connections at once and the others once they have been answered. Idempotent. */
  close(): Promise<void>
}

/**
 * Serves the HTTP side of `core`, with TLS where the bus has it.
 *
 * @throws (rejects with) the system's error where the port cannot be had; nothing is left open then
 */
export async function serveHttp(
  core: Core,
  { host, port: wanted }: { readonly host: string; readonly port: number },
  limits: HttpLimits = httpLimits,
): Promise<HttpServer> {
  const { tls } = core.options.listen
  const server = serverFor(core, limits, tls)
  await open(server, host, wanted)
  server.on('error', (err) => core.logger.error({ err }, 'the HTTP server failed'))
  const { port } = addressOf(server)
  let closed: Promise<void> | undefined
  return {
    address: { url: `${tls ? 'https' : 'http'}://${reachable(host)}:${port}`, port },
    reloadTls: (fresh) => {
      if ('setSecureContext' in server) server.setSecureContext(secure(fresh))
    },
    close: () => (closed ??= closeServer(core, server, limits)),
  }
}

function serverFor(core: Core, limits: HttpLimits, tls: TlsOptions | undefined): Server | TlsServer {
  const options: ServerOptions = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytes,
  }
  const listener = listenerFor(core)
  const server = tls ? createTlsServer({ ...options, ...secure(tls) }, listener) : createServer(options, listener)
  server.timeout = limits.idleMs
  server.maxConnections = core.options.maxConnections
  return server
}

function listenerFor(core: Core): RequestListener {
  const app = createHttpApp(core)
  const listener = getRequestListener(app.fetch, {
    // The library leaves its host's Request and Response alone.
    overrideGlobalObjects: false,
    errorHandler: (thrown) => {
      const isRequest = thrown instanceof Error && thrown.name === 'RequestError'
      if (!isRequest) core.logger.error({ err: thrown }, 'an HTTP request met a fault of the bus')
      return problemResponse(
        isRequest
          ? new HttpProblem(400, 'VALIDATION_ERROR', 'The request line or the Host header is not valid')
          : thrown,
      ).response
    },
  })
  return (incoming, outgoing) => {
    void listener(incoming, outgoing)
  }
}

function secure({ cert, key, clientCa }: TlsOptions) {
  const mutual = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }
  return { cert, key, minVersion: 'TLSv1.3', ...mutual } as const
}

function open(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new BusError('INTERNAL_ERROR', 'The HTTP server has no port')
  return address
}

/** The host as a client on this machine writes it. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function closeServer(core: Core, server: Server, limits: HttpLimits): Promise<void> {
  return new Promise((resolve) => {
    const patience = core.clock.after(limits.closeMs, () => server.closeAllConnections())
    server.close(() => {
      patience.stop()
      resolve()
    })
    server.closeIdleConnections()
  })
}
