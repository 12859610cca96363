import type { BusError, Position } from '@arqonbus/protocol'

/** The name of a stream. */
export interface StreamName {
  readonly tenant: string
  readonly room: string
  readonly channel: string
}

/** How much of a stream is kept. */
export interface Retention {
  readonly maxMessages: number
  readonly maxAgeMs: number
}

/** A message that wants a place in its stream. */
export interface NewMessage {
  readonly stream: StreamName
  readonly id: string
  /** The envelope as JSON text, without `seq` and `epoch`. */
  readonly text: string
  readonly retention: Retention
}

/** The place that a message has got; `duplicate`: it had it already. */
export interface Appended extends Position {
  readonly duplicate: boolean
  /** True where the promise of the log holds for this message. */
  readonly stored: boolean
}

/** A message in its place. */
export interface StoredMessage extends Position {
  readonly stream: StreamName
  readonly id: string
  /** Milliseconds since 1970. */
  readonly storedAt: number
  /** The envelope as JSON text, with `seq` and `epoch`. */
  readonly text: string
}

/** What to read. Without `room`: the whole tenant; without `channel`: the whole room. Times in milliseconds since 1970, both ends included. */
export interface ReadQuery {
  readonly tenant: string
  readonly room?: string | undefined
  readonly channel?: string | undefined
  /** Only what follows this `seq`; needs room and channel. */
  readonly afterSeq?: number | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly order: 'newest-first' | 'oldest-first'
  readonly limit: number
  /** What the page before gave. */
  readonly cursor?: string | undefined
}

/** A page of a reading; `cursor` is `null` on the last. */
export interface ReadPage {
  readonly messages: readonly StoredMessage[]
  readonly cursor: string | null
}

/** What a log can say of itself. */
export interface LogCapabilities {
  readonly backend: string
  /** Whether what is stored outlives the process. */
  readonly durable: boolean
}

/** The streams of all channels: who comes where, what was said, and since when. */
export interface MessageLog {
  readonly capabilities: LogCapabilities

  /**
   * Gives each message the next `seq` of its stream, in the order of the list, unless its id was there within the
   * deduplication window: then it gets its first place again. When the promise resolves, the log keeps its promise
   * (memory: it is in the ring). A message that failed has its error in its place; the others stand.
   */
  append(messages: readonly NewMessage[]): Promise<readonly (Appended | BusError)[]>

  /** The place of the newest message; `seq` 0 where there was none yet. Makes the stream where it does not exist. */
  position(stream: StreamName): Promise<Position>

  /**
   * Up to `limit` messages after a position, oldest first. `undefined` where they cannot be had without a gap: the
   * epoch is another, the position is ahead of the stream, or what follows it is gone.
   */
  readAfter(stream: StreamName, position: Position, limit: number): Promise<readonly StoredMessage[] | undefined>

  /** @throws BusError `VALIDATION_ERROR` for a cursor that this log did not give */
  read(query: ReadQuery): Promise<ReadPage>

  /** Forgets a stream; if it comes back it has another epoch. */
  remove(stream: StreamName): Promise<void>

  /** How many streams and messages are held, of one tenant or of all. */
  count(tenant?: string): Promise<{ readonly streams: number; readonly messages: number }>

  /** Forgets what is too old. The bus calls it now and then. */
  prune(): Promise<void>

  /** After this nothing of the log runs any more. */
  close(): Promise<void>
}
