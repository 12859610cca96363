import { once } from 'node:events'
import WebSocket from 'ws'

interface Topic {
  readonly room: string
  readonly channel: string
}

let publishers = 0

/** Publishes as fast as the bus acknowledges, with no more than so many messages on their way. */
export class Publisher {
  /** The id of every message that was acknowledged, in the order of the acknowledgements. */
  readonly acknowledged: string[] = []
  /** The close code, once there is one. */
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  /** Tells the ids of one publisher from those of another. */
  readonly #mark = (++publishers).toString(16).padStart(6, '0')
  #sent = 0
  #failure: Error | undefined
  #wake = () => {}

  private constructor(
    socket: WebSocket,
    private readonly topicOf: (n: number) => Topic,
    private readonly text: string,
    private readonly window: number,
  ) {
    this.#socket = socket
    socket.on('error', () => {})
    socket.on('message', (data) => this.#take(String(data)))
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        resolve(code)
        this.#wake()
      })
    })
  }

  /** @param size about how many bytes each message has */
  static async connect(
    url: string,
    topic: Topic | ((n: number) => Topic),
    { size = 0, window = 64 }: { readonly size?: number; readonly window?: number } = {},
  ): Promise<Publisher> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    const topicOf = typeof topic === 'function' ? topic : () => topic
    const publisher = new Publisher(socket, topicOf, 'x'.repeat(size), window)
    await once(socket, 'message')
    return publisher
  }

  /** Publishes `count` messages with the payload `{ n, text }`, `n` going on from where it was. Resolves when all are acknowledged, or the connection ends. */
  async publish(count: number): Promise<void> {
    const last = this.#sent + count
    while (this.acknowledged.length < last && this.#socket.readyState === WebSocket.OPEN) {
      while (this.#sent < last && this.#sent - this.acknowledged.length < this.window) this.#send(++this.#sent)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      if (this.#failure) throw this.#failure
    }
  }

  close(): void {
    this.#socket.terminate()
  }

  #send(n: number): void {
    const id = `arq_${n}_0_${this.#mark}`
    this.#socket.send(JSON.stringify({ id, type: 'message', ...this.topicOf(n), payload: { n, text: this.text } }))
  }

  #take(text: string): void {
    const { type, id, payload } = JSON.parse(text)
    if (type === 'message_response') this.acknowledged.push(String(id))
    if (type === 'error' || payload?.duplicate === true) this.#failure = new Error(`The bus did not take it: ${text}`)
    this.#wake()
  }
}
