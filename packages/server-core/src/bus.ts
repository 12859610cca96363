import { randomUUID } from 'node:crypto'
import { busCommands, createIdGenerator } from '@arqonbus/protocol'
import type { Clock } from './clock.js'
import { boundCommands } from './commands/index.js'
import type { BusState, Core } from './core.js'
import { Gateway } from './gateway/listen.js'
import { Tick } from './gateway/tick.js'
import { type House, keepHouse } from './housekeeping.js'
import { type HttpServer, serveHttp } from './http/listen.js'
import { ANONYMOUS, DEFAULT_TENANT } from './identity.js'
import { Limiter } from './limiter.js'
import { createMemoryLog } from './memory/log.js'
import { createMetrics } from './observe/metrics.js'
import type { BusOptions, TlsOptions } from './options.js'
import { deliver } from './pipeline.js'
import { Presence } from './presence.js'
import { Registry } from './registry.js'
import { retentionWithin } from './retention.js'
import { Rooms } from './rooms.js'
import { Sessions } from './sessions.js'
import { Appender } from './stages/append.js'
import { Traffic } from './traffic.js'

/** How long the log may take, in milliseconds, when everybody has gone. */
const FINISH_MS = 5000

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

/** The parts of a bus, before anything is opened. */
export function createCore(options: BusOptions): Core {
  const { clock, rateLimits } = options
  const now = () => clock.now()
  const tick = new Tick()
  const metrics = createMetrics()
  const log = options.log ?? memoryLog(options)
  const rooms = new Rooms(
    { retention: retentionWithin(options), maxChannelsPerTenant: options.maxChannelsPerTenant },
    now,
  )
  const nextId = createIdGenerator({ now, fillRandom: (bytes) => void crypto.getRandomValues(bytes) })
  const stamp = { id: nextId, now: () => new Date(clock.now()).toISOString() }
  const core: Core = {
    state: 'new',
    options,
    anonymous: {
      subject: ANONYMOUS,
      tenant: DEFAULT_TENANT,
      role: options.anonymousRole,
      permissions: null,
      expiresAt: null,
    },
    startedAt: clock.now(),
    clock,
    logger: options.logger,
    metrics,
    traffic: new Traffic(),
    stamp,
    tick,
    sessions: new Sessions(),
    rooms,
    presence: new Presence(rooms, tick, stamp),
    log,
    registry: new Registry(boundCommands, busCommands),
    appender: new Appender({
      log,
      tick,
      metrics,
      logger: options.logger,
      now: () => clock.monotonic(),
      settle: (batch) => deliver(core, batch),
    }),
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
  #house: House | undefined
  #starting: Promise<Listening> | undefined
  #draining: Promise<void> | undefined
  #closing: Promise<void> | undefined

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
    if (this.core.state !== 'new') throw new Error(`A bus starts once; this one is ${this.core.state}`)
    this.core.state = 'running'
    this.#starting = this.#open()
    try {
      return await this.#starting
    } catch (error) {
      await this.#close()
      throw error
    }
  }

  async drain(): Promise<void> {
    await this.#starting?.catch(() => {})
    if (this.core.state === 'running') this.#draining = this.#drain()
    await this.#draining
  }

  async stop(): Promise<void> {
    await this.drain()
    await this.#close()
  }

  reloadTls(tls: TlsOptions): void {
    this.#gateway.reloadTls(tls)
    this.#http?.reloadTls(tls)
  }

  async #open(): Promise<Listening> {
    const { listen, http } = this.core.options
    if (http) this.#http = await serveHttp(this.core, http)
    const port = await this.#gateway.listen()
    this.#house = keepHouse(this.core)
    const url = `${listen.tls ? 'wss' : 'ws'}://${inUrl(listen.host)}:${port}`
    return { ws: { url, port }, http: this.#http?.address ?? null }
  }

  async #drain(): Promise<void> {
    const { core } = this
    const { clock, options } = core
    core.state = 'draining'
    core.logger.info({ connections: core.sessions.size }, 'draining')
    const deadline = clock.monotonic() + options.drainMs
    this.#gateway.refuseNew()
    // Whoever was told that a message is stored has its message in the members' queues before they are sent away.
    const turns = [...core.sessions.values()].map((session) => session.turn)
    await within(clock, options.drainMs / 2, Promise.all([core.appender.idle(), ...turns]))
    await this.#gateway.sendAway(deadline)
  }

  #close(): Promise<void> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  async #closeAll(): Promise<void> {
    const { core } = this
    core.state = 'draining'
    await this.#house?.stop()
    await this.#gateway.close()
    await this.#http?.close()
    await within(core.clock, FINISH_MS, core.appender.idle())
    await core.log.close()
    core.options.authenticator?.close()
    core.metrics.close()
    core.state = 'stopped'
  }
}

/** Waits for `work`, but no longer than `ms`. */
async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const patience = clock.after(ms, resolve)
    const finish = () => {
      patience.stop()
      resolve()
    }
    work.then(finish, finish)
  })
}

/** An IPv6 address stands in brackets in a URL (RFC 3986, 3.2.2). */
function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** A name for a node that nobody named. */
export function randomNodeId(): string {
  return `node-${randomUUID().slice(0, 8)}`
}
