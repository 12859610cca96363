/** How much slower a client goes each time it is told that it is too fast, and how far down. */
const SLOWER = 2
const SLOWEST = 64
/** How much of the allowance is used: two clocks never agree, and a refusal in between costs the order. */
const RATE_USED = 0.95
/** How much is sent at once: the bus begins to count when the first arrives, later than this client does. */
const BURST_USED = 0.75

/**
 * Keeps to the rate that the bus allows, so that it need not refuse: a bucket of tokens, a little smaller than the
 * bus's own. Others may draw on the same allowance: each refusal halves the rate, and what is taken brings it back.
 */
export class Pace {
  #rate: number
  #tokens: number
  #at: number
  #blockedUntil = 0

  readonly #usual: number
  readonly #burst: number

  /** `perSecond`: what the bus allows, and as much at once; 0: no limit is known. */
  constructor(
    perSecond: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#usual = perSecond * RATE_USED
    this.#burst = Math.max(1, perSecond * BURST_USED)
    this.#rate = this.#usual
    this.#tokens = this.#burst
    this.#at = now()
  }

  /** Takes a token: 0, or the milliseconds after which there may be one. */
  take(): number {
    if (this.#rate === 0) return 0
    this.#refill()
    if (this.#tokens >= 1) {
      this.#tokens--
      return 0
    }
    return Math.ceil(((1 - this.#tokens) / this.#rate) * 1000)
  }

  /** The bus found it too fast, and has something again in `retryAfterMs`. */
  refused(retryAfterMs: number): void {
    const now = this.now()
    this.#refill()
    if (now >= this.#blockedUntil) {
      const known = this.#usual || 1000 / Math.max(retryAfterMs, 1)
      this.#rate = this.#rate === 0 ? known : Math.max(this.#rate / SLOWER, known / SLOWEST)
    }
    this.#blockedUntil = Math.max(this.#blockedUntil, now + retryAfterMs)
    this.#tokens = Math.min(this.#tokens, 1 - (retryAfterMs / 1000) * this.#rate)
  }

  /** The bus took one. */
  accepted(): void {
    if (this.#usual > 0) this.#rate = Math.min(this.#usual, this.#rate + this.#usual / 50)
    else this.#rate *= 1.05
  }

  #refill(): void {
    const now = this.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1000) * this.#rate)
    this.#at = now
  }
}

/** One of the welcome's limits, per second; 0 where there is none. */
export function rateOf(limit: unknown): number {
  return typeof limit === 'number' && limit > 0 && Number.isFinite(limit) ? limit : 0
}
