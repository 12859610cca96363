import { shouldReconnect } from '@arqonbus/protocol'

/** How a lost connection is made again. */
export interface ReconnectOptions {
  /** The shortest wait before an attempt, in milliseconds. */
  readonly minDelayMs: number
  /** How long the random part of a wait can grow, in milliseconds. */
  readonly maxDelayMs: number
  /** Attempts that may fail one after the other before the client gives up. */
  readonly maxAttempts: number
}

/** The node goes away: its clients come back spread over this time, unless it says another one. */
export const DRAIN_WINDOW_MS = 5000
/** A connection that lived this long was good: the next wait begins from the shortest again. */
const STABLE_AFTER_MS = 5000
/** Nobody makes a client wait longer than this. */
const LONGEST_REQUEST_MS = 60_000

/** Full jitter: `min` and a random part of what doubles with each attempt, up to `max`. `attempt` counts from 0. */
export function backoffDelay(
  attempt: number,
  { minDelayMs, maxDelayMs }: Pick<ReconnectOptions, 'minDelayMs' | 'maxDelayMs'>,
  random: () => number = Math.random,
): number {
  return minDelayMs + random() * Math.min(maxDelayMs, minDelayMs * 2 ** attempt)
}

/** Whether a client that was closed so comes back. A token that cannot be had anew makes 4101 the end. */
export function comesBack(code: number, tokenIsFixed: boolean): boolean {
  return shouldReconnect(code) && !(code === 4101 && tokenIsFixed)
}

/** Counts attempts over the life of a client, and says how long each waits. */
export class Backoff {
  #attempts = 0
  #window = DRAIN_WINDOW_MS
  #draining = false

  constructor(
    private readonly options: ReconnectOptions,
    private readonly random: () => number = Math.random,
  ) {}

  /** How many attempts there were since the last connection that was good. */
  get attempts(): number {
    return this.#attempts
  }

  /** Whether another attempt is allowed. */
  get exhausted(): boolean {
    return this.#attempts >= this.options.maxAttempts
  }

  /** The node told that it goes away, and within which time its clients shall come back. */
  announced(windowMs: number): void {
    this.#window = Math.min(Math.max(windowMs, 0), LONGEST_REQUEST_MS)
  }

  /** A connection has ended with `code` after `livedMs` milliseconds. */
  ended(code: number, livedMs: number): void {
    if (livedMs >= STABLE_AFTER_MS) this.#attempts = 0
    this.#draining = code === 4100
  }

  /** Begins the next attempt: its wait in milliseconds, and not less than what was asked for. */
  next(atLeastMs = 0): number {
    const delay = this.#draining
      ? this.random() * this.#window
      : backoffDelay(this.#attempts, this.options, this.random)
    this.#attempts++
    this.#draining = false
    this.#window = DRAIN_WINDOW_MS
    return Math.max(delay, Math.min(atLeastMs, LONGEST_REQUEST_MS))
  }
}
