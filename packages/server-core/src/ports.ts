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
  /** Milliseconds since 1970; never falls from one message of a stream to the next. */
  readonly storedAt: number
  /** The envelope as JSON text, with `seq` and `epoch`. */
  readonly text: string
}

/** How much to read at once. A page ends where it would pass either bound, but has one message where there is one. */
export interface Bounds {
  /** Messages; at least 1. */
  readonly limit: number
  /** Characters of all texts together; absent: any number. */
  readonly maxCharacters?: number | undefined
}

/** What to read. Without `room`: the whole tenant; without `channel`: the whole room. Times in milliseconds since 1970, both ends included. */
export interface ReadQuery extends Bounds {
  readonly tenant: string
  readonly room?: string | undefined
  readonly channel?: string | undefined
  /** Only what follows this `seq`; needs room and channel. */
  readonly afterSeq?: number | undefined
  readonly since?: number | undefined
  readonly until?: number | undefined
  readonly order: 'newest-first' | 'oldest-first'
  /** What the page before gave. */
  readonly cursor?: string | undefined
}

/** A page of a reading; `cursor` is `null` on the last. */
export interface ReadPage {
  readonly messages: readonly StoredMessage[]
  readonly cursor: string | null
}

/** What follows a position without a gap, oldest first; `more`: there is more after it. */
export interface Missed {
  readonly messages: readonly StoredMessage[]
  readonly more: boolean
}

/** What a log can say of itself. */
export interface LogCapabilities {
  readonly backend: string
  /** Whether what is stored outlives the process. */
  readonly durable: boolean
}

/**
 * The streams of all channels: who comes where, what was said, and since when. Calls take effect in the order in which
 * they were made, whether or not those before have been answered. A method rejects with the BusError
 * `STORAGE_UNAVAILABLE` where the store cannot be had; any other rejection is logged as a fault.
 */
export interface MessageLog {
  readonly capabilities: LogCapabilities

  /**
   * Gives each message the next `seq` of its stream, from 1 on and without a hole, in the order of the list, unless its
   * id was there within the deduplication window: then it gets its first place again. When the promise resolves, the
   * log keeps its promise (memory: it is in the ring). A message that failed has its error in its place; the others
   * stand.
   */
  append(messages: readonly NewMessage[]): Promise<readonly (Appended | BusError)[]>

  /**
   * The place of the newest message; `seq` 0 where there was none yet. Makes the stream where it does not exist. An
   * epoch is 1 to 64 letters, digits, `-` and `_`: it is written into JSON as it is.
   */
  position(stream: StreamName): Promise<Position>

  /**
   * What follows a position, oldest first. `undefined` where that cannot be had without a gap: the epoch is another,
   * the position is ahead of the stream, or what follows it is gone.
   */
  readAfter(stream: StreamName, position: Position, bounds: Bounds): Promise<Missed | undefined>

  /**
   * One page, in one order over all streams: by time, and each stream by `seq`. The pages of one reading together have
   * every message once that was there when it began and has not been forgotten since.
   *
   * @throws BusError `VALIDATION_ERROR` for a cursor that this log did not give
   */
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
