import { systemClock } from './clock.js'
import type { BusOptions } from './options.js'

/** The defaults of the configuration page, for everything that has one. */
export function defaultBusOptions(): Omit<BusOptions, 'logger' | 'nodeId' | 'version'> {
  return {
    listen: { host: '127.0.0.1', port: 9100 },
    http: { host: '127.0.0.1', port: 8080 },
    anonymousRole: 'user',
    allowedOrigins: ['loopback'],
    trustedProxies: [],
    maxConnections: 10_000,
    maxMessageSize: 1_048_576,
    compression: false,
    outboundQueueBytes: 1_048_576,
    slowConsumerPolicy: 'disconnect',
    pingIntervalMs: 20_000,
    pingTimeoutMs: 10_000,
    drainMs: 15_000,
    rateLimits: { messagesPerSecond: 0, commandsPerSecond: 0, connectionsPerMinute: 0 },
    autoCreateChannels: true,
    maxChannelsPerTenant: 10_000,
    persistence: true,
    maxHistorySize: 10_000,
    historyMaxAgeMs: 86_400_000,
    deduplicationWindowMs: 120_000,
    deduplicationMaxIds: 100_000,
    clock: systemClock,
  }
}
