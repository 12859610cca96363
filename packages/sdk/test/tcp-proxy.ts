import { connect, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

interface Pair {
  readonly client: Socket
  readonly bus: Socket
  /** Nothing goes to the client. */
  muffled: boolean
  /** Nothing goes to the bus. */
  deaf: boolean
}

/** A TCP proxy before a bus, to break what goes through it. */
export class TcpProxy {
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  #down = false
  accepted = 0

  private constructor(readonly target: number) {
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client))
  }

  static async before(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => proxy.#stop())
    return proxy
  }

  get url(): string {
    const address = this.#server.address()
    return `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  /** Cuts every connection, as a network does: without a closing handshake. */
  cut(): void {
    for (const { client, bus } of this.#pairs) {
      client.resetAndDestroy()
      bus.destroy()
    }
  }

  /** Cuts every connection, and every new one too until {@link up}. */
  down(): void {
    this.#down = true
    this.cut()
  }

  up(): void {
    this.#down = false
  }

  /** From now on nothing that the bus writes arrives. */
  muffle(): void {
    for (const pair of this.#pairs) pair.muffled = true
  }

  /** From now on nothing arrives on either side, and nobody is told: the connections that stand are half open. */
  swallow(): void {
    for (const pair of this.#pairs) {
      pair.muffled = true
      pair.deaf = true
    }
  }

  #accept(client: Socket): void {
    if (this.#down) {
      client.resetAndDestroy()
      return
    }
    this.accepted++
    const bus = connect({ port: this.target, host: '127.0.0.1', noDelay: true })
    const pair: Pair = { client, bus, muffled: false, deaf: false }
    this.#pairs.add(pair)
    const end = (): void => {
      this.#pairs.delete(pair)
      client.destroy()
      bus.destroy()
    }
    for (const socket of [client, bus]) {
      socket.on('error', end)
      socket.on('close', end)
    }
    client.on('data', (bytes) => !pair.deaf && bus.write(bytes))
    bus.on('data', (bytes) => !pair.muffled && client.write(bytes))
  }

  async #stop(): Promise<void> {
    this.cut()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}
