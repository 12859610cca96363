import type { Core } from '../core.js'
import { corsHeaders, guard } from './guard.js'
import { problemResponse } from './problem.js'
import type { HttpContext } from './route.js'

type Handle = (c: HttpContext) => Response | Promise<Response>

/**
 * What every handler is wrapped in, also those for paths that are not there: it is guarded, counted and timed under
 * the route's pattern, and whatever it throws is counted, logged and answered with a problem document.
 */
export function observed(core: Core, pattern: string, handle: Handle): (c: HttpContext) => Promise<Response> {
  return async (c) => {
    const began = core.clock.monotonic()
    const response = await answer(core, pattern, handle, c)
    for (const [name, value] of Object.entries(commonHeaders(core, c))) response.headers.set(name, value)
    core.metrics.httpRequest(pattern, c.req.method, response.status, core.clock.monotonic() - began)
    return response
  }
}

async function answer(core: Core, pattern: string, handle: Handle, c: HttpContext): Promise<Response> {
  try {
    guard(core.options, c.env.incoming)
    return await handle(c)
  } catch (thrown) {
    const { response, error } = problemResponse(thrown)
    core.metrics.httpError(pattern, error.code)
    const facts = { route: pattern, method: c.req.method, status: response.status, code: error.code }
    // Without a cause it is an answer of the pipeline, which has logged the fault already.
    if (response.status >= 500 && error.cause !== undefined)
      core.logger.error({ ...facts, err: error.cause }, 'an HTTP request met a fault of the bus')
    else core.logger.debug(facts, 'HTTP request refused')
    return response
  }
}

function commonHeaders(core: Core, { env }: HttpContext): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...corsHeaders(core.options, env.incoming),
    // A balancer that keeps its connection would come back to a node that is going away.
    ...(core.state === 'running' ? {} : { connection: 'close' }),
  }
}
