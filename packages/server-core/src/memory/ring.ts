import type { Retention } from '../ports.js'
import type { Kept } from './kept.js'

/** The newest messages of one stream, oldest first, bounded by count and age. Their times never fall. */
export class Ring {
  /** Undefined where one was dropped: it must not be held until the rest is moved down. */
  #messages: (Kept | undefined)[] = []
  #start = 0

  get size(): number {
    return this.#messages.length - this.#start
  }

  /** The message at `index`, counted from the oldest. */
  at(index: number): Kept | undefined {
    return this.#messages[this.#start + index]
  }

  /** With `maxMessages` 0 nothing stays, what was held before included: so there is never a hole. */
  push(message: Kept, retention: Retention): void {
    this.#messages.push(message)
    while (this.size > retention.maxMessages) this.#dropOldest()
  }

  /** Drops what was stored before `oldest`, in milliseconds since 1970. */
  prune(oldest: number): void {
    while ((this.at(0)?.storedAt ?? oldest) < oldest) this.#dropOldest()
  }

  /** The index of the first message whose `seq` is over `seq`; the size where there is none. */
  indexAfter(seq: number): number {
    const first = this.at(0)
    // Every seq is in the ring once and without a hole, so the place follows from the number.
    return first ? Math.min(this.size, Math.max(0, seq + 1 - first.seq)) : 0
  }

  /** The index of the first message for which `isPast` is true, if it is then true for all that follow. */
  firstIndex(isPast: (message: Kept) => boolean): number {
    let low = 0
    let high = this.size
    while (low < high) {
      const middle = (low + high) >>> 1
      const message = this.at(middle)
      if (message && isPast(message)) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Messages from index `from` up to, but without, index `to`. */
  slice(from: number, to: number): Kept[] {
    const messages = this.#messages.slice(this.#start + from, this.#start + Math.max(from, to))
    return messages.filter((message) => message !== undefined)
  }

  #dropOldest(): void {
    this.#messages[this.#start] = undefined
    this.#start++
    if (this.#start === this.#messages.length) {
      this.#messages = []
      this.#start = 0
    }
    // Moving the rest down now and then costs each message one move in its life.
    else if (this.#start > 1024 && this.#start * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#start)
      this.#start = 0
    }
  }
}
