import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** WebSocket by hand (RFC 6455): what no library would send, and every byte of what the bus answers. */

export const opcodes = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const

/** One frame (RFC 6455, 5.2), as wrong as one likes. */
export interface FrameParts {
  readonly opcode: number
  readonly payload?: Buffer | string
  /** True where nothing is said. */
  readonly fin?: boolean
  /** RSV1 to RSV3 as the number that their three bits make. */
  readonly rsv?: number
  /** False: unmasked, as only servers may send. */
  readonly masked?: boolean
  /** The length that is claimed, written in 64 bits, whatever the payload's own. */
  readonly claimedLength?: bigint
}

export function frameBytes(parts: FrameParts): Buffer {
  const { opcode, fin = true, rsv = 0, masked = true, claimedLength } = parts
  const payload = Buffer.from(parts.payload ?? '')
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  const mask = masked ? randomBytes(4) : Buffer.alloc(0)
  const body = masked ? Buffer.from(payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))) : payload
  return Buffer.concat([Buffer.of(first), lengthBytes(payload.length, claimedLength, masked), mask, body])
}

function lengthBytes(length: number, claimed: bigint | undefined, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0
  if (claimed === undefined && length <= 125) return Buffer.of(bit | length)
  if (claimed === undefined && length <= 0xffff) return Buffer.of(bit | 126, length >> 8, length & 0xff)
  const bytes = Buffer.of(bit | 127, 0, 0, 0, 0, 0, 0, 0, 0)
  bytes.writeBigUInt64BE(claimed ?? BigInt(length), 1)
  return bytes
}

/** A close frame's payload (RFC 6455, 5.5.1). */
export function closePayload(code: number, reason: Buffer | string = ''): Buffer {
  return Buffer.concat([Buffer.of(code >> 8, code & 0xff), Buffer.from(reason)])
}

/** A frame that the bus sent. */
export interface ServerFrame {
  readonly opcode: number
  readonly payload: Buffer
}

/** How a connection ended: the code of the bus's close frame, if it sent one, else `cut`. */
export type WireEnd = number | 'cut'

/** An HTTP answer to a handshake, and whatever came behind its headers. */
export interface HandshakeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly rest: Buffer
}

/** A TCP connection to the bus that is destroyed when the test ends. */
export async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return socket
}

/** The lines of a handshake that is right, each replaceable: `undefined` leaves it out. */
export function handshakeText(changes: Readonly<Record<string, string | undefined>> = {}, target = '/'): string {
  const headers = {
    Host: 'localhost',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...changes,
  }
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
  return [`GET ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

/** Reads the answer to a handshake. Resolves with `undefined` where the connection ends before one is complete. */
export function readAnswer(socket: Socket): Promise<HandshakeAnswer | undefined> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0)
    const ended = () => resolve(undefined)
    const more = (chunk: Buffer) => {
      read = Buffer.concat([read, chunk])
      const end = read.indexOf('\r\n\r\n')
      if (end < 0) return
      socket.off('data', more).off('close', ended)
      resolve(parseAnswer(read.subarray(0, end).toString('latin1'), read.subarray(end + 4)))
    }
    socket.on('data', more).once('close', ended)
  })
}

function parseAnswer(text: string, rest: Buffer): HandshakeAnswer {
  const [statusLine = '', ...lines] = text.split('\r\n')
  const pairs = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(pairs), rest }
}

/** A WebSocket by hand: frames as one likes, and every frame that came back. */
export class Wire {
  readonly frames: ServerFrame[] = []
  /** Resolves when the connection is over. */
  readonly ended: Promise<WireEnd>
  #read: Buffer<ArrayBufferLike> = Buffer.alloc(0)
  #waiting: (() => void)[] = []

  private constructor(
    readonly socket: Socket,
    rest: Buffer,
  ) {
    this.ended = new Promise((resolve) => {
      socket.once('close', () => {
        const close = this.frames.find(({ opcode }) => opcode === opcodes.close)
        resolve(close && close.payload.length >= 2 ? close.payload.readUInt16BE(0) : 'cut')
        this.#wake()
      })
    })
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    if (rest.length > 0) this.#take(rest)
  }

  /** Resolves behind the welcome. */
  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Wire> {
    const socket = await dial(url)
    socket.write(handshakeText(headers))
    const answer = await readAnswer(socket)
    if (answer?.status !== 101) throw new Error(`The handshake was answered ${answer?.status ?? 'not at all'}`)
    const wire = new Wire(socket, answer.rest)
    await wire.until((frames) => frames.length > 0)
    wire.frames.length = 0
    return wire
  }

  /** Frames, in one write. */
  send(...frames: readonly FrameParts[]): void {
    this.socket.write(Buffer.concat(frames.map(frameBytes)))
  }

  /** An envelope in a frame that is right. */
  sendJson(envelope: object): void {
    this.send({ opcode: opcodes.text, payload: JSON.stringify(envelope) })
  }

  /** The JSON of every text frame so far. */
  get texts(): readonly string[] {
    return this.frames.filter(({ opcode }) => opcode === opcodes.text).map(({ payload }) => payload.toString())
  }

  /** Resolves once `isEnough` of what came; rejects where the connection ends before. */
  async until(isEnough: (frames: readonly ServerFrame[]) => boolean): Promise<void> {
    while (!isEnough(this.frames)) {
      if (this.socket.closed) throw new Error('The connection has ended before')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #take(chunk: Buffer): void {
    this.#read = this.#read.length === 0 ? chunk : Buffer.concat([this.#read, chunk])
    let at = 0
    for (let size = wholeFrame(this.#read, at); size > 0; size = wholeFrame(this.#read, at)) {
      const header = headerLength(this.#read, at)
      const payload = this.#read.subarray(at + header, at + size)
      const opcode = (this.#read[at] ?? 0) & 0x0f
      this.frames.push({ opcode, payload })
      // Who is sent away says that it has heard (RFC 6455, 5.5.1); the bus then need not wait.
      if (opcode === opcodes.close && this.socket.writable) this.send({ opcode, payload })
      at += size
    }
    this.#read = this.#read.subarray(at)
    if (at > 0) this.#wake()
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

function headerLength(bytes: Buffer, at: number): number {
  const short = bytes[at + 1] ?? 0
  return short === 127 ? 10 : short === 126 ? 4 : 2
}

/** The size of the frame at `at` (a server's: unmasked), 0 where it is not there whole. */
function wholeFrame(bytes: Buffer, at: number): number {
  if (bytes.length - at < 2) return 0
  const header = headerLength(bytes, at)
  if (bytes.length - at < header) return 0
  const short = bytes[at + 1] ?? 0
  const length =
    header === 10 ? Number(bytes.readBigUInt64BE(at + 2)) : header === 4 ? bytes.readUInt16BE(at + 2) : short
  return bytes.length - at < header + length ? 0 : header + length
}
