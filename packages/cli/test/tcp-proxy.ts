import { connect, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A TCP proxy before a bus, to break what goes through it. */
export class TcpProxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(target: number) {
    this.#server = createServer((client) => {
      const bus = connect(target, '127.0.0.1')
      for (const socket of [client, bus]) {
        this.#sockets.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          this.#sockets.delete(socket)
          client.destroy()
          bus.destroy()
        })
      }
      client.pipe(bus).pipe(client)
    })
  }

  static async before(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target)
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    onTestFinished(async () => {
      proxy.cut()
      await new Promise((resolve) => proxy.#server.close(resolve))
    })
    return proxy
  }

  get url(): string {
    const address = this.#server.address()
    return `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  /** Cuts every connection, as a network does: without a closing handshake. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }
}
