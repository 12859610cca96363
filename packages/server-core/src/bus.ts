import { randomUUID } from 'node:crypto'
import { busCommands, createIdGenerator } from '@arqonbus/protocol'
import { boundCommands } from './commands/index.js'
import type { BusState, Core } from './core.js'
import { Gateway } from './gateway/listen.js'
import { Tick } from './gateway/tick.js'
import { keepHouse } from './housekeeping.js'
import { type HttpServer, serveHttp } from './http/listen.js'
import { Limiter } from './limiter.js'
import { createMemoryLog } from './memory/log.js'
import { createMetrics } from './observe/metrics.js'
import type { BusOptions, TlsOptions } from './options.js'
import { deliver } from './pipeline.js'
import { Registry } from './registry.js'
import { retentionWithin } from './retention.js'
import { Rooms } from './rooms.js'
import { Sessions } from './sessions.js'
import { Appender } from './stages/append.js'
import { Traffic } from './traffic.js'

/** Where a bus listens. */
export interface Listening {
  readonly ws: { readonly url: string; readonly port: number }
  readonly http: { readonly url: string; readonly port: number } | null
}

/** A running bus. */
export interface Bus {
  readonly state: BusState
  /** Opens the ports. Rejects with the system's error, and leaves nothing open, where one cannot be had. */
  start(): Promise<Listening>
  /** Takes nothing more, finishes what was taken, and sends everybody away with 4100; takes at most `drainMs`. */
  drain(): Promise<void>
  /** Drains, then closes everything. Calling it again waits for the same end. */
  stop(): Promise<void>
  /** New connections get this certificate. */
  reloadTls(tls: TlsOptions): void
}

/** Puts a bus together; nothing is opened before `start`. */
export function createBus(options: BusOptions): Bus {
  return new ComposedBus(createCore(options))
}

function createCore(options: BusOptions): Core {
  const { clock, rateLimits } = options
  const now = () => clock.now()
  const tick = new Tick()
  const metrics = createMetrics()
  const log = options.log ?? memoryLog(options)
  const nextId = createIdGenerator({ now, fillRandom: (bytes) => void crypto.getRandomValues(bytes) })
  const core: Core = {
    state: 'new',
    options,
    startedAt: clock.now(),
    clock,
    logger: options.logger,
    metrics,
    traffic: new Traffic(),
    stamp: { id: nextId, now: () => new Date(clock.now()).toISOString() },
    tick,
    sessions: new Sessions(),
    rooms: new Rooms({ retention: retentionWithin(options), maxChannelsPerTenant: options.maxChannelsPerTenant }, now),
    log,
    registry: new Registry(boundCommands, busCommands),
    appender: new Appender(
      log,
      tick,
      metrics,
      () => clock.monotonic(),
      (batch) => deliver(core, batch),
    ),
    limits: {
      messages: new Limiter(rateLimits.messagesPerSecond, rateLimits.messagesPerSecond, clock),
      commands: new Limiter(rateLimits.commandsPerSecond, rateLimits.commandsPerSecond, clock),
      connections: new Limiter(rateLimits.connectionsPerMinute / 60, rateLimits.connectionsPerMinute, clock),
    },
  }
  return core
}

function memoryLog(options: BusOptions) {
  return createMemoryLog({
    clock: options.clock,
    deduplication: { windowMs: options.deduplicationWindowMs, maxIds: options.deduplicationMaxIds },
    keep: options.persistence,
    maxAgeMs: options.historyMaxAgeMs,
  })
}

class ComposedBus implements Bus {
  readonly #gateway: Gateway
  #http: HttpServer | undefined
  #house = { stop: () => {} }
  #draining: Promise<void> | undefined
  #stopping: Promise<void> | undefined

  constructor(private readonly core: Core) {
    this.#gateway = new Gateway(core)
    core.metrics.observeGauges(async () => ({
      connections: core.sessions.size,
      ...core.rooms.count(),
      historyMessages: (await core.log.count()).messages,
    }))
  }

  get state(): BusState {
    return this.core.state
  }

  async start(): Promise<Listening> {
    const { options } = this.core
    if (this.core.state !== 'new') throw new Error(`A bus starts once; this one is ${this.core.state}`)
    try {
      this.core.state = 'running'
      if (options.http) this.#http = await serveHttp(this.core, options.http)
      const port = await this.#gateway.listen()
      this.#house = keepHouse(this.core)
      const scheme = options.listen.tls ? 'wss' : 'ws'
      return {
        ws: { url: `${scheme}://${inUrl(options.listen.host)}:${port}`, port },
        http: this.#http?.address ?? null,
      }
    } catch (error) {
      await this.#close()
      throw error
    }
  }

  drain(): Promise<void> {
    this.#draining ??= this.#drain()
    return this.#draining
  }

  stop(): Promise<void> {
    this.#stopping ??= this.drain().then(() => this.#close())
    return this.#stopping
  }

  reloadTls(tls: TlsOptions): void {
    this.#gateway.reloadTls(tls)
  }

  async #drain(): Promise<void> {
    const { core } = this
    if (core.state !== 'running') return
    core.state = 'draining'
    core.logger.info({ connections: core.sessions.size }, 'draining')
    const deadline = core.clock.monotonic() + core.options.drainMs
    this.#gateway.refuseNew()
    // Whoever was told that a message is stored has its message in the members' queues before they are sent away.
    await core.appender.idle()
    await this.#gateway.sendAway(deadline)
  }

  async #close(): Promise<void> {
    const { core } = this
    this.#house.stop()
    await this.#gateway.close()
    await this.#http?.close()
    await core.appender.idle()
    await core.log.close()
    core.options.authenticator?.close()
    core.metrics.close()
    core.state = 'stopped'
  }
}

/** An IPv6 address stands in brackets in a URL (RFC 3986, 3.2.2). */
function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** A name for a node that nobody named. */
export function randomNodeId(): string {
  return `node-${randomUUID().slice(0, 8)}`
}
