import { fork } from 'node:child_process'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { type Job, Report, type Tally } from './load/job.ts'
import { RunningServer, type Usage } from './running-server.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'
import { type ServerName, servers } from './servers.ts'

/** No run takes longer, whatever happens. */
const LONGEST_MS = 90_000

/** How long a run goes unmeasured, and how long it is measured, in milliseconds. */
export interface Pace {
  readonly warmMs: number
  readonly measureMs: number
}

/** What one run of one scenario against one server gave. */
export interface Figures {
  /** Deliveries, acknowledgements, round trips or connections a second. */
  readonly perSecond: number
  /** CPU seconds of the server, user and system, for a million of them. */
  readonly cpuPerMillion: number
  /** By how many kilobytes the server grew for each connection. */
  readonly kbPerConnection: number
  /** Microseconds; of the round trip only. */
  readonly p50?: number | undefined
  readonly p99?: number | undefined
  /** How many cores the server, the generator and everybody else used meanwhile. */
  readonly serverCores: number
  readonly generatorCores: number
  readonly otherCores: number
}

/** Everything at one moment at which nothing is under way. */
interface Moment {
  readonly at: number
  readonly server: Usage
  readonly generatorCpu: number
  readonly ownCpu: number
  readonly machineCpu: number
}

/** One fresh server, one fresh generator, one scenario. Rejects when anything is lost, doubled or late. */
export async function run(server: ServerName, name: ScenarioName, pace: Pace, stop: AbortSignal): Promise<Figures> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(LONGEST_MS)])
  const running = await RunningServer.start(servers[server], scenarios[name].kind === 'acknowledged', signal)
  const kill = () => running.kill()
  signal.addEventListener('abort', kill)
  try {
    const job: Job = { server, scenario: name, port: running.port, ...pace }
    return await measure(job, running, signal)
  } finally {
    await running.stop()
    signal.removeEventListener('abort', kill)
  }
}

async function measure(job: Job, server: RunningServer, signal: AbortSignal): Promise<Figures> {
  const generator = fork(fileURLToPath(new URL('load/generator.ts', import.meta.url)), [], { execArgv: [] })
  const kill = () => generator.kill('SIGKILL')
  const exited = once(generator, 'exit')
  const vanished = exited.then((): never => {
    throw new Error('The generator ended without a word')
  })
  signal.addEventListener('abort', kill)
  try {
    generator.send(job)
    const moments: Moment[] = []
    for (;;) {
      const [said] = await Promise.race([once(generator, 'message', { signal }), vanished])
      const report = v.parse(Report, said)
      if (report.kind === 'failure') throw new Error(report.message)
      if (report.kind === 'tally') return figures(report.tally, moments)
      moments.push(await moment(server, report.cpuSeconds))
      generator.send('go on')
    }
  } finally {
    kill()
    await exited
    signal.removeEventListener('abort', kill)
  }
}

async function moment(server: RunningServer, generatorCpu: number): Promise<Moment> {
  const { user, system } = process.cpuUsage()
  return {
    at: performance.now() / 1000,
    server: await server.usage(),
    generatorCpu,
    ownCpu: (user + system) / 1e6,
    machineCpu: machineCpu(),
  }
}

function figures({ count, seconds, p50, p99 }: Tally, [from, to]: readonly Moment[]): Figures {
  if (!(from && to)) throw new Error('The generator has not said when it measured')
  const serverCpu = to.server.cpuSeconds - from.server.cpuSeconds
  const generatorCpu = to.generatorCpu - from.generatorCpu
  const otherCpu = to.machineCpu - from.machineCpu - serverCpu - generatorCpu - (to.ownCpu - from.ownCpu)
  return {
    perSecond: count / seconds,
    cpuPerMillion: (serverCpu * 1e6) / count,
    kbPerConnection: (to.server.residentBytes - from.server.residentBytes) / 1024 / count,
    p50,
    p99,
    serverCores: serverCpu / seconds,
    generatorCores: generatorCpu / seconds,
    otherCores: Math.max(0, otherCpu / (to.at - from.at)),
  }
}

/** CPU seconds that all processes of the machine have used. */
function machineCpu(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000
}
