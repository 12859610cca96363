import {
  type BusEnvelope,
  createIdGenerator,
  isMessageId,
  type JsonObject,
  jsonObjectSchema,
  metadataSchema,
} from '@arqonbus/protocol'
import { ArqonError, invalid, passes, retryAfterMs } from './errors.js'
import { Pace, rateOf } from './pace.js'
import { backoffDelay } from './reconnect.js'
import { validate } from './schema.js'
import { onAbort } from './timers.js'

/** Times that the bus may refuse one message for a reason that passes, before its publisher hears of it. */
const MAX_REFUSALS = 10

/** Where a message goes, and what it is. */
export interface Outgoing {
  readonly id?: string | undefined
  readonly room?: string
  readonly channel?: string
  readonly to_client?: string
  readonly payload: object
  readonly metadata?: JsonObject | undefined
}

/** What is known of a message that the bus has taken. */
export interface Acknowledged {
  readonly id: string
  /** Not there for a direct message, which has no stream. */
  readonly seq?: number | undefined
  readonly epoch?: string | undefined
  /** Connections of the bus's node that it was handed to. */
  readonly delivered: number
  /** Whether the configured store has it. */
  readonly stored: boolean
  /** Whether the bus had this id already; this is what it answered the first time. */
  readonly duplicate: boolean
}

export interface PendingOptions {
  readonly timeoutMs: number
  readonly maxMessages: number
  readonly maxBytes: number
  /** How long the pauses after a refusal grow, in milliseconds. */
  readonly minDelayMs: number
  readonly maxDelayMs: number
}

interface Entry {
  readonly id: string
  readonly frame: string
  readonly topic: { readonly room: string; readonly channel: string } | undefined
  /** UTF-8 bytes of the frame, counted when somebody asks. */
  bytes?: number
  /** When it was sent on the present connection; absent: it waits. */
  sentAt: number | undefined
  refusals: number
  readonly resolve: (acknowledged: Acknowledged) => void
  readonly reject: (error: ArqonError) => void
  release: () => void
}

/**
 * Every publish from the call to its acknowledgement: what waits for a connection, and what was sent and can still get
 * lost. The order is that of the calls, also when they are sent again.
 */
export class PendingPublishes {
  readonly #entries = new Map<string, Entry>()
  readonly #nextId = createIdGenerator()
  #send: ((frame: string) => boolean) | undefined
  #sent = 0
  #pace = new Pace(0)
  #maxFrameBytes = Number.POSITIVE_INFINITY
  #pause: ReturnType<typeof setTimeout> | undefined
  #pauseEnds = 0
  #sweep: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly options: PendingOptions) {}

  get size(): number {
    return this.#entries.size
  }

