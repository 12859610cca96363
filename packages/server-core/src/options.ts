import type { Logger } from 'pino'
import type { Clock } from './clock.js'
import type { Authenticator, Role } from './identity.js'
import type { MessageLog } from './ports.js'

/** What a slow connection's queue does past its limit. */
export type SlowConsumerPolicy = 'disconnect' | 'drop_oldest'

/** PEM texts for TLS 1.3; with `clientCa` clients must show a certificate of it. */
export interface TlsOptions {
  readonly cert: string
  readonly key: string
  readonly clientCa?: string | undefined
}

/** Tokens a second, 0: no limit. */
export interface RateLimits {
  readonly messagesPerSecond: number
  readonly commandsPerSecond: number
  readonly connectionsPerMinute: number
}

/** Everything that a bus is made of. The library reads no environment: whoever composes it says all. */
export interface BusOptions {
  /** Where WebSockets are accepted. Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number; readonly tls?: TlsOptions | undefined }
  /** Where HTTP is served; absent: nowhere. */
  readonly http?:
    | { readonly host: string; readonly port: number; readonly adminApiKey?: string | undefined }
    | undefined
  /** Absent: everybody is let in, as tenant `default` with `anonymousRole`. */
  readonly authenticator?: Authenticator | undefined
  readonly anonymousRole: Role
  /** `Origin` values that browsers may come from, each exact; `*`: any; `loopback`: any port of a loopback name. */
  readonly allowedOrigins: readonly string[]
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[]
  readonly maxConnections: number
  /** Bytes of one frame. */
  readonly maxMessageSize: number
  readonly compression: boolean
  readonly outboundQueueBytes: number
  readonly slowConsumerPolicy: SlowConsumerPolicy
  readonly pingIntervalMs: number
  readonly pingTimeoutMs: number
  readonly drainMs: number
  readonly rateLimits: RateLimits
  readonly autoCreateChannels: boolean
  /** Channels that one tenant may have. */
  readonly maxChannelsPerTenant: number
  /** Off: messages are numbered and delivered, but not kept. */
  readonly persistence: boolean
  readonly maxHistorySize: number
  readonly historyMaxAgeMs: number
  readonly deduplicationWindowMs: number
  readonly deduplicationMaxIds: number
  readonly nodeId: string
  readonly version: string
  readonly build?: string | undefined
  /** What `/system/config` shows: secrets masked already. */
  readonly shownConfig?: Readonly<Record<string, unknown>> | undefined
  /** What an authorised `POST /admin/shutdown` or `/admin/restart` asks of the process's owner. */
  readonly onShutdown?: ((reason: 'shutdown' | 'restart') => void) | undefined
  readonly logger: Logger
  readonly clock: Clock
  /** Where messages are kept; absent: in memory. */
  readonly log?: MessageLog | undefined
}
