import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Core } from '../core.js'
import { createHttpApp } from './app.js'
import { HttpProblem, problemResponse } from './problem.js'
import { type HttpServer, openServer } from './server.js'

export type { HttpServer } from './server.js'

/**
 * Serves the HTTP side of `core`, with TLS where the bus has it.
 *
 * @throws (rejects with) the system's error where the port cannot be had; nothing is left open then
 */
export function serveHttp(
  core: Core,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const { maxConnections, listen, clock, logger } = core.options
  return openServer(listenerFor(core), { host, port, tls: listen.tls, maxConnections, clock, logger })
}

function listenerFor(core: Core): RequestListener {
  const app = createHttpApp(core)
  const listener = getRequestListener(app.fetch, {
    // The library leaves its host's Request and Response alone.
    overrideGlobalObjects: false,
    // HTTP/1.0 need not say to which host it speaks.
    hostname: 'localhost',
    errorHandler: (thrown) => notUnderstood(core, thrown),
  })
  return (incoming, outgoing) => {
    void listener(incoming, outgoing)
  }
}

/** What never became a request of the app: its target or its host cannot be read. */
function notUnderstood(core: Core, thrown: unknown): Response {
  const isMalformed = thrown instanceof Error && thrown.name === 'RequestError'
  if (!isMalformed) core.logger.error({ err: thrown }, 'an HTTP request met a fault of the bus')
  const problem = new HttpProblem(400, 'VALIDATION_ERROR', 'The request line or the Host header is not valid', {
    headers: { connection: 'close' },
  })
  const { response, error } = problemResponse(isMalformed ? problem : thrown)
  core.metrics.httpRequest('malformed', 'unknown', response.status, 0)
  core.metrics.httpError('malformed', error.code)
  return response
}
