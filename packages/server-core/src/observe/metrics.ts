import type { ErrorCode } from '@arqonbus/protocol'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { watchProcess } from './process.js'

/** What is there now, as the bus itself knows it. */
interface Levels {
  readonly connections: number
  readonly rooms: number
  readonly channels: number
  readonly historyMessages: number
}

/** The counters as one JSON object: `GET /metrics` with `Accept: application/json`. */
interface MetricsSnapshot {
  readonly connections: { current: number; opened: number; refused: number; closed: number }
  readonly messages: { received: number; published: number; delivered: number; duplicates: number }
  readonly bytes: { received: number; sent: number }
  readonly commands: { total: number; failed: number }
  /** Error frames by code. */
  readonly errors: Readonly<Record<string, number>>
  readonly delivery: { slow_consumers: number; dropped_frames: number; recovered: number; gaps: number }
  readonly http: { requests: number; errors: number }
  readonly rooms: number
  readonly channels: number
  readonly history_messages: number
}

/**
 * What the bus counts. The fields are plain numbers, counted up by whoever sees the event happen: a hot path adds one,
 * and nothing else is done until somebody asks. Times in milliseconds.
 */
export interface Metrics extends Counts {
  connectionsRefused(reason: string): void
  connectionClosed(code: number): void
  /** An error frame, by code. */
  refused(code: ErrorCode): void
  commandRan(name: string, outcome: 'success' | ErrorCode, ms: number): void
  /** How long the log took for one batch. */
  appendMs(ms: number): void
  /** `route` is the route's pattern, never the path that was asked for. */
  httpRequest(route: string, method: string, status: number, ms: number): void
  /** A problem document, by code. */
  httpError(route: string, code: ErrorCode): void
  /** From now on `read` is asked for the levels at each scrape. */
  observeGauges(read: () => Levels | Promise<Levels>): void
  /** The media type of {@link text}. */
  readonly contentType: string
  /** Everything in Prometheus' text format 0.0.4. Never rejects because a level could not be read. */
  text(): Promise<string>
  snapshot(): Promise<MetricsSnapshot>
  /** Ends what watches the process. The counters may still be counted up. */
  close(): void
}

interface Counts {
  connectionsOpened: number
  messagesReceived: number
  messagesPublished: number
  messagesDelivered: number
  bytesReceived: number
  bytesSent: number
  slowConsumers: number
  droppedFrames: number
  recovered: number
  gaps: number
  duplicates: number
}

/** The name and the help text that Prometheus sees for each plain number. */
const COUNTERS: { readonly [field in keyof Counts]: readonly [name: string, help: string] } = {
  connectionsOpened: ['connections_opened_total', 'WebSocket connections that were accepted.'],
  messagesReceived: ['messages_received_total', 'Frames that came from clients.'],
  messagesPublished: ['messages_published_total', 'Messages that were given a place in their stream.'],
  messagesDelivered: ['messages_delivered_total', 'Messages handed to connections.'],
  bytesReceived: ['received_bytes_total', 'Bytes of frames that came from clients.'],
  bytesSent: ['sent_bytes_total', 'Bytes of frames written to clients.'],
  slowConsumers: ['slow_consumers_total', 'Times that a connection passed the limit of its outbound queue.'],
  droppedFrames: ['dropped_frames_total', 'Frames dropped because a connection was too slow.'],
  recovered: ['recoveries_total', 'Joins that got everything they had missed.'],
  gaps: ['history_gaps_total', 'Joins that were told of a gap.'],
  duplicates: ['duplicate_messages_total', 'Messages that had been published before under the same id.'],
}
const FIELDS: readonly (keyof Counts)[] = [
  'connectionsOpened',
  'messagesReceived',
  'messagesPublished',
  'messagesDelivered',
  'bytesReceived',
  'bytesSent',
  'slowConsumers',
  'droppedFrames',
  'recovered',
  'gaps',
  'duplicates',
]

/** Values of one label: past this many, what came from outside is counted as `other`, or it would grow without end. */
const MAX_LABEL_VALUES = 200
const APPEND_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5]
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]

