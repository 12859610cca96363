import type { Duplex } from 'node:stream'
import type { Frame } from './frame.js'
import type { Flushable, Tick } from './tick.js'

/** Up to this many bytes are joined before writing: copying them costs less than one more vector in the system call. */
const JOIN_BELOW = 16_384

export interface OutboxOptions {
  /** Bytes that may wait, here and in the socket, before the connection counts as slow. */
  readonly limit: number
  /** Whether every frame may be dropped, not only the lossy ones. */
  readonly dropOldest: boolean
  /** Whether the connection takes compressed frames. */
  readonly compressed: boolean
}

/** What the owner of a connection wants to hear. */
export interface OutboxEvents {
  /** The queue passed its limit and nothing more may be dropped; what waited is gone. Called once. */
  overflowed(): void
  /** Messages were dropped. */
  dropped(messages: number): void
  /** Bytes were handed to the socket. */
  wrote(bytes: number): void
}

interface Waiting {
  readonly bytes: Buffer
  readonly messages: number
  readonly droppable: boolean
}

/**
 * The outbound queue of one connection, bounded in bytes. It goes to the socket once a tick, and only while the socket
 * itself is not behind: what waits, waits here, where it can still be dropped.
 */
export class Outbox implements Flushable {
  #queue: Waiting[] = []
  #bytes = 0
  #marked = false
  #closed = false
  #waiters: (() => void)[] | undefined
  #last: (() => void) | undefined

  constructor(
    private readonly socket: Duplex,
    private readonly tick: Tick,
    private readonly options: OutboxOptions,
    private readonly events: OutboxEvents,
  ) {
    socket.on('drain', () => this.flush())
  }

  /** Bytes that wait, the socket's own buffer included. */
  get waiting(): number {
    return this.#bytes + this.socket.writableLength
  }

  push(frame: Frame): void {
    if (this.#closed) return
    const bytes = this.options.compressed ? frame.compressed : frame.bytes
    // A queue that is empty takes any message that the bus itself takes.
    if (this.waiting > 0 && this.waiting + bytes.length > this.options.limit) this.#makeRoom(bytes.length)
    if (this.#closed) return
    this.#queue.push({ bytes, messages: frame.messages, droppable: frame.lossy || this.options.dropOldest })
    this.#bytes += bytes.length
    if (this.#marked) return
    this.#marked = true
    this.tick.mark(this)
  }

  flush(): void {
    this.#marked = false
    if (this.#queue.length > 0 && !this.socket.writableNeedDrain && !this.socket.destroyed) this.#write()
    if (this.#waiters && this.isDrained) this.#release()
    if (this.#last && this.#bytes === 0) this.#finish()
  }

  /** Takes nothing more; calls `last` once all that waits here has been handed to the socket. */
  end(last: () => void): void {
    this.#closed = true
    this.#last = last
    this.flush()
  }

  /** Takes nothing more and forgets what waits here. */
  discard(): void {
    this.#closed = true
    this.#queue = []
    this.#bytes = 0
    this.#release()
  }

  /** Whether little enough waits that more may be read for this connection. */
  get isDrained(): boolean {
    return this.#closed || this.waiting <= this.options.limit / 4
  }

  /** Resolves when it is drained, or closed. */
  drained(): Promise<void> {
    this.flush()
    if (this.isDrained) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiters ??= []
      this.#waiters.push(resolve)
    })
  }

  #write(): void {
    const queue = this.#queue
    const bytes = this.#bytes
    this.#queue = []
    this.#bytes = 0
    const [first] = queue
    if (queue.length === 1 && first) this.socket.write(first.bytes)
    else if (bytes <= JOIN_BELOW)
      this.socket.write(
        Buffer.concat(
          queue.map((waiting) => waiting.bytes),
          bytes,
        ),
      )
    else {
      this.socket.cork()
      for (const waiting of queue) this.socket.write(waiting.bytes)
      this.socket.uncork()
    }
    this.events.wrote(bytes)
  }

  /** Makes room for `wanted` bytes: by writing, then by dropping the oldest of what may be dropped, else by giving up. */
  #makeRoom(wanted: number): void {
    this.flush()
    const tooMuch = () => this.waiting > 0 && this.waiting + wanted > this.options.limit
    let messages = 0
    if (tooMuch()) {
      this.#queue = this.#queue.filter((waiting) => {
        if (!waiting.droppable || !tooMuch()) return true
        this.#bytes -= waiting.bytes.length
        messages += waiting.messages
        return false
      })
    }
    if (messages > 0) this.events.dropped(messages)
    if (!tooMuch()) return
    this.discard()
    this.events.overflowed()
  }

  #release(): void {
    const waiters = this.#waiters ?? []
    this.#waiters = undefined
    for (const waiter of waiters) waiter()
  }

  #finish(): void {
    const last = this.#last
    this.#last = undefined
    last?.()
  }
}
