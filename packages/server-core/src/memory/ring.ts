import type { Retention, StoredMessage } from '../ports.js'

/** The newest messages of one stream, oldest first, bounded by count and age. */
export class Ring {
  #messages: StoredMessage[] = []
  #start = 0

  get size(): number {
    return this.#messages.length - this.#start
  }

  push(message: StoredMessage, retention: Retention): void {
    this.#messages.push(message)
    while (this.size > retention.maxMessages) this.#dropOldest()
  }

  /** Drops what was stored before `oldest`, in milliseconds since 1970. */
  prune(oldest: number): void {
    while (this.size > 0 && (this.#messages[this.#start]?.storedAt ?? oldest) < oldest) this.#dropOldest()
  }

  /** The first that is held, or none. */
  first(): StoredMessage | undefined {
    return this.#messages[this.#start]
  }

  /** Up to `limit` messages whose `seq` is over `seq`, oldest first. */
  after(seq: number, limit: number): StoredMessage[] {
    const first = this.first()
    if (!first) return []
    // Every seq is in the ring once and without a hole, so the place follows from the number.
    const from = this.#start + Math.max(0, seq + 1 - first.seq)
    return this.#messages.slice(from, from + limit)
  }

  /** All that is held, oldest first. */
  all(): StoredMessage[] {
    return this.#messages.slice(this.#start)
  }

  #dropOldest(): void {
    this.#start++
    // Moving the rest down now and then costs each message one move in its life.
    if (this.#start > 1024 && this.#start * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#start)
      this.#start = 0
    }
  }
}
