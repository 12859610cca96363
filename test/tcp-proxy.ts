import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** One connection through the proxy: the client's side and the bus's. */
interface Pair {
  readonly client: Socket
  readonly bus: Socket
  /** How many more bytes it carries towards the client before it is cut. */
  fuse: number
}

/** A network that drops connections when it is told to: a TCP proxy on loopback. */
export class TcpProxy {
  /** How many connections it has cut. */
  cuts = 0
  #target: number
  #refusing = false
  #paused = false
  readonly #pairs = new Set<Pair>()

  private constructor(
    private readonly server: Server,
    /** Where clients connect. */
    readonly url: string,
    target: number,
  ) {
    this.#target = target
    server.on('connection', (client) => this.#accept(client))
  }

  static async to(url: string): Promise<TcpProxy> {
    const server = createServer({ noDelay: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return new TcpProxy(server, `ws://127.0.0.1:${port}`, Number(new URL(url).port))
  }

  /** Connections that stand and are not to be cut yet. */
  get standing(): number {
    return [...this.#pairs].filter(({ fuse }) => fuse === Number.POSITIVE_INFINITY).length
  }

  /**
   * Cuts one of the connections that stand, once it has carried so many more bytes to its client: in the middle of a
   * frame as well as between two.
   *
   * @param index which of them
   */
  cut(index: number, afterBytes = 0): void {
    const pair = [...this.#pairs].filter(({ fuse }) => fuse === Number.POSITIVE_INFINITY)[index]
    if (pair === undefined) throw new Error(`There is no connection ${index} to cut`)
    pair.fuse = afterBytes
    if (afterBytes === 0) this.#end(pair)
  }

  /** Cuts everything that stands, and what was to be cut later. */
  cutAll(): void {
    for (const pair of this.#pairs) this.#end(pair)
  }

  /** Whether new connections are cut at once. */
  set refusing(refusing: boolean) {
    this.#refusing = refusing
  }

  /** Carries nothing more to any client, until {@link resume}. */
  pause(): void {
    this.#paused = true
    for (const { bus } of this.#pairs) bus.pause()
  }

  resume(): void {
    this.#paused = false
    for (const { bus } of this.#pairs) bus.resume()
  }

  /** New connections go to another bus. */
  lead(url: string): void {
    this.#target = Number(new URL(url).port)
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) this.#drop(pair)
    this.server.close()
    await once(this.server, 'close')
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.destroy()
      return
    }
    const bus = connect({ port: this.#target, host: '127.0.0.1', noDelay: true })
    const pair: Pair = { client, bus, fuse: Number.POSITIVE_INFINITY }
    this.#pairs.add(pair)
    for (const socket of [client, bus]) socket.on('error', () => {}).on('close', () => this.#drop(pair))
    client.pipe(bus)
    bus.on('data', (chunk: Buffer) => this.#carry(pair, chunk))
    client.on('drain', () => this.#paused || bus.resume())
  }

  #carry(pair: Pair, chunk: Buffer): void {
    const { client, bus } = pair
    const rest = chunk.subarray(0, Math.min(chunk.length, pair.fuse))
    if (!client.write(rest)) bus.pause()
    pair.fuse -= rest.length
    if (pair.fuse === 0) this.#end(pair)
  }

  #end(pair: Pair): void {
    if (!this.#pairs.has(pair)) return
    this.cuts++
    // Half of the connections end as if a cable was pulled out somewhere, half as if a process had ended.
    if (this.cuts % 2 === 0) pair.client.resetAndDestroy()
    this.#drop(pair)
  }

  #drop(pair: Pair): void {
    this.#pairs.delete(pair)
    pair.client.destroy()
    pair.bus.destroy()
  }
}
