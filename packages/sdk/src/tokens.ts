import { ArqonError, textOf } from './errors.js'
import { abortable } from './timers.js'

/** A token, or how to get one. The function is asked anew before every connection attempt and before a token expires. */
export type Token = string | (() => string | Promise<string>)

/** Where the tokens come from. Who asks while the function is still at work gets the same answer. */
export class TokenSource {
  #asking: Promise<string> | undefined

  constructor(private readonly token: Token | undefined) {}

  /** Whether there is nothing to ask: always the same token, or none. */
  get fixed(): boolean {
    return typeof this.token !== 'function'
  }

  /** @throws ArqonError `TOKEN_FAILED` where the function fails, `ABORTED` */
  async fresh(signal?: AbortSignal): Promise<string | undefined> {
    if (typeof this.token !== 'function') return this.token
    this.#asking ??= this.#ask(this.token)
    return abortable(this.#asking, signal)
  }

  async #ask(token: () => string | Promise<string>): Promise<string> {
    try {
      // In a promise of its own, so that a function that throws at once does not end before it has begun.
      const given: unknown = await Promise.resolve().then(token)
      if (typeof given === 'string' && given !== '') return given
      throw new TypeError('it gave no text')
    } catch (cause) {
      throw new ArqonError('TOKEN_FAILED', `The token function failed: ${textOf(cause)}`, { cause })
    } finally {
      this.#asking = undefined
    }
  }
}
