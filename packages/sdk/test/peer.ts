import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { JsonObject } from '@arqonbus/protocol'
import { onTestFinished, vi } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'

let ids = 0
/** Fields that every envelope of the bus has. */
const head = () => ({
  id: `arq_1_${++ids}_abcdef`,
  version: '1.0',
  timestamp: '2026-11-23T05:17:24.123Z',
  sender: 'arqonbus',
})

/** One connection as its other end sees it: what came, and what to say. */
export class PeerConnection {
  readonly received: JsonObject[] = []
  readonly closed: Promise<number>

  constructor(
    readonly socket: WebSocket,
    readonly request: IncomingMessage,
  ) {
    socket.on('message', (data) => this.received.push(JSON.parse(String(data))))
    this.closed = once(socket, 'close').then(([code]) => Number(code))
  }

  send(...frames: (object | string)[]): void {
    for (const frame of frames)
      this.socket.send(typeof frame === 'string' ? frame : JSON.stringify({ ...head(), ...frame }))
  }

  welcome(limits: JsonObject = {}, clientId = `client_${++ids}`): string {
    const rest = { tenant_id: 'default', role: 'user', protocol: '1.0', server_version: '0', node_id: 'node-1', limits }
    this.send({ type: 'message', payload: { welcome: 'Connected to ArqonBus', client_id: clientId, ...rest } })
    return clientId
  }

  /** The first frame that has come and has these fields; waits for it. */
  async frame(fields: JsonObject): Promise<JsonObject & { id: string }> {
    const found = await vi.waitFor(() => {
      const frame = this.received.find((one) => Object.entries(fields).every(([key, value]) => one[key] === value))
      if (frame === undefined) throw new Error(`no ${JSON.stringify(fields)} among ${JSON.stringify(this.received)}`)
      return frame
    })
    return { ...found, id: String(found.id) }
  }

  respond(request: { id: string }, data: unknown): void {
    this.send({ type: 'response', request_id: request.id, status: 'success', payload: { message: 'done', data } })
  }

  refuse(request: { id: string }, error_code: string, payload: object = {}): void {
    this.send({ type: 'error', request_id: request.id, error: `refused with ${error_code}`, error_code, payload })
  }

  acknowledge(message: { id: string }, payload: object = {}): void {
    const { id } = message
    const given = { seq: 1, epoch: 'e1', delivered: 0, stored: true, ...payload }
    this.send({ id, type: 'message_response', request_id: id, status: 'success', payload: given })
  }

  /** Answers the join of a channel. */
  async join(channel: string, position: object = {}): Promise<JsonObject> {
    const request = await vi.waitFor(() => {
      const found = this.received.find(
        (one) => one.command === 'join_channel' && !this.#joins.has(one) && isFor(one, channel),
      )
      if (found === undefined) throw new Error(`no join of ${channel}`)
      return found
    })
    this.#joins.add(request)
    this.respond(
      { id: String(request.id) },
      { room: 'r', channel, epoch: 'e1', seq: 0, recovered: false, members: 1, ...position },
    )
    return request
  }
  readonly #joins = new Set<JsonObject>()

  /** A message of a channel. */
  message(channel: string, seq: number, fields: object = {}): void {
    this.send({
      type: 'message',
      room: 'r',
      channel,
      seq,
      epoch: 'e1',
      sender: 'client_other',
      payload: { seq },
      ...fields,
    })
  }
}

function isFor({ args }: JsonObject, channel: string): boolean {
  return typeof args === 'object' && args !== null && 'channel' in args && args.channel === channel
}

/** A real WebSocket server that says what a test wants, for what a bus would never say. Closed with the test. */
export class Peer {
  readonly connections: PeerConnection[] = []
  readonly #ws = new WebSocketServer({ noServer: true })
  /** The HTTP status of the next upgrades, where they are not to be WebSockets. */
  readonly refusals: { status: number; headers?: Record<string, string> }[] = []
  readonly requests: IncomingMessage[] = []

  private constructor(private readonly server: Server) {
    server.on('upgrade', (request, socket, rest) => {
      this.requests.push(request)
      const refusal = this.refusals.shift()
      if (refusal === undefined) {
        this.#ws.handleUpgrade(request, socket, rest, (ws) => this.connections.push(new PeerConnection(ws, request)))
        return
      }
      const headers = Object.entries({ ...refusal.headers, 'Content-Length': '0', Connection: 'close' })
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
      socket.end(`HTTP/1.1 ${refusal.status} No\r\n${lines}\r\n`, () => socket.destroy())
    })
  }

  static async start(): Promise<Peer> {
    const peer = new Peer(createServer())
    await new Promise<void>((resolve) => peer.server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => peer.#stop())
    return peer
  }

  get url(): string {
    const address = this.server.address()
    return `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  /** Connection number `index`; waits for it. */
  connection(index = 0): Promise<PeerConnection> {
    return vi.waitFor(
      () => {
        const found = this.connections[index]
        if (found === undefined) throw new Error(`there are ${this.connections.length} connections`)
        return found
      },
      { timeout: 5000, interval: 5 },
    )
  }

  async #stop(): Promise<void> {
    for (const { socket } of this.connections) socket.terminate()
    this.server.closeAllConnections()
    await new Promise<void>((resolve) => this.server.close(() => resolve()))
  }
}
