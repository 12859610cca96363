import { randomUUID } from 'node:crypto'
import { type BusError, joinTopic, type Position } from '@arqonbus/protocol'
import type { Clock } from '../clock.js'
import type { Appended, Bounds, MessageLog, Missed, NewMessage, ReadPage, ReadQuery, StreamName } from '../ports.js'
import { Deduplication, type DeduplicationBounds } from './deduplication.js'
import { Kept, type Life } from './kept.js'
import { readPage, within } from './read.js'
import { Ring } from './ring.js'

/** One stream in memory. */
interface MemoryStream {
  readonly life: Life
  seq: number
  maxAgeMs: number
  readonly ring: Ring
}

interface Tenant {
  readonly streams: Map<string, MemoryStream>
  readonly seen: Deduplication
}

export interface MemoryLogOptions {
  readonly clock: Clock
  readonly deduplication: DeduplicationBounds
  /** Off: numbers are given and ids are remembered, but no message is kept. */
  readonly keep: boolean
  /** How long messages are kept in a stream that was never written to since it was made, in milliseconds. */
  readonly maxAgeMs: number
}

/** The streams in the memory of this process: gone with it. */
export function createMemoryLog(options: MemoryLogOptions): MessageLog {
  return new MemoryLog(options)
}

class MemoryLog implements MessageLog {
  readonly capabilities = { backend: 'memory', durable: false } as const
  readonly #tenants = new Map<string, Tenant>()
  #arrivals = 0
  #latest = 0

  constructor(private readonly options: MemoryLogOptions) {}

  append(messages: readonly NewMessage[]): Promise<readonly (Appended | BusError)[]> {
    const now = this.options.clock.now()
    return Promise.resolve(messages.map((message) => this.#append(message, now)))
  }

  position(name: StreamName): Promise<Position> {
    const { life, seq } = this.#stream(name)
    return Promise.resolve({ epoch: life.epoch, seq })
  }

  readAfter(name: StreamName, { epoch, seq }: Position, bounds: Bounds): Promise<Missed | undefined> {
    const stream = this.#stream(name)
    const { ring } = stream
    if (epoch !== stream.life.epoch || seq > stream.seq) return Promise.resolve(undefined)
    this.#pruneStream(stream)
    const from = ring.indexAfter(seq)
    const isComplete = seq === stream.seq || ring.at(from)?.seq === seq + 1
    if (!isComplete) return Promise.resolve(undefined)
    const messages = within(bounds, ring.slice(from, from + bounds.limit))
    return Promise.resolve({ messages, more: from + messages.length < ring.size })
  }

  async read(query: ReadQuery): Promise<ReadPage> {
    const rings: Ring[] = []
    for (const stream of this.#tenants.get(query.tenant)?.streams.values() ?? []) {
      const { room, channel } = stream.life.stream
      if ((query.room ?? room) !== room || (query.channel ?? channel) !== channel) continue
      this.#pruneStream(stream)
      rings.push(stream.ring)
    }
    return readPage(rings, query)
  }

  remove(name: StreamName): Promise<void> {
    const tenant = this.#tenants.get(name.tenant)
    const topic = joinTopic(name.room, name.channel)
    const stream = tenant?.streams.get(topic)
    if (stream) tenant?.seen.forget(stream.life)
    tenant?.streams.delete(topic)
    return Promise.resolve()
  }

  count(tenant?: string): Promise<{ streams: number; messages: number }> {
    const tenants = tenant === undefined ? [...this.#tenants.values()] : [this.#tenants.get(tenant)]
    let streams = 0
    let messages = 0
    for (const one of tenants) {
      for (const stream of one?.streams.values() ?? []) {
        this.#pruneStream(stream)
        streams++
        messages += stream.ring.size
      }
    }
    return Promise.resolve({ streams, messages })
  }

  prune(): Promise<void> {
    for (const [name, tenant] of this.#tenants) {
      for (const stream of tenant.streams.values()) this.#pruneStream(stream)
      if (tenant.seen.prune(this.options.clock.now()) && tenant.streams.size === 0) this.#tenants.delete(name)
    }
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.#tenants.clear()
    return Promise.resolve()
  }

  #append(message: NewMessage, now: number): Appended {
    const { keep } = this.options
    const tenant = this.#tenant(message.stream.tenant)
    const stream = this.#stream(message.stream, tenant)
    const { life } = stream
    const first = tenant.seen.find(life, message.id, now)
    if (first) return { epoch: life.epoch, seq: first.seq, stored: first.stored, duplicate: true }
    const seq = ++stream.seq
    const stored = keep && message.retention.maxMessages > 0
    tenant.seen.remember(life, message.id, { seq, stored, at: now })
    if (keep) this.#keep(stream, message, now)
    return { epoch: life.epoch, seq, stored, duplicate: false }
  }

  #keep(stream: MemoryStream, { id, text, retention }: NewMessage, now: number): void {
    stream.maxAgeMs = retention.maxAgeMs
    // The system's clock may be set back; the order of what was said must not.
    this.#latest = Math.max(this.#latest, now)
    stream.ring.push(new Kept(stream.life, stream.seq, id, this.#latest, ++this.#arrivals, text), retention)
  }

  #pruneStream(stream: MemoryStream): void {
    stream.ring.prune(this.options.clock.now() - stream.maxAgeMs)
  }

  #tenant(name: string): Tenant {
    const present = this.#tenants.get(name)
    if (present) return present
    const seen = new Deduplication(this.options.deduplication, this.options.clock.now())
    const created: Tenant = { streams: new Map(), seen }
    this.#tenants.set(name, created)
    return created
  }

  #stream({ tenant, room, channel }: StreamName, { streams } = this.#tenant(tenant)): MemoryStream {
    const topic = joinTopic(room, channel)
    const present = streams.get(topic)
    if (present) return present
    const epoch = randomUUID().replaceAll('-', '').slice(0, 16)
    const created: MemoryStream = {
      life: { stream: { tenant, room, channel }, epoch },
      seq: 0,
      maxAgeMs: this.options.maxAgeMs,
      ring: new Ring(),
    }
    streams.set(topic, created)
    return created
  }
}
