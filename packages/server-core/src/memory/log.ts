import { randomUUID } from 'node:crypto'
import { type BusError, joinTopic, type Position } from '@arqonbus/protocol'
import type { Clock } from '../clock.js'
import type { Appended, MessageLog, NewMessage, ReadPage, ReadQuery, StoredMessage, StreamName } from '../ports.js'
import { sequencedText } from '../texts.js'
import { Deduplication, type DeduplicationBounds } from './deduplication.js'
import { readPage } from './read.js'
import { Ring } from './ring.js'

/** One stream in memory. */
export interface MemoryStream {
  readonly name: StreamName
  readonly epoch: string
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

  constructor(private readonly options: MemoryLogOptions) {}

  append(messages: readonly NewMessage[]): Promise<readonly (Appended | BusError)[]> {
    return Promise.resolve(messages.map((message) => this.#append(message)))
  }

  position(name: StreamName): Promise<Position> {
    const { epoch, seq } = this.#stream(name)
    return Promise.resolve({ epoch, seq })
  }

  readAfter(name: StreamName, position: Position, limit: number): Promise<readonly StoredMessage[] | undefined> {
    const stream = this.#stream(name)
    if (position.epoch !== stream.epoch || position.seq > stream.seq) return Promise.resolve(undefined)
    this.#pruneStream(stream)
    const found = stream.ring.after(position.seq, limit)
    const complete = position.seq === stream.seq || found[0]?.seq === position.seq + 1
    return Promise.resolve(complete ? found : undefined)
  }

  async read(query: ReadQuery): Promise<ReadPage> {
    const streams = [...(this.#tenants.get(query.tenant)?.streams.values() ?? [])].filter(
      ({ name }) =>
        (query.room === undefined || name.room === query.room) &&
        (query.channel === undefined || name.channel === query.channel),
    )
    for (const stream of streams) this.#pruneStream(stream)
    return readPage(streams, query)
  }

  remove(name: StreamName): Promise<void> {
    this.#tenants.get(name.tenant)?.streams.delete(joinTopic(name.room, name.channel))
    return Promise.resolve()
  }

  count(tenant?: string): Promise<{ streams: number; messages: number }> {
    const tenants = tenant === undefined ? [...this.#tenants.values()] : [this.#tenants.get(tenant)]
    let streams = 0
    let messages = 0
    for (const one of tenants) {
      streams += one?.streams.size ?? 0
      for (const stream of one?.streams.values() ?? []) messages += stream.ring.size
    }
    return Promise.resolve({ streams, messages })
  }

  prune(): Promise<void> {
    for (const [name, tenant] of this.#tenants) {
      for (const stream of tenant.streams.values()) this.#pruneStream(stream)
      if (tenant.seen.prune() && tenant.streams.size === 0) this.#tenants.delete(name)
    }
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.#tenants.clear()
    return Promise.resolve()
  }

  #append(message: NewMessage): Appended {
    const tenant = this.#tenant(message.stream.tenant)
    const stream = this.#stream(message.stream)
    // The epoch tells the streams of a tenant apart, and a stream from its former life.
    const key = `${stream.epoch}${message.id}`
    const first = tenant.seen.find(key)
    if (first) return { ...first.position, stored: first.stored, duplicate: true }
    const position = { epoch: stream.epoch, seq: ++stream.seq }
    const stored = this.options.keep && message.retention.maxMessages > 0
    tenant.seen.remember(key, position, stored)
    if (stored) this.#keep(stream, message, position)
    return { ...position, stored, duplicate: false }
  }

  #keep(stream: MemoryStream, message: NewMessage, position: Position): void {
    stream.maxAgeMs = message.retention.maxAgeMs
    const storedAt = this.options.clock.now()
    const text = sequencedText(message.text, position)
    stream.ring.push({ ...position, id: message.id, stream: stream.name, storedAt, text }, message.retention)
  }

  #pruneStream(stream: MemoryStream): void {
    stream.ring.prune(this.options.clock.now() - stream.maxAgeMs)
  }

  #tenant(name: string): Tenant {
    const present = this.#tenants.get(name)
    if (present) return present
    const seen = new Deduplication(this.options.deduplication, () => this.options.clock.now())
    const created: Tenant = { streams: new Map(), seen }
    this.#tenants.set(name, created)
    return created
  }

  #stream(name: StreamName): MemoryStream {
    const { streams } = this.#tenant(name.tenant)
    const topic = joinTopic(name.room, name.channel)
    const present = streams.get(topic)
    if (present) return present
    const { tenant, room, channel } = name
    const epoch = randomUUID().replaceAll('-', '').slice(0, 16)
    const created = {
      name: { tenant, room, channel },
      epoch,
      seq: 0,
      maxAgeMs: this.options.maxAgeMs,
      ring: new Ring(),
    }
    streams.set(topic, created)
    return created
  }
}
