import * as v from 'valibot'
import { boolean, oneOf, seconds, size, whole } from './kinds.js'
import { setting } from './setting.js'

const group = 'Limits'
const rates = 'Rate limits'
const KIB = 1024
const MIB = 1024 * KIB

export const limits = {
  maxConnections: setting(v.optional(whole(1, 1_000_000), 10_000), {
    variable: 'ARQONBUS_MAX_CONNECTIONS',
    group,
    help: 'Connections at a time; one more is answered 503.',
  }),
  maxMessageSize: setting(v.optional(size(KIB, 64 * MIB), MIB), {
    variable: 'ARQONBUS_MAX_MESSAGE_SIZE',
    group,
    bytes: true,
    help: 'The largest frame; a larger one closes its connection with 1009.',
  }),
  compression: setting(v.optional(boolean, false), {
    variable: 'ARQONBUS_COMPRESSION',
    group,
    help: 'Offer permessage-deflate. It costs memory for each connection and CPU for each message.',
  }),
  outboundQueueBytes: setting(v.optional(size(KIB, 1024 * MIB), MIB), {
    variable: 'ARQONBUS_OUTBOUND_QUEUE_BYTES',
    group,
    bytes: true,
    help: 'What may wait to be sent to one connection before the slow-consumer policy is applied to it.',
  }),
  slowConsumerPolicy: setting(v.optional(oneOf(['disconnect', 'drop_oldest']), 'disconnect'), {
    variable: 'ARQONBUS_SLOW_CONSUMER_POLICY',
    group,
    help: 'disconnect: the connection is closed with 4102 and recovers; drop_oldest: it loses messages.',
  }),
  pingIntervalSeconds: setting(v.optional(seconds(1, 3600), 20), {
    variable: 'ARQONBUS_PING_INTERVAL_SECONDS',
    group,
    help: 'How often each connection is pinged.',
  }),
  pingTimeoutSeconds: setting(v.optional(seconds(1, 3600), 10), {
    variable: 'ARQONBUS_PING_TIMEOUT_SECONDS',
    group,
    help: 'How long a pong may take; then the connection is closed with 4103.',
  }),
  rateLimitMessagesPerSecond: setting(v.optional(whole(0, 1_000_000)), {
    variable: 'ARQONBUS_RATE_LIMIT_MESSAGES_PER_SECOND',
    group: rates,
    help: 'Messages a second of one subject (without authentication: of one client); 0: no limit.',
    otherwise: '0 in dev, else 1000',
  }),
  rateLimitCommandsPerSecond: setting(v.optional(whole(0, 1_000_000)), {
    variable: 'ARQONBUS_RATE_LIMIT_COMMANDS_PER_SECOND',
    group: rates,
    help: 'Commands a second of one subject (without authentication: of one client); 0: no limit.',
    otherwise: '0 in dev, else 100',
  }),
  rateLimitConnectionsPerMinute: setting(v.optional(whole(0, 1_000_000)), {
    variable: 'ARQONBUS_RATE_LIMIT_CONNECTIONS_PER_MINUTE',
    group: rates,
    help: 'New connections a minute from one address; 0: no limit.',
    otherwise: '0 in dev, else 600',
  }),
}
