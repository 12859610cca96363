import { type Bus, createBus, createCore } from '../bus.js'
import type { Core } from '../core.js'
import { defaultBusOptions } from '../defaults.js'
import { createLogger } from '../observe/log.js'
import type { BusOptions } from '../options.js'
import { FakeClock } from './clock.js'

/** What the log of a test's bus has said, one parsed line each. */
export type LogLines = readonly Readonly<Record<string, unknown>>[]

/** A bus that listens on free ports of the loopback. */
export interface TestBus {
  readonly bus: Bus
  /** Where its WebSockets are. */
  readonly url: string
  readonly port: number
  /** Where its HTTP is; empty where it has none. */
  readonly httpUrl: string
  readonly logged: LogLines
  /** Ends it and everything that it holds. */
  stop(): Promise<void>
}

/** Starts a real bus, without HTTP and authentication where `changes` do not say otherwise. */
export async function startTestBus(changes: Partial<BusOptions> = {}): Promise<TestBus> {
  const { options, logged } = testOptions(changes)
  const bus = createBus(options)
  const { ws, http } = await bus.start()
  return { bus, url: ws.url, port: ws.port, httpUrl: http?.url ?? '', logged, stop: () => bus.stop() }
}

/** The parts of a bus that opens no port, with a clock that stands still: for tests of what works on them. */
export interface TestCore {
  readonly core: Core
  readonly clock: FakeClock
  readonly logged: LogLines
  /** Lets everything that was marked for this turn happen, and what follows from it. */
  settle(): Promise<void>
  /** Ends what it holds. */
  close(): Promise<void>
}

export function createTestCore(changes: Partial<BusOptions> = {}): TestCore {
  const clock = new FakeClock()
  const { options, logged } = testOptions({ clock, ...changes })
  const core = createCore(options)
  core.state = 'running'
  return {
    core,
    clock,
    logged,
    settle: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      await core.appender.idle()
      core.tick.flush()
      await new Promise((resolve) => setImmediate(resolve))
    },
    close: async () => {
      await core.appender.idle()
      await core.log.close()
      core.metrics.close()
    },
  }
}

function testOptions(changes: Partial<BusOptions>): { options: BusOptions; logged: LogLines } {
  const logged: Readonly<Record<string, unknown>>[] = []
  const destination = { write: (line: string) => void logged.push(JSON.parse(line)) }
  const { http: _http, ...defaults } = defaultBusOptions()
  const options: BusOptions = {
    ...defaults,
    listen: { host: '127.0.0.1', port: 0 },
    drainMs: 2000,
    nodeId: 'node-test',
    version: '0.0.0-test',
    logger: createLogger({ level: 'debug', destination }),
    ...changes,
  }
  return { options, logged }
}
