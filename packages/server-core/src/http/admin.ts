import { BusError } from '@arqonbus/protocol'
import * as v from 'valibot'
import { remoteAddress } from '../remote.js'
import { type HttpCall, route } from './route.js'

const accepted = v.looseObject({ status: v.string(), timestamp: v.string() })

/** Ends of the bus, asked for from outside. The library itself ends no process: its owner does. */
export const adminRoutes = [
  route({
    method: 'POST',
    path: '/admin/shutdown',
    needs: 'owner',
    summary: 'Drain and stop the bus',
    answer: { statuses: [202], description: 'It has begun', schema: accepted },
    handle: (call) => end(call, 'shutdown'),
  }),
  route({
    method: 'POST',
    path: '/admin/restart',
    needs: 'owner',
    summary: 'Drain and stop the bus, for its supervisor to start it again',
    answer: { statuses: [202], description: 'It has begun', schema: accepted },
    handle: (call) => end(call, 'restart'),
  }),
]

function end({ core, c, identity }: HttpCall, reason: 'shutdown' | 'restart'): Response {
  const { onShutdown } = core.options
  if (!onShutdown) throw new BusError('FEATURE_DISABLED', 'Whoever runs this bus has not made it stoppable over HTTP')
  const { subject, tenant } = identity
  core.logger.warn(
    { reason, subject, tenant_id: tenant, remote: remoteAddress(c.env.incoming, core.options.trustedProxies) },
    'asked over HTTP to end',
  )
  // Not before the answer has gone out: the shutdown closes this very connection.
  c.env.outgoing.once('close', () => onShutdown(reason))
  return c.json({ status: reason === 'shutdown' ? 'shutting down' : 'restarting', timestamp: core.stamp.now() }, 202)
}
