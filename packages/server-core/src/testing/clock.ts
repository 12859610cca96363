import type { Clock, Timer } from '../clock.js'

interface Pending {
  at: number
  readonly every: number | undefined
  readonly task: () => void
}

/** A clock that stands still until somebody moves it; its random numbers are the same in every run. */
export class FakeClock implements Clock {
  #now: number
  #monotonic = 0
  #seed: number
  #timers: Pending[] = []

  /** @param now milliseconds since 1970 */
  constructor(now = Date.UTC(2026, 10, 23, 5, 17, 24, 123), seed = 1) {
    this.#now = now
    this.#seed = seed
  }

  /** How many timers wait: what has ended has left none. */
  get timers(): number {
    return this.#timers.length
  }

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#monotonic
  }

  /** Numbers of the generator mulberry32. */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  after(ms: number, task: () => void): Timer {
    return this.#start({ at: this.#monotonic + ms, every: undefined, task })
  }

  every(ms: number, task: () => void): Timer {
    return this.#start({ at: this.#monotonic + ms, every: ms, task })
  }

  /** Lets `ms` milliseconds pass; timers run at their time, in their order. */
  advance(ms: number): void {
    const end = this.#monotonic + ms
    for (let next = this.#nextUntil(end); next; next = this.#nextUntil(end)) {
      this.#moveTo(Math.max(this.#monotonic, next.at))
      if (next.every === undefined) this.#timers.splice(this.#timers.indexOf(next), 1)
      else next.at += next.every
      next.task()
    }
    this.#moveTo(end)
  }

  /** Sets the wall clock, as an administrator may; no time passes by that. */
  set(now: number): void {
    this.#now = now
  }

  #start(pending: Pending): Timer {
    this.#timers.push(pending)
    return {
      stop: () => {
        this.#timers = this.#timers.filter((one) => one !== pending)
      },
    }
  }

  #nextUntil(end: number): Pending | undefined {
    let first: Pending | undefined
    for (const pending of this.#timers)
      if (pending.at <= end && pending.at < (first?.at ?? Number.POSITIVE_INFINITY)) first = pending
    return first
  }

  #moveTo(monotonic: number): void {
    this.#now += monotonic - this.#monotonic
    this.#monotonic = monotonic
  }
}
