import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type DecodedFrame, decodeFrames, type TestBus } from '../../src/testing/index.js'
import { atEnd } from './harness.js'

const FIN = 0x80
const RSV1 = 0x40
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** What a frame is made of, so that it may be made wrong. */
export interface FrameParts {
  readonly opcode: number
  readonly payload?: Buffer | string
  /** False: more of the message follows. */
  readonly fin?: boolean
  readonly compressed?: boolean
  readonly reserved?: number
  readonly masked?: boolean
  /** The length that the header claims, whatever follows. */
  readonly claims?: bigint
}

/** One frame as a client writes it (RFC 6455, 5.2), masked with zeros. */
export function frame({
  opcode,
  payload = '',
  fin = true,
  compressed,
  reserved = 0,
  masked = true,
  claims,
}: FrameParts): Buffer {
  const body = Buffer.from(payload)
  const first = (fin ? FIN : 0) | (compressed ? RSV1 : 0) | reserved | opcode
  const mask = masked ? 0x80 : 0
  let head: Buffer
  if (claims === undefined && body.length < 126) head = Buffer.from([first, mask | body.length])
  else {
    head = Buffer.from([first, mask | 127, 0, 0, 0, 0, 0, 0, 0, 0])
    head.writeBigUInt64BE(claims ?? BigInt(body.length), 2)
  }
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0), body])
}

/** A client that writes bytes. */
export class RawClient {
  #received = Buffer.alloc(0)
  #head = ''
  readonly ended: Promise<void>

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
    })
    socket.on('error', () => {})
    this.ended = new Promise((resolve) => socket.on('close', () => resolve()))
    atEnd(() => socket.destroy())
  }

  /** Connects and shakes hands; `extensions` are what it offers. */
  static async connect({ port }: Pick<TestBus, 'port'>, extensions?: string): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1')
    const client = new RawClient(socket)
    await once(socket, 'connect')
    const offer = extensions === undefined ? '' : `Sec-WebSocket-Extensions: ${extensions}\r\n`
    socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${offer}\r\n`,
    )
    while (!client.#received.includes('\r\n\r\n')) await once(socket, 'data')
    const end = client.#received.indexOf('\r\n\r\n') + 4
    client.#head = client.#received.subarray(0, end).toString()
    client.#received = client.#received.subarray(end)
    return client
  }

  /** What the server answered to the handshake. */
  get head(): string {
    return this.#head
  }

  write(...frames: (FrameParts | Buffer)[]): void {
    this.socket.write(Buffer.concat(frames.map((one) => (Buffer.isBuffer(one) ? one : frame(one)))))
  }

  /** All that has come whole so far. */
  get frames(): DecodedFrame[] {
    try {
      return decodeFrames(this.#received)
    } catch {
      return []
    }
  }

  get texts(): string[] {
    return this.frames.filter(({ opcode }) => opcode === opcodes.text).map(({ payload }) => payload.toString())
  }

  /** The code of the close frame that came, if one did. */
  get closeCode(): number | undefined {
    const close = this.frames.find(({ opcode }) => opcode === opcodes.close)
    return close?.payload.readUInt16BE(0)
  }
}
