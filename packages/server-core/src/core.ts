import type { Stamp } from '@arqonbus/protocol'
import type { Logger } from 'pino'
import type { Clock } from './clock.js'
import type { Tick } from './gateway/tick.js'
import type { Identity } from './identity.js'
import type { Limiter } from './limiter.js'
import type { Metrics } from './observe/metrics.js'
import type { BusOptions } from './options.js'
import type { MessageLog } from './ports.js'
import type { Presence } from './presence.js'
import type { Registry } from './registry.js'
import type { Rooms } from './rooms.js'
import type { Sessions } from './sessions.js'
import type { Appender } from './stages/append.js'
import type { Traffic } from './traffic.js'

export type BusState = 'new' | 'running' | 'draining' | 'stopped'

/** The parts that stages, commands, the gateway and HTTP work on. `bus.ts` makes it and alone changes `state`. */
export interface Core {
  state: BusState
  readonly options: BusOptions
  /** Who everybody is where authentication is off. */
  readonly anonymous: Identity
  readonly startedAt: number
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly traffic: Traffic
  readonly stamp: Stamp
  readonly tick: Tick
  readonly sessions: Sessions
  readonly rooms: Rooms
  readonly presence: Presence
  readonly log: MessageLog
  readonly registry: Registry
  readonly appender: Appender
  readonly limits: { readonly messages: Limiter; readonly commands: Limiter; readonly connections: Limiter }
}
