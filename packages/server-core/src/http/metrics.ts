import { PROTOCOL_VERSION } from '@arqonbus/protocol'
import { accepts } from 'hono/accepts'
import type { Core } from '../core.js'
import { type HttpContext, route } from './route.js'

const TEXT = 'text/plain'
const JSON_TYPE = 'application/json'

/** The counters of the whole bus. */
export const metricsRoutes = [
  route({
    method: 'GET',
    path: '/metrics',
    needs: 'token',
    summary: 'The counters of the bus: for Prometheus, or as JSON with Accept: application/json',
    answer: { statuses: [200], description: 'The counters', mediaTypes: [TEXT, JSON_TYPE] },
    handle: ({ core, c }) => {
      const wanted = accepts(c, { header: 'Accept', supports: [TEXT, JSON_TYPE], default: TEXT })
      return wanted === JSON_TYPE ? asJson(core, c) : asText(core, c)
    },
  }),
  route({
    method: 'GET',
    path: '/metrics/prometheus',
    needs: 'token',
    summary: 'The counters of the bus in the text format of Prometheus',
    answer: { statuses: [200], description: 'The counters', mediaTypes: [TEXT] },
    handle: ({ core, c }) => asText(core, c),
  }),
]

async function asText(core: Core, c: HttpContext): Promise<Response> {
  return c.body(await core.metrics.text(), 200, { 'content-type': core.metrics.contentType })
}

async function asJson(core: Core, c: HttpContext): Promise<Response> {
  const server = {
    name: 'ArqonBus',
    version: core.options.version,
    protocol: PROTOCOL_VERSION,
    node_id: core.options.nodeId,
    state: core.state,
    uptime_seconds: Math.floor((core.clock.now() - core.startedAt) / 1000),
  }
  return c.json({ server, ...(await core.metrics.snapshot()), timestamp: core.stamp.now() })
}
