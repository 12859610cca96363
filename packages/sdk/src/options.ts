import type { Description } from '@arqonbus/protocol'
import { invalid } from './errors.js'
import type { ReconnectOptions } from './reconnect.js'
import { MAX_TIMER_MS } from './timers.js'
import type { Token } from './tokens.js'

/** What a client is made with. */
export interface ClientOptions {
  /** Where the bus listens, such as `ws://127.0.0.1:9100`; `http:` is taken as `ws:`, `https:` as `wss:`. */
  readonly url: string | URL
  /** A token, or a function that gives one: asked before every connection attempt, and before the token expires. */
  readonly token?: Token | undefined
  /** Headers of the HTTP upgrade. In Node only: a browser cannot set any. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** How long the welcome, the answer to a command or an acknowledgement may take while connected, in milliseconds; 10,000 by default. */
  readonly timeoutMs?: number | undefined
  /** How a lost connection is made again: after 500 ms and a random part that grows to 20,000 ms, for ever, by default. `false`: not at all. */
  readonly reconnect?:
    | false
    | {
        readonly minDelayMs?: number | undefined
        readonly maxDelayMs?: number | undefined
        readonly maxAttempts?: number | undefined
      }
    | undefined
  /** How much may wait for a connection: 1000 messages (and as many commands) and 1 MiB by default. More is refused with `QUEUE_FULL`. */
  readonly offlineQueue?:
    | { readonly maxMessages?: number | undefined; readonly maxBytes?: number | undefined }
    | undefined
  /** Who this client is, for presence: told to the bus on every connection. */
  readonly description?: Description | undefined
}

/** The options with everything filled in. */
export interface ResolvedOptions {
  readonly url: string
  readonly token: Token | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Whether a lost connection is made again. */
  readonly reconnects: boolean
  /** The delays of whatever is tried again. */
  readonly delays: ReconnectOptions
  readonly maxMessages: number
  readonly maxBytes: number
  readonly description: Description | undefined
}

/** @throws ArqonError `VALIDATION_ERROR` naming the option */
export function resolveOptions(options: ClientOptions): ResolvedOptions {
  const { token, headers = {}, timeoutMs = 10_000, reconnect = {}, offlineQueue = {}, description } = options
  const { minDelayMs = 500, maxDelayMs = 20_000, maxAttempts = Number.POSITIVE_INFINITY } = reconnect || {}
  const { maxMessages = 1000, maxBytes = 1_048_576 } = offlineQueue
  const numbers = {
    timeoutMs,
    'reconnect.minDelayMs': minDelayMs,
    'reconnect.maxDelayMs': maxDelayMs,
    'reconnect.maxAttempts': maxAttempts,
    'offlineQueue.maxMessages': maxMessages,
    'offlineQueue.maxBytes': maxBytes,
  }
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value !== 'number' || !(value >= 0)) throw invalid(name, 'must be a number of at least 0')
  }
  if (timeoutMs === 0) throw invalid('timeoutMs', 'must be more than 0')
  const timeout = Math.min(timeoutMs, MAX_TIMER_MS)
  const delays = { minDelayMs, maxDelayMs, maxAttempts }
  const url = socketUrl(options.url)
  const reconnects = reconnect !== false
  return { url, token, headers, timeoutMs: timeout, reconnects, delays, maxMessages, maxBytes, description }
}

function socketUrl(given: string | URL): string {
  const url = URL.canParse(String(given)) ? new URL(given) : undefined
  const protocol = url && { 'ws:': 'ws:', 'http:': 'ws:', 'wss:': 'wss:', 'https:': 'wss:' }[url.protocol]
  if (url === undefined || protocol === undefined)
    throw invalid('url', 'must be a URL such as ws://127.0.0.1:9100 or wss://bus.example.com')
  url.protocol = protocol
  url.hash = ''
  return url.href
}