  /** @throws ArqonError also for what the bus answers: see the table of errors in the README */
  async publish(message: Outgoing, signal?: AbortSignal): Promise<Acknowledged> {
    const id = message.id ?? this.#nextId()
    if (!isMessageId(id)) throw invalid('id', 'must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>')
    if (this.#entries.has(id)) throw new ArqonError('CONFLICT', `${id} is on its way already`)
    const direct = this.#flows && this.#sent === this.#entries.size && this.#pace.take() === 0
    const frame = write(message, id, !direct)
    if (!direct) this.#checkRoom(frame)
    const { room, channel } = message
    const topic = room === undefined || channel === undefined ? undefined : { room, channel }
    return new Promise<Acknowledged>((resolve, reject) => {
      const entry: Entry = {
        id,
        frame,
        topic,
        sentAt: undefined,
        refusals: 0,
        resolve,
        reject,
        release: () => undefined,
      }
      this.#entries.set(id, entry)
      entry.release = onAbort(signal, (error) => this.#settle(entry, () => reject(error)))
      if (direct && this.#entries.has(id)) this.#go(entry)
      else this.#pump()
    })
  }

  /** A connection stands and its channels are joined: everything that waits goes out, as fast as the bus's limits allow. */
  opened(send: (frame: string) => boolean, limits: JsonObject): void {
    this.#send = send
    this.#pace = new Pace(rateOf(limits.messages_per_second))
    this.#maxFrameBytes = bytesOf(limits.max_message_size)
    this.#pump()
  }

  /** The connection is gone: whatever was not acknowledged waits for the next. */
  closed(): void {
    this.#send = undefined
    this.#sent = 0
    for (const entry of this.#entries.values()) entry.sentAt = undefined
    this.#resume()
    clearTimeout(this.#sweep)
    this.#sweep = undefined
  }

  /** Takes an acknowledgement; answers where the message went, if it was one of these. */
  acknowledge({ request_id, payload }: Extract<BusEnvelope, { type: 'message_response' }>): Entry['topic'] {
    const entry = this.#entries.get(request_id)
    if (entry === undefined) return undefined
    const { seq, epoch, delivered, stored, duplicate = false } = payload
    this.#settle(entry, () => entry.resolve({ id: entry.id, seq, epoch, delivered, stored, duplicate }))
    this.#pace.accepted()
    return entry.topic
  }

  /** One of these has come back as a message of its stream: the bus has it, though the acknowledgement got lost. */
  seen(id: string, seq: number, epoch: string): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    this.#settle(entry, () => entry.resolve({ id, seq, epoch, delivered: 0, stored: true, duplicate: false }))
  }

  /** Takes an error; false where it is not about one of these. What can pass is tried again under the same id. */
  refuse(id: string, error: ArqonError): boolean {
    const entry = this.#entries.get(id)
    if (entry === undefined) return false
    if (!passes(error) || ++entry.refusals >= MAX_REFUSALS) {
      this.#settle(entry, () => entry.reject(error))
      return true
    }
    if (entry.sentAt !== undefined) this.#sent--
    entry.sentAt = undefined
    const after = retryAfterMs(error)
    if (error.code === 'RATE_LIMIT_EXCEEDED') this.#pace.refused(after)
    this.#pauseFor(after > 0 ? after : backoffDelay(entry.refusals - 1, this.options))
    return true
  }

  /** Rejects everything. */
  fail(error: ArqonError): void {
    this.closed()
    for (const entry of [...this.#entries.values()]) this.#settle(entry, () => entry.reject(error))
  }

  get #flows(): boolean {
    return this.#send !== undefined && this.#pause === undefined
  }

  #go(entry: Entry): void {
    if (entry.frame.length * 3 > this.#maxFrameBytes && sizeOf(entry.frame) > this.#maxFrameBytes) {
      // The bus would close the connection for good (1009), and with it everything else.
      this.#settle(entry, () =>
        entry.reject(invalid('payload', `makes a frame of more than ${this.#maxFrameBytes} bytes`)),
      )
      return
    }
    if (!this.#send?.(entry.frame)) return
    entry.sentAt = performance.now()
    this.#sent++
    this.#sweep ??= setTimeout(() => this.#expire(), this.options.timeoutMs)
  }

  #pump(): void {
    if (!this.#flows) return
    for (const entry of this.#entries.values()) {
      if (!this.#flows) return
      if (entry.sentAt !== undefined) continue
      const wait = this.#pace.take()
      if (wait === 0) this.#go(entry)
      else this.#pauseFor(wait)
    }
  }

  #settle(entry: Entry, tell: () => void): void {
    if (!this.#entries.delete(entry.id)) return
    if (entry.sentAt !== undefined) this.#sent--
    entry.release()
    tell()
  }

  #pauseFor(ms: number): void {
    const ends = performance.now() + ms
    if (this.#pause !== undefined && ends <= this.#pauseEnds) return
    clearTimeout(this.#pause)
    this.#pauseEnds = ends
    this.#pause = setTimeout(() => {
      this.#resume()
      this.#pump()
    }, ms)
  }

  #resume(): void {
    clearTimeout(this.#pause)
    this.#pause = undefined
  }

  /** One timer for all: it looks at what is on its way, and comes back when the oldest of that is due. */
  #expire(): void {
    const { timeoutMs } = this.options
    const now = performance.now()
    let next = Number.POSITIVE_INFINITY
    for (const entry of [...this.#entries.values()]) {
      if (entry.sentAt === undefined) continue
      const rest = entry.sentAt + timeoutMs - now
      if (rest > 0) next = Math.min(next, rest)
      else
        this.#settle(entry, () =>
          entry.reject(new ArqonError('TIMEOUT', `No acknowledgement of ${entry.id} within ${timeoutMs} ms`)),
        )
    }
    this.#sweep = next === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => this.#expire(), next)
    this.#pump()
  }

  #checkRoom(frame: string): void {
    const { maxMessages, maxBytes } = this.options
    let bytes = sizeOf(frame)
    for (const entry of this.#entries.values()) {
      entry.bytes ??= sizeOf(entry.frame)
      bytes += entry.bytes
    }
    if (this.#entries.size < maxMessages && bytes <= maxBytes) return
    throw new ArqonError('QUEUE_FULL', `${this.#entries.size} messages wait for a connection already`)
  }
}

/**
 * The frame. A message that has to wait carries the time at which it was published; for others the bus's own clock is
 * as good. What the bus would surely refuse is refused here: ten such in a minute, and it closes the connection for good.
 */
function write({ id: _, payload, metadata, ...rest }: Outgoing, id: string, waits: boolean): string {
  const wrong = validate(jsonObjectSchema, payload).errors
  if (wrong) throw invalid('payload', 'must be a JSON object')
  const errors = metadata && validate(metadataSchema, metadata).errors
  if (errors) throw invalid(`metadata.${errors[0]?.path}`, `${errors[0]?.message}`)
  const timestamp = waits ? { timestamp: new Date().toISOString() } : undefined
  try {
    return JSON.stringify({ id, type: 'message', ...timestamp, ...rest, metadata, payload })
  } catch (thrown) {
    throw invalid('payload', 'cannot be written as JSON', thrown)
  }
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length
}

function bytesOf(limit: unknown): number {
  return typeof limit === 'number' && limit > 0 ? limit : Number.POSITIVE_INFINITY
}
