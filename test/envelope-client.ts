import { createIdGenerator } from '@arqonbus/protocol'
import { onTestFinished } from 'vitest'
import WebSocket, { type ClientOptions } from 'ws'

/** What a test looks at of an envelope; its assertions check the rest. */
export interface Envelope {
  readonly [field: string]: unknown
  readonly type: string
  readonly payload?: { readonly [field: string]: unknown }
}

/** A client of its own frames: knows envelopes, and no rule of theirs. */
export class EnvelopeClient {
  /** What came and nobody has taken yet. */
  readonly inbox: Envelope[] = []
  /** The close code, once there is one. */
  readonly closed: Promise<number>
  readonly #nextId = createIdGenerator()
  #waiting: (() => void)[] = []
  #clientId = ''

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.inbox.push(JSON.parse(String(data)))
      this.#wake()
    })
    socket.on('error', () => {})
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        resolve(code)
        this.#wake()
      })
    })
  }

  /** Connects, takes the welcome, and is cut off when the test ends. */
  static async connect(url: string, options: ClientOptions = {}, protocols: string[] = []): Promise<EnvelopeClient> {
    const socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...options })
    const client = new EnvelopeClient(socket)
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    onTestFinished(() => socket.terminate())
    client.#clientId = String((await client.next()).payload?.client_id)
    return client
  }

  /** What the bus calls it. */
  get clientId(): string {
    return this.#clientId
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN
  }

  freshId(): string {
    return this.#nextId()
  }

  /** Sends anything: bytes and strings as they are, everything else as JSON. Bytes go as text unless `binary`. */
  send(frame: string | Buffer | object, binary = false): void {
    const data = typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)
    this.socket.send(data, { binary })
  }

  /** Takes the first that came and matches, waiting for it if need be. @throws where the connection ends before it comes */
  async next(matches: (envelope: Envelope) => boolean = () => true): Promise<Envelope> {
    for (;;) {
      const found = this.inbox.findIndex(matches)
      const [envelope] = found < 0 ? [] : this.inbox.splice(found, 1)
      if (envelope) return envelope
      if (!this.isOpen) throw new Error(`The connection has ended with ${await this.closed}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Sends a command and takes its answer; what comes before it stays in the inbox. */
  async command(command: string, args: object = {}): Promise<Envelope> {
    const id = this.freshId()
    this.send({ id, type: 'command', command, args })
    return this.next((envelope) => envelope.type === 'response' && envelope.request_id === id)
  }

  /** The data of a command that must succeed. */
  async data(command: string, args: object = {}): Promise<Record<string, unknown>> {
    const { status, error, payload } = await this.command(command, args)
    const data = payload?.data
    if (status !== 'success' || typeof data !== 'object' || data === null) throw new Error(`${command}: ${error}`)
    return { ...data }
  }

  /** Publishes, and takes the acknowledgement or the error. */
  async publish(room: string, channel: string, payload: object, id = this.freshId()): Promise<Envelope> {
    this.send({ id, type: 'message', room, channel, payload })
    return this.next(({ type, request_id }) => (type === 'message_response' || type === 'error') && request_id === id)
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
