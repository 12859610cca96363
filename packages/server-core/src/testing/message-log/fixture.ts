import { randomUUID } from 'node:crypto'
import type {
  Appended,
  MessageLog,
  NewMessage,
  ReadPage,
  ReadQuery,
  Retention,
  StoredMessage,
  StreamName,
} from '../../ports.js'

/** A log as a store's tests hand it to the suite. */
export interface LogUnderTest {
  readonly log: MessageLog
  /** How long it remembers ids, in milliseconds. */
  readonly deduplicationWindowMs: number
  /** Moves the log's clock; where a store has only the real one, the suite waits. */
  advance?(ms: number): void | Promise<void>
  /** Ends the log and whatever was started for it. */
  close(): Promise<void>
}

export const KEEP_ALL: Retention = { maxMessages: 100_000, maxAgeMs: 3_600_000 }

/** More than any reading of these tests has. */
const MOST_PAGES = 200

/** What the tests of a log share. */
export class LogFixture {
  #ids = 0

  constructor(private readonly made: () => LogUnderTest) {}

  get log(): MessageLog {
    return this.made().log
  }

  get windowMs(): number {
    return this.made().deduplicationWindowMs
  }

  /** Whether time costs nothing here. */
  get canAdvance(): boolean {
    return this.made().advance !== undefined
  }

  async advance(ms: number): Promise<void> {
    const { advance } = this.made()
    if (advance) await advance(ms)
    else await new Promise((resolve) => setTimeout(resolve, ms))
  }

  /** A tenant that no other test has. */
  tenant(): string {
    return `tenant-${randomUUID()}`
  }

  stream(tenant = this.tenant(), channel = 'general', room = 'science'): StreamName {
    return { tenant, room, channel }
  }

  id(): string {
    this.#ids++
    return `arq_${Date.now()}_${this.#ids}_${Math.floor(Math.random() * 0x1000000)
      .toString(16)
      .padStart(6, '0')}`
  }

  message(stream: StreamName, changes: Partial<NewMessage> & { payload?: object } = {}): NewMessage {
    const { payload = { n: 1 }, id = this.id(), retention = KEEP_ALL } = changes
    const { room, channel } = stream
    const text = JSON.stringify({ id, version: '1.0', timestamp: '2026-11-23T05:17:24Z', room, channel, payload })
    return { stream, id, text: changes.text ?? text, retention }
  }

  messages(stream: StreamName, count: number, changes: Partial<NewMessage> = {}): NewMessage[] {
    return Array.from({ length: count }, (_, n) => this.message(stream, { payload: { n }, ...changes }))
  }

  /** Appends one batch of which every message must be taken. */
  async append(messages: readonly NewMessage[]): Promise<Appended[]> {
    return (await this.log.append(messages)).map((answer) => {
      if ('code' in answer) throw answer
      return answer
    })
  }

  /** Appends `count` messages to a stream. */
  async fill(stream: StreamName, count: number, changes: Partial<NewMessage> = {}): Promise<Appended[]> {
    return this.append(this.messages(stream, count, changes))
  }

  read(query: Partial<ReadQuery> & { tenant: string }): Promise<ReadPage> {
    return this.log.read({ order: 'oldest-first', limit: 1000, ...query })
  }

  /** Reads page by page to the end; `between` runs after each page. */
  async readAll(
    query: Partial<ReadQuery> & { tenant: string },
    between: () => Promise<unknown> = async () => {},
  ): Promise<StoredMessage[]> {
    const all: StoredMessage[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await this.read({ ...query, cursor })
      all.push(...page.messages)
      if (page.cursor === null) return all
      cursor = page.cursor
      await between()
    }
    throw new Error('The pages of this reading have no end')
  }
}

export function seqs(messages: readonly { readonly seq: number }[] | undefined): number[] | undefined {
  return messages?.map(({ seq }) => seq)
}

/** 1, 2, 3 … up to `last`, or from `first` on. */
export function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
