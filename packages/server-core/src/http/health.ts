import { busCommands, PROTOCOL_VERSION } from '@arqonbus/protocol'
import * as v from 'valibot'
import type { BusState } from '../core.js'
import { ask } from './ask.js'
import { route } from './route.js'

const SERVICE = 'arqonbus'

const health = v.looseObject({
  status: v.picklist(['healthy', 'degraded', 'draining']),
  timestamp: v.string(),
  service: v.literal(SERVICE),
})
const readiness = v.looseObject({ ready: v.boolean(), status: health.entries.status, timestamp: v.string() })
const version = v.looseObject({
  name: v.string(),
  version: v.string(),
  protocol: v.string(),
  build: v.nullable(v.string()),
})
const status = v.looseObject({ ...busCommands.status.data.entries, uptime: v.number(), timestamp: v.string() })

/** Whether the bus is well, what it is, and how it is doing. */
export const healthRoutes = [
  route({
    method: 'GET',
    path: '/health',
    needs: 'nothing',
    summary: 'Whether the bus is well; 503 when it should get no traffic',
    answer: { statuses: [200, 503], description: 'How it is', schema: health },
    handle: ({ core, c }) =>
      c.json(
        { status: statusOf(core.state), timestamp: core.stamp.now(), service: SERVICE },
        core.state === 'running' ? 200 : 503,
      ),
  }),
  route({
    method: 'GET',
    path: '/ready',
    needs: 'nothing',
    summary: 'Whether the bus takes new connections and messages; 503 when not',
    answer: { statuses: [200, 503], description: 'Whether it is ready', schema: readiness },
    handle: ({ core, c }) => {
      const ready = core.state === 'running'
      return c.json({ ready, status: statusOf(core.state), timestamp: core.stamp.now() }, ready ? 200 : 503)
    },
  }),
  route({
    method: 'GET',
    path: '/status',
    needs: 'token',
    summary: "The bus, and the connections, rooms and messages of the caller's tenant",
    answer: {
      statuses: [200],
      description: 'What the command status answers, with the uptime in seconds',
      schema: status,
    },
    handle: async ({ core, c, identity }) => {
      const data = v.parse(busCommands.status.data, await ask(core, identity, 'status', {}))
      return c.json({ ...data, uptime: data.server.uptime_seconds, timestamp: core.stamp.now() })
    },
  }),
  route({
    method: 'GET',
    path: '/version',
    needs: 'nothing',
    summary: 'Which version this is',
    answer: { statuses: [200], description: 'Name, version, protocol and build', schema: version },
    handle: ({ core, c }) => {
      const { version, build } = core.options
      return c.json({ name: 'ArqonBus', version, protocol: PROTOCOL_VERSION, build: build ?? null })
    },
  }),
]

function statusOf(state: BusState): 'healthy' | 'draining' {
  return state === 'running' ? 'healthy' : 'draining'
}
