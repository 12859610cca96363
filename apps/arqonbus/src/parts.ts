import { readFileSync } from 'node:fs'
import { validationError } from '@arqonbus/protocol'
import {
  type AuthOptions,
  type Bus,
  type BusOptions,
  type Clock,
  createAuthenticator,
  createBus,
  createLogger,
  randomNodeId,
  systemClock,
  type TlsOptions,
} from '@arqonbus/server-core'
import type { Logger } from 'pino'
import { shownConfig } from './settings/print.js'
import { type Settings, variableOf } from './settings/table.js'
import { readTls } from './tls.js'
import { version } from './version.js'

/** What a bus needs beside its settings. */
export interface Surroundings {
  /** Absent: JSON lines on stdout, from `settings.logLevel` on. */
  readonly logger?: Logger
  /** Called when an administrator asks over HTTP for the end of the process; absent: the bus cannot be asked. */
  readonly onShutdown?: (reason: 'shutdown' | 'restart') => void
}

/**
 * A bus made of settings, ready to `start`. Reads the files that the settings name; opens nothing.
 *
 * @throws BusError `VALIDATION_ERROR` with every problem of the files and keys
 */
export function compose(settings: Settings, surroundings: Surroundings = {}): Bus {
  return createBus(busOptions(settings, surroundings))
}

/** The same as options, for who wants to add to them before `createBus`. Throws as `compose` does. */
export function busOptions(settings: Settings, surroundings: Surroundings = {}): BusOptions {
  const clock = systemClock
  return {
    listen: { host: settings.serverHost, port: settings.serverPort, tls: tlsOptions(settings, clock) },
    http: { host: settings.httpHost, port: settings.httpPort, adminApiKey: settings.adminApiKey },
    authenticator: settings.enableAuth ? createAuthenticator(authOptions(settings, clock)) : undefined,
    anonymousRole: settings.anonymousRole,
    allowedOrigins: settings.allowedOrigins,
    trustedProxies: settings.trustedProxies,
    maxConnections: settings.maxConnections,
    maxMessageSize: settings.maxMessageSize,
    compression: settings.compression,
    outboundQueueBytes: settings.outboundQueueBytes,
    slowConsumerPolicy: settings.slowConsumerPolicy,
    pingIntervalMs: settings.pingIntervalSeconds * 1000,
    pingTimeoutMs: settings.pingTimeoutSeconds * 1000,
    drainMs: settings.drainSeconds * 1000,
    rateLimits: {
      messagesPerSecond: settings.rateLimitMessagesPerSecond,
      commandsPerSecond: settings.rateLimitCommandsPerSecond,
      connectionsPerMinute: settings.rateLimitConnectionsPerMinute,
    },
    autoCreateChannels: settings.autoCreateChannels,
    maxChannelsPerTenant: settings.maxChannelsPerTenant,
    persistence: settings.enablePersistence,
    maxHistorySize: settings.maxHistorySize,
    historyMaxAgeMs: settings.historyMaxAgeSeconds * 1000,
    deduplicationWindowMs: settings.deduplicationWindowSeconds * 1000,
    deduplicationMaxIds: settings.deduplicationMaxIds,
    nodeId: settings.nodeId ?? randomNodeId(),
    version,
    shownConfig: shownConfig(settings),
    onShutdown: surroundings.onShutdown,
    logger: surroundings.logger ?? createLogger({ level: settings.logLevel }),
    clock,
  }
}

/**
 * What the settings say about tokens. Reads the public key's file.
 *
 * @throws BusError `VALIDATION_ERROR` where the file cannot be read
 */
export function authOptions(settings: Settings, clock: Clock): AuthOptions {
  const secrets = [settings.authJwtSecret, settings.authJwtSecretPrevious].filter((secret) => secret !== undefined)
  return {
    algorithms: settings.authJwtAlgorithm,
    secrets: settings.authJwtAlgorithm.includes('HS256') ? secrets : [],
    publicKeyPem:
      settings.authJwtPublicKeyFile === undefined ? undefined : publicKeyText(settings.authJwtPublicKeyFile),
    jwksUrl: settings.authJwksUrl,
    issuer: settings.authIssuer,
    audience: settings.authAudience,
    clock,
  }
}

function publicKeyText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const path = variableOf('authJwtPublicKeyFile')
    const error = validationError([{ path, message: `${file} cannot be read` }], 'The public key cannot be used')
    error.cause = cause
    throw error
  }
}

function tlsOptions(settings: Settings, clock: Clock): TlsOptions | undefined {
  const { tls, problems } = readTls(settings, clock.now())
  if (problems.length === 0) return tls
  throw validationError(
    problems.map(({ setting, message }) => ({ path: setting, message })),
    'The TLS files cannot be used',
  )
}
