import { setTimeout as sleep } from 'node:timers/promises'
import { HANDSHAKES, type Scenario, scenarios } from '../scenarios.ts'
import { MARK, type ServerKind, servers } from '../servers.ts'
import { type Connection, openConnections } from './connection.ts'
import type { Job, Tally } from './job.ts'
import { Loop } from './loop.ts'
import { FramePress } from './publisher.ts'
import { watched } from './watch.ts'

/** Unmeasured, there is much under way in every scenario: one publish at a time would not get the server's code compiled. */
const WARM_OUTSTANDING = 32
/** How long to listen for what comes back once too often. */
const DUPLICATES_MS = 100
/** What a server may take to notice that connections are gone. */
const SETTLE_MS = 500

/** Called where the measured part begins and where it has ended; goes on when it resolves. */
type Pause = () => Promise<void>

/** Carries out one job and leaves no connection open. */
export async function generate(job: Job, pause: Pause): Promise<Tally> {
  const clients = new Clients(job)
  const scenario = scenarios[job.scenario]
  try {
    return await Promise.race([clients.lost, measure(clients, scenario, job, pause)])
  } finally {
    clients.endAll()
  }
}

async function measure(clients: Clients, scenario: Scenario, job: Job, pause: Pause): Promise<Tally> {
  if (scenario.kind === 'connect' || scenario.kind === 'idle') return connections(clients, scenario, job, pause)
  return messages(await loops(clients, scenario), scenario, job, pause)
}

/** Every client of the run. */
class Clients {
  readonly kind: ServerKind
  /** Rejects when a connection ends that should not. */
  readonly lost: Promise<never>
  #lose: (why: Error) => void = () => {}
  readonly #job: Job
  #open: Connection[] = []
  #count = 0

  constructor(job: Job) {
    this.#job = job
    this.kind = servers[job.server]
    this.lost = new Promise((_, reject) => {
      this.#lose = reject
    })
  }

  async open(count: number, roomOf: (index: number) => number = () => 0): Promise<Connection[]> {
    const opened = await openConnections(count, HANDSHAKES, (index) => ({
      port: this.#job.port,
      path: this.kind.path(roomOf(index)),
      steps: this.kind.enter(roomOf(index), this.#count++),
    }))
    for (const connection of opened) connection.onLost = (why) => this.#lose(new Error(`A connection was lost: ${why}`))
    this.#open.push(...opened)
    return opened
  }

  press(room: number, acknowledged: boolean): FramePress {
    const client = this.#count++
    return new FramePress((timestamp) => this.kind.publish(room, { acknowledged, client, timestamp }))
  }

  endAll(): void {
    for (const connection of this.#open) connection.end()
    this.#open = []
  }
}

type Traffic = Exclude<Scenario, { kind: 'connect' | 'idle' }>
type Crowd = Extract<Scenario, { kind: 'connect' | 'idle' }>

async function loops(clients: Clients, scenario: Traffic): Promise<{ loops: Loop[]; latencies: number[] }> {
  const latencies: number[] = []
  if (scenario.kind === 'acknowledged') {
    const publishers = await clients.open(scenario.publishers, (index) => index)
    const alone = publishers.map(
      (publisher, room) =>
        new Loop({
          publisher,
          press: clients.press(room, true),
          listeners: [publisher],
          mark: clients.kind.acknowledgement,
        }),
    )
    return { loops: alone, latencies }
  }
  const roundTrip = scenario.kind === 'round-trip'
  const listeners = await clients.open(roundTrip ? 1 : scenario.subscribers)
  const [publisher] = await clients.open(1)
  if (!publisher) throw new Error('There is no publisher')
  const parts = { publisher, press: clients.press(0, false), listeners, mark: MARK }
  return { loops: [new Loop(roundTrip ? { ...parts, latencies } : parts)], latencies }
}

/** Runs the loops twice, first unmeasured. Each time ends when all that was sent has come back, and exactly that. */
async function messages(
  { loops, latencies }: { loops: readonly Loop[]; latencies: number[] },
  scenario: Traffic,
  job: Job,
  pause: Pause,
): Promise<Tally> {
  const roundTrip = scenario.kind === 'round-trip'
  await runFor(loops, job.warmMs, WARM_OUTSTANDING, roundTrip)
  const before = received(loops)
  latencies.length = 0
  await pause()
  const startedAt = performance.now()
  await runFor(loops, job.measureMs, roundTrip ? 1 : scenario.outstanding, roundTrip)
  const seconds = (Math.max(...loops.map((loop) => loop.lastAt)) - startedAt) / 1000
  await pause()
  const tally = { count: received(loops) - before, seconds }
  if (latencies.length === 0) return tally
  latencies.sort((a, b) => a - b)
  return { ...tally, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }
}

async function runFor(loops: readonly Loop[], ms: number, outstanding: number, spin: boolean): Promise<void> {
  let running = true
  // Without sleeping in between, the wake-up that a round trip pays for is the server's alone.
  const turn = (): void => void (running && setImmediate(turn))
  if (spin) turn()
  for (const loop of loops) loop.start(outstanding)
  await sleep(ms)
  const drained = Promise.all(loops.map((loop) => loop.stop()))
  await watched(
    drained,
    () => received(loops),
    () => shortfall(loops),
  )
  running = false
  await sleep(DUPLICATES_MS)
  if (received(loops) !== expected(loops)) throw new Error(shortfall(loops))
}

function shortfall(loops: readonly Loop[]): string {
  return `${received(loops)} messages came back where ${expected(loops)} had to`
}

async function connections(clients: Clients, scenario: Crowd, job: Job, pause: Pause): Promise<Tally> {
  if (scenario.kind === 'connect') {
    await clients.open(scenario.before)
    clients.endAll()
    await sleep(SETTLE_MS)
  }
  await pause()
  const startedAt = performance.now()
  await clients.open(scenario.connections)
  const seconds = (performance.now() - startedAt) / 1000
  if (scenario.kind === 'idle') await sleep(job.measureMs)
  await pause()
  return { count: scenario.connections, seconds }
}

function received(loops: readonly Loop[]): number {
  return loops.reduce((sum, loop) => sum + loop.received, 0)
}

function expected(loops: readonly Loop[]): number {
  return loops.reduce((sum, loop) => sum + loop.expected, 0)
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0
}
