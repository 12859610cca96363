import type { ArqonError } from './errors.js'
import type { ChannelMessage } from './message.js'

/** Hands messages from a handler, which must wait, to a loop, which asks. */
export class Inbox {
  #message: ChannelMessage | undefined
  #release: () => void = () => undefined
  #wake: () => void = () => undefined
  #ended = false
  #error: ArqonError | undefined

  /** The handler of the subscription: done with a message once the loop asks for the next. */
  readonly put = (message: ChannelMessage): Promise<void> =>
    new Promise((resolve) => {
      this.#message = message
      this.#release = resolve
      this.#wake()
    })

  /** Nothing more will come; with an error the loop gets that. */
  end(error?: ArqonError): void {
    this.#ended = true
    this.#error = error
    this.#release()
    this.#wake()
  }

  /** The next message; `undefined` when there will be none. @throws ArqonError what it was ended with */
  async take(): Promise<ChannelMessage | undefined> {
    this.#release()
    while (this.#message === undefined && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#ended) {
      if (this.#error) throw this.#error
      return undefined
    }
    const message = this.#message
    this.#message = undefined
    return message
  }
}