/** Counters of one bus, in a registry of their own. `close` ends what they hold. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const counts = createCounts(registry)
  const labelled = createLabelled(registry)
  const levels = createLevels(registry)
  const process = watchProcess(registry)
  return Object.assign(counts, {
    ...recorders(labelled),
    observeGauges: levels.observe,
    contentType: registry.contentType,
    text: async () => {
      await levels.refresh()
      return registry.metrics()
    },
    snapshot: async () => {
      await levels.refresh()
      return snapshotOf(counts, labelled, levels.now())
    },
    close: process.close,
  })
}

function createCounts(registry: Registry): Counts {
  const counts: Counts = {
    connectionsOpened: 0,
    messagesReceived: 0,
    messagesPublished: 0,
    messagesDelivered: 0,
    bytesReceived: 0,
    bytesSent: 0,
    slowConsumers: 0,
    droppedFrames: 0,
    recovered: 0,
    gaps: 0,
    duplicates: 0,
  }
  for (const field of FIELDS) {
    const [name, help] = COUNTERS[field]
    new Counter({
      name: `arqonbus_${name}`,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(counts[field])
      },
    })
  }
  return counts
}

function createLabelled(registry: Registry) {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `arqonbus_${name}`, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]) =>
    new Histogram({ name: `arqonbus_${name}`, help, labelNames, buckets, registers })
  return {
    refusals: counter('connections_refused_total', 'Connections refused before the upgrade, by reason.', ['reason']),
    closes: counter('connections_closed_total', 'WebSocket connections that ended, by close code.', ['code']),
    errors: counter('errors_total', 'Error frames sent to clients, by error code.', ['code']),
    commands: counter('commands_total', 'Commands that were run, by name and outcome.', ['command', 'outcome']),
    commandTime: histogram('command_duration_seconds', 'How long commands took.', ['command'], DURATION_BUCKETS),
    appendTime: histogram('append_duration_seconds', 'How long the log took for one batch.', [], APPEND_BUCKETS),
    requests: counter('http_requests_total', 'HTTP requests that were answered.', ['route', 'method', 'status']),
    requestTime: histogram('http_request_duration_seconds', 'How long HTTP answers took.', ['route'], DURATION_BUCKETS),
    httpErrors: counter('http_errors_total', 'HTTP problem documents, by error code.', ['route', 'code']),
  }
}
type Labelled = ReturnType<typeof createLabelled>

function recorders(labelled: Labelled) {
  const reasons = boundedLabel()
  const codes = boundedLabel()
  const names = boundedLabel()
  return {
    connectionsRefused: (reason: string) => labelled.refusals.inc({ reason: reasons(reason) }),
    connectionClosed: (code: number) => labelled.closes.inc({ code: codes(String(code)) }),
    refused: (code: ErrorCode) => labelled.errors.inc({ code }),
    commandRan: (name: string, outcome: 'success' | ErrorCode, ms: number) => {
      const command = names(name)
      labelled.commands.inc({ command, outcome })
      labelled.commandTime.observe({ command }, ms / 1000)
    },
    appendMs: (ms: number) => labelled.appendTime.observe(ms / 1000),
    httpRequest: (route: string, method: string, status: number, ms: number) => {
      labelled.requests.inc({ route, method, status })
      labelled.requestTime.observe({ route }, ms / 1000)
    },
    httpError: (route: string, code: ErrorCode) => labelled.httpErrors.inc({ route, code }),
  }
}

function boundedLabel(): (value: string) => string {
  const seen = new Set<string>()
  return (value) => {
    if (seen.has(value)) return value
    if (seen.size >= MAX_LABEL_VALUES) return 'other'
    seen.add(value)
    return value
  }
}

function createLevels(registry: Registry) {
  const gauge = (name: string, help: string) => new Gauge({ name: `arqonbus_${name}`, help, registers: [registry] })
  const connections = gauge('connections', 'WebSocket connections that are open.')
  const rooms = gauge('rooms', 'Rooms that have channels on this node.')
  const channels = gauge('channels', 'Channels on this node.')
  const history = gauge('history_messages', 'Messages that the store holds.')
  const failures = new Counter({
    name: 'arqonbus_scrape_errors_total',
    help: 'Scrapes for which the levels could not be read; they then show the scrape before.',
    registers: [registry],
  })
  let read: () => Levels | Promise<Levels> = () => latest
  let latest: Levels = { connections: 0, rooms: 0, channels: 0, historyMessages: 0 }
  return {
    observe: (reader: () => Levels | Promise<Levels>) => {
      read = reader
    },
    now: () => latest,
    refresh: async () => {
      try {
        latest = await read()
      } catch {
        // A store that is down must not take the metrics with it, of all things.
        failures.inc()
      }
      connections.set(latest.connections)
      rooms.set(latest.rooms)
      channels.set(latest.channels)
      history.set(latest.historyMessages)
    },
  }
}

async function snapshotOf(counts: Counts, labelled: Labelled, levels: Levels): Promise<MetricsSnapshot> {
  const commands = (await labelled.commands.get()).values
  const errors = (await labelled.errors.get()).values
  return {
    connections: {
      current: levels.connections,
      opened: counts.connectionsOpened,
      refused: sum((await labelled.refusals.get()).values),
      closed: sum((await labelled.closes.get()).values),
    },
    messages: {
      received: counts.messagesReceived,
      published: counts.messagesPublished,
      delivered: counts.messagesDelivered,
      duplicates: counts.duplicates,
    },
    bytes: { received: counts.bytesReceived, sent: counts.bytesSent },
    commands: { total: sum(commands), failed: sum(commands.filter(({ labels }) => labels.outcome !== 'success')) },
    errors: Object.fromEntries(errors.map(({ labels, value }) => [String(labels.code), value])),
    delivery: {
      slow_consumers: counts.slowConsumers,
      dropped_frames: counts.droppedFrames,
      recovered: counts.recovered,
      gaps: counts.gaps,
    },
    http: {
      requests: sum((await labelled.requests.get()).values),
      errors: sum((await labelled.httpErrors.get()).values),
    },
    rooms: levels.rooms,
    channels: levels.channels,
    history_messages: levels.historyMessages,
  }
}

function sum(values: readonly { readonly value: number }[]): number {
  return values.reduce((total, { value }) => total + value, 0)
}
