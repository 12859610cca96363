import { Hono } from 'hono'
import type { Core } from '../core.js'
import { adminRoutes } from './admin.js'
import { authorize } from './authorize.js'
import { preflightHeaders } from './guard.js'
import { healthRoutes } from './health.js'
import { metricsRoutes } from './metrics.js'
import { observed } from './observed.js'
import { openApi } from './openapi.js'
import { HttpProblem } from './problem.js'
import { publishRoutes } from './publish.js'
import { type HttpContext, type HttpEnv, type Route, route } from './route.js'
import { storageRoutes } from './storage.js'
import { systemRoutes } from './system.js'

const openApiRoute = route({
  method: 'GET',
  path: '/openapi.json',
  needs: 'token',
  summary: 'This description of the HTTP API (OpenAPI 3.1)',
  answer: { statuses: [200], description: 'The document' },
  handle: ({ core, c }) => c.json(openApi(routes, core.options)),
})

/** Everything that is served over HTTP. */
export const routes: readonly Route[] = [
  ...healthRoutes,
  ...metricsRoutes,
  ...storageRoutes,
  ...systemRoutes,
  ...adminRoutes,
  ...publishRoutes,
  openApiRoute,
]

/** The HTTP side of a bus: monitoring, and the publish API. */
export function createHttpApp(core: Core): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  for (const route of routes) {
    app.on(
      route.method,
      route.path,
      observed(core, route.path, async (c) => {
        const identity = await authorize(core.options, route.needs, c.env.incoming)
        return route.handle({ core, c, identity })
      }),
    )
  }
  for (const [path, methods] of methodsByPath()) {
    app.all(
      path,
      observed(core, path, (c) => otherMethod(c, methods)),
    )
  }
  app.notFound(
    observed(core, 'unmatched', () => {
      throw new HttpProblem(404, 'NOT_FOUND', 'Nothing is served under this path; /openapi.json lists what is')
    }),
  )
  return app
}

function methodsByPath(): Map<string, readonly string[]> {
  const methods = new Map<string, readonly string[]>()
  for (const { path, method } of routes) {
    // RFC 9110, 9.3.2: where GET is served, so is HEAD.
    const own = method === 'GET' ? ['GET', 'HEAD'] : [method]
    methods.set(path, [...(methods.get(path) ?? []), ...own])
  }
  for (const [path, own] of methods) methods.set(path, [...own, 'OPTIONS'])
  return methods
}

/** @throws HttpProblem 405 (RFC 9110, 15.5.6) */
function otherMethod(c: HttpContext, methods: readonly string[]): Response {
  const allow = methods.join(', ')
  if (c.req.method === 'OPTIONS') {
    const isPreflight = c.req.header('access-control-request-method') !== undefined
    return c.body(null, 204, { allow, ...(isPreflight ? preflightHeaders(methods) : {}) })
  }
  throw new HttpProblem(405, 'VALIDATION_ERROR', `This path takes ${allow}`, { headers: { allow } })
}
