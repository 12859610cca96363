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

/** The owner of a connection, as its queue knows it. */
export interface OutboxOwner {
  /** Whether frames may still be written: after a close frame there must be none (RFC 6455, 5.5.1). */
  mayWrite(): boolean
  /** The queue passed its limit and nothing more may be dropped; what waited is gone. Called once. */
  overflowed(): void
  /** Messages were dropped. */
  dropped(messages: number): void
  /** Bytes were handed to the socket. */
  wrote(bytes: number): void
}

interface Waiter {
  readonly bytes: number
  readonly resolve: () => void
}

/**
 * The outbound queue of one connection, bounded in bytes. It goes to the socket once a tick, and only while the socket
 * itself is not behind: what waits, waits here, where it can still be dropped.
 */
export class Outbox implements Flushable {
  #queue: Frame[] = []
  #bytes = 0
  #marked = false
  #closed = false
  #waiters: Waiter[] | undefined
  #last: (() => void) | undefined

  constructor(
    private readonly socket: Duplex,
    private readonly tick: Tick,
    private readonly options: OutboxOptions,
    private readonly owner: OutboxOwner,
  ) {
    socket.on('drain', () => this.flush())
  }

  /** Bytes that wait, the socket's own buffer included. */
  get waiting(): number {
    return this.#bytes + this.socket.writableLength
  }

  /** @param isLast nothing more comes in this turn: it is written now, if it may be */
  push(frame: Frame, isLast = false): void {
    if (this.#closed) return
    if (isLast && this.#isEmpty && this.owner.mayWrite()) {
      this.socket.write(this.#bytesOf(frame))
      this.owner.wrote(this.#bytesOf(frame).length)
      return
    }
    const { length } = this.#bytesOf(frame)
    if (this.waiting + length > this.options.limit && !this.#makeRoom(length)) {
      if (this.#isDroppable(frame)) this.owner.dropped(frame.messages)
      else this.#overflow()
      return
    }
    this.#queue.push(frame)
    this.#bytes += length
    if (this.#marked) return
    this.#marked = true
    this.tick.mark(this)
  }

  flush(): void {
    this.#marked = false
    if (this.#queue.length > 0) {
      if (!this.owner.mayWrite()) this.discard()
      while (this.#queue.length > 0 && !this.socket.writableNeedDrain) this.#write()
    }
    if (this.#waiters) this.#release()
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

  /** Resolves when `bytes` more would be taken, without an argument when most of the queue is free; and when it is closed. */
  drained(bytes = this.options.limit * 0.75): Promise<void> {
    this.flush()
    if (this.#takes(bytes)) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiters ??= []
      this.#waiters.push({ bytes, resolve })
    })
  }

  #takes(bytes: number): boolean {
    return this.#closed || this.#isEmpty || this.waiting + bytes <= this.options.limit
  }

  /** A queue that is empty takes any message that the bus itself takes. */
  get #isEmpty(): boolean {
    return this.#bytes === 0 && !this.socket.writableNeedDrain
  }

  /** Hands on what may go at once. What the socket has cannot be dropped any more: of the limit, half stays for newer frames. */
  #write(): void {
    const queue = this.#takeUpTo(this.options.limit / 2)
    const [first] = queue
    let bytes = 0
    for (const frame of queue) bytes += this.#bytesOf(frame).length
    this.#bytes -= bytes
    if (queue.length === 1 && first) this.socket.write(this.#bytesOf(first))
    else if (bytes <= JOIN_BELOW) this.socket.write(Buffer.concat(queue.map(this.#bytesOf, this), bytes))
    else {
      this.socket.cork()
      for (const frame of queue) this.socket.write(this.#bytesOf(frame))
      this.socket.uncork()
    }
    this.owner.wrote(bytes)
  }

  /** The oldest frames that together have no more than `most` bytes; the first in any case. */
  #takeUpTo(most: number): readonly Frame[] {
    const queue = this.#queue
    if (this.#bytes <= most || queue.length === 1) {
      this.#queue = []
      return queue
    }
    let bytes = 0
    let end = 0
    for (const frame of queue) {
      bytes += this.#bytesOf(frame).length
      if (bytes > most && end > 0) break
      end++
    }
    this.#queue = queue.splice(end)
    return queue
  }

  #bytesOf(frame: Frame): Buffer {
    return this.options.compressed ? frame.compressed : frame.bytes
  }

  #isDroppable(frame: Frame): boolean {
    return frame.lossy || this.options.dropOldest
  }

  /** Makes room for `wanted` bytes, by writing, then by dropping the oldest of what may be dropped; false where it cannot. */
  #makeRoom(wanted: number): boolean {
    this.flush()
    if (this.#takes(wanted)) return true
    let messages = 0
    this.#queue = this.#queue.filter((frame) => {
      if (!this.#isDroppable(frame) || this.#takes(wanted)) return true
      this.#bytes -= this.#bytesOf(frame).length
      messages += frame.messages
      return false
    })
    if (messages > 0) this.owner.dropped(messages)
    return this.#takes(wanted)
  }

  #overflow(): void {
    this.discard()
    this.owner.overflowed()
  }

  #release(): void {
    const waiters = this.#waiters ?? []
    const stillWait = waiters.filter(({ bytes }) => !this.#takes(bytes))
    this.#waiters = stillWait.length > 0 ? stillWait : undefined
    for (const waiter of waiters) if (!stillWait.includes(waiter)) waiter.resolve()
  }

  #finish(): void {
    const last = this.#last
    this.#last = undefined
    last?.()
  }
}
