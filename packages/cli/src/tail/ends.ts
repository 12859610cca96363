import { exitCodes, Failure } from '../failure.js'

/** When a tail ends by itself: after so many, or after a time. */
export class Ends {
  #count = 0
  #deadline: AbortSignal | undefined

  constructor(
    private readonly limit: number | undefined,
    private readonly timeoutMs: number | undefined,
  ) {}

  /** Starts the time. The signal is aborted when it is over, or `signal` is. */
  begin(signal: AbortSignal): AbortSignal {
    if (this.timeoutMs === undefined) return signal
    this.#deadline = AbortSignal.timeout(this.timeoutMs)
    return AbortSignal.any([signal, this.#deadline])
  }

  /** Counts one more. */
  count(): void {
    this.#count++
  }

  /** Whether there were as many as were asked for. */
  get reached(): boolean {
    return this.limit !== undefined && this.#count >= this.limit
  }

  /** @throws Failure where the time was over before there were as many as were asked for */
  check(): void {
    if (this.limit === undefined || this.reached || this.#deadline?.aborted !== true) return
    const text = `the time was over after ${this.#count} of ${this.limit}`
    throw new Failure(exitCodes.timeout, text, { code: 'TIMEOUT', hint: 'Wait longer with --timeout-seconds' })
  }
}
