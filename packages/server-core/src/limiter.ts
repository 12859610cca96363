import { BusError } from '@arqonbus/protocol'
import type { Clock } from './clock.js'

interface Bucket {
  tokens: number
  at: number
}

/** Buckets that are full again say nothing; past this many the full ones are forgotten. */
const SWEEP_ABOVE = 10_000

/** Token buckets by key: `perSecond` tokens come back each second, up to `burst`, at least 1. 0 a second: no limit at all. */
export class Limiter {
  readonly #buckets = new Map<string, Bucket>()
  readonly #burst: number
  #sweepAt = SWEEP_ABOVE

  constructor(
    private readonly perSecond: number,
    burst: number,
    private readonly clock: Clock,
  ) {
    this.#burst = Math.max(1, burst)
  }

  /** Whether it limits anything. */
  get isOn(): boolean {
    return this.perSecond > 0
  }

  /** @throws BusError `RATE_LIMIT_EXCEEDED` with `retry_after_ms` */
  take(key: string): void {
    if (this.perSecond === 0) return
    const now = this.clock.monotonic()
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now }
    bucket.tokens = Math.min(this.#burst, bucket.tokens + ((now - bucket.at) / 1000) * this.perSecond)
    bucket.at = now
    this.#buckets.set(key, bucket)
    // Whoever waited as long as it was told must not fail for a rounding error.
    if (bucket.tokens < 1 - 1e-9) {
      const wait = Math.ceil(((1 - bucket.tokens) / this.perSecond) * 1000)
      throw new BusError('RATE_LIMIT_EXCEEDED', `Too many requests: wait ${wait} ms`, { retry_after_ms: wait })
    }
    bucket.tokens--
    if (this.#buckets.size > this.#sweepAt) this.#sweep(now)
  }

  #sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (bucket.tokens + ((now - bucket.at) / 1000) * this.perSecond >= this.#burst) this.#buckets.delete(key)
    }
    this.#sweepAt = Math.max(SWEEP_ABOVE, this.#buckets.size * 2)
  }
}

/** Says when something has happened too often within a minute. */
export class MinuteCounter {
  /** When it happened the last times, the oldest at `#next`. */
  readonly #times: number[]
  #next = 0

  /** @param most at least 2 */
  constructor(
    most: number,
    private readonly clock: Clock,
  ) {
    this.#times = new Array<number>(most - 1).fill(Number.NEGATIVE_INFINITY)
  }

  /** True where this was the `most`th time within a minute. */
  hit(): boolean {
    const now = this.clock.monotonic()
    const first = this.#times[this.#next] ?? now
    this.#times[this.#next] = now
    this.#next = (this.#next + 1) % this.#times.length
    return now - first <= 60_000
  }
}
