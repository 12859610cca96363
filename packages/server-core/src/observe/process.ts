import { readdir, readFile } from 'node:fs/promises'
import {
  constants,
  monitorEventLoopDelay,
  type PerformanceEntry,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** What watches the process; `close` ends it. */
export interface ProcessWatch {
  close(): void
}

const GC_KINDS: ReadonlyMap<unknown, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

/**
 * The process's own metrics in `registry`, under the names that prom-client's `collectDefaultMetrics` gives them, so
 * that dashboards made for Node work. Not that function itself: it starts an event loop monitor and an observer of
 * the garbage collector that nothing can stop again, one of each for every bus of the process.
 */
export function watchProcess(registry: Registry): ProcessWatch {
  const registers = [registry]
  cpu(registers)
  memory(registers)
  files(registers)
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'Start time of the process since unix epoch in seconds.',
    registers,
  }).set(Math.round(performance.timeOrigin / 1000))
  new Gauge({
    name: 'nodejs_version_info',
    help: 'Node.js version info.',
    labelNames: ['version'],
    registers,
  }).set({ version: process.version }, 1)
  const stops = [eventLoop(registers), garbage(registers)]
  return {
    close: () => {
      for (const stop of stops) stop()
    },
  }
}

function cpu(registers: Registry[]): void {
  const add = (part: string, read: () => number) =>
    new Counter({
      name: `process_cpu_${part}seconds_total`,
      help: `Total ${part.replace('_', ' ')}CPU time spent in seconds.`,
      registers,
      collect() {
        this.reset()
        this.inc(read() / 1e6)
      },
    })
  add('user_', () => process.cpuUsage().user)
  add('system_', () => process.cpuUsage().system)
  add('', () => {
    const { user, system } = process.cpuUsage()
    return user + system
  })
}

function memory(registers: Registry[]): void {
  const add = (name: string, help: string, read: (usage: NodeJS.MemoryUsage) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read(process.memoryUsage()))
      },
    })
  add('process_resident_memory_bytes', 'Resident memory size in bytes.', (usage) => usage.rss)
  add('nodejs_heap_size_total_bytes', 'Process heap size from Node.js in bytes.', (usage) => usage.heapTotal)
  add('nodejs_heap_size_used_bytes', 'Process heap size used from Node.js in bytes.', (usage) => usage.heapUsed)
  add('nodejs_external_memory_bytes', 'Node.js external memory size in bytes.', (usage) => usage.external)
}

/** Linux only: nowhere else can a process count its descriptors without a helper. */
function files(registers: Registry[]): void {
  if (process.platform !== 'linux') return
  new Gauge({
    name: 'process_open_fds',
    help: 'Number of open file descriptors.',
    registers,
    async collect() {
      const open = await readdir('/proc/self/fd').catch(() => undefined)
      // One of them was the reading itself.
      if (open !== undefined) this.set(open.length - 1)
    },
  })
  new Gauge({
    name: 'process_max_fds',
    help: 'Maximum number of open file descriptors.',
    registers,
    async collect() {
      const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
      const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
      if (soft !== undefined) this.set(Number(soft))
    },
  })
}

function eventLoop(registers: Registry[]): () => void {
  const monitor = monitorEventLoopDelay({ resolution: 10 })
  monitor.enable()
  const add = (part: string, help: string) =>
    new Gauge({ name: `nodejs_eventloop_lag_${part}seconds`, help, registers })
  const mean = add('mean_', 'The mean of the recorded event loop delays.')
  const max = add('max_', 'The maximum recorded event loop delay.')
  const p50 = add('p50_', 'The 50th percentile of the recorded event loop delays.')
  const p99 = add('p99_', 'The 99th percentile of the recorded event loop delays.')
  new Gauge({
    name: 'nodejs_eventloop_lag_p90_seconds',
    help: 'The 90th percentile of the recorded event loop delays.',
    registers,
    collect() {
      // Without a sample the mean is NaN and the percentiles say nothing.
      if (monitor.count === 0) return
      mean.set(monitor.mean / 1e9)
      max.set(monitor.max / 1e9)
      p50.set(monitor.percentile(50) / 1e9)
      this.set(monitor.percentile(90) / 1e9)
      p99.set(monitor.percentile(99) / 1e9)
      monitor.reset()
    },
  })
  return () => {
    monitor.disable()
  }
}

function garbage(registers: Registry[]): () => void {
  const duration = new Histogram({
    name: 'nodejs_gc_duration_seconds',
    help: 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.',
    labelNames: ['kind'],
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    registers,
  })
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = GC_KINDS.get(kindOf(entry)) ?? 'other'
      duration.observe({ kind }, entry.duration / 1000)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}

/** The types of Node leave out where the entry says which kind of collection it was. */
function kindOf(entry: PerformanceEntry): unknown {
  const detail = 'detail' in entry ? entry.detail : undefined
  return typeof detail === 'object' && detail !== null && 'kind' in detail ? detail.kind : undefined
}
