import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { Step } from '../servers.ts'
import { clientFrame } from './publisher.ts'
import { watched } from './watch.ts'

/**
 * One WebSocket, as cheap as Node makes it: a bare socket that reads into one buffer shared by all, and a walk over
 * the frames' headers. A generator that costs more than the server would measure itself.
 */

/** Room before what is read, for the piece of a frame that the read before ended with. */
const HEADROOM = 65_536
const READ = 524_288
const bytes = Buffer.allocUnsafeSlow(HEADROOM + READ)
const readInto = bytes.subarray(HEADROOM)

const LENGTH_16 = 126
const LENGTH_64 = 127
const CLOSE = 8
const PING = 9
const PONG = 10
const FIRST_CONTROL = 8
const END_OF_HEAD = '\r\n\r\n'

/** Gets each data frame's payload, `bytes[start..end)`, which is there during the call only. */
export type FrameReader = (bytes: Buffer, start: number, end: number) => void

export interface Entrance {
  readonly port: number
  readonly path: string
  readonly steps: readonly Step[]
}

export class Connection {
  /** Resolves when the steps are through; rejects where the server does not let it come that far. */
  readonly ready: Promise<void>
  onFrame: FrameReader = () => {}
  /** Called when the connection ends that nobody ended here. */
  onLost: (why: string) => void = () => {}
  readonly #socket: Socket
  readonly #steps: Step[]
  #resolve: () => void = () => {}
  #upgraded = false
  #rest: Buffer | undefined
  #ended = false

  constructor({ port, path, steps }: Entrance) {
    this.#steps = [...steps]
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.onLost = (why) => reject(new Error(why))
    })
    this.onFrame = (_, start, end) => this.#enter(text(start, end))
    const onread = { buffer: readInto, callback: (length: number) => this.#read(length) }
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true, onread })
    this.#socket.on('error', (error) => this.#lose(error.message))
    this.#socket.on('close', () => this.#lose('the server closed the connection'))
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}${END_OF_HEAD}`,
    )
  }

  /** What it has to hear before it goes on. */
  get awaited(): string | undefined {
    const [step] = this.#steps
    return step && 'wait' in step ? step.wait : undefined
  }

  /** Bytes that make whole client frames. */
  write(frames: Buffer): void {
    this.#socket.write(frames)
  }

  /** Ends it with a reset, so that no port waits for the peer's last word. */
  end(): void {
    this.#ended = true
    this.#socket.resetAndDestroy()
  }

  #lose(why: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#socket.destroy()
    this.onLost(why)
  }

  /** Goes as far as it can without hearing more. */
  #enter(heard?: string): void {
    let news = heard
    for (let step = this.#steps[0]; step !== undefined; step = this.#steps[0]) {
      if ('send' in step) this.#socket.write(clientFrame(Buffer.from(step.send)))
      else if (news?.includes(step.wait)) news = undefined
      else return
      this.#steps.shift()
    }
    this.onFrame = () => {}
    this.#resolve()
  }

  #read(length: number): boolean {
    let at = HEADROOM
    const end = HEADROOM + length
    if (this.#rest) {
      at -= this.#rest.length
      this.#rest.copy(bytes, at)
      this.#rest = undefined
    }
    if (!this.#upgraded) at = this.#upgrade(at, end)
    if (this.#upgraded) at = this.#walk(at, end)
    if (at < end && !this.#ended) this.#keep(at, end)
    return true
  }

  #keep(at: number, end: number): void {
    if (end - at <= HEADROOM) this.#rest = Buffer.from(bytes.subarray(at, end))
    else this.#lose(`the server sent a frame of more than ${HEADROOM} bytes`)
  }

  #upgrade(at: number, end: number): number {
    const head = text(at, end)
    const length = head.indexOf(END_OF_HEAD)
    if (length < 0) return at
    if (!head.startsWith('HTTP/1.1 101 ')) this.#lose(`the server did not upgrade: ${head.slice(0, length)}`)
    this.#upgraded = true
    this.#enter()
    return at + length + END_OF_HEAD.length
  }

  /** Hands on every whole frame; returns where the first that is not whole begins. */
  #walk(from: number, end: number): number {
    let at = from
    while (end - at >= 2) {
      const start = at + headerLength(at)
      if (start > end) break
      const next = start + payloadLength(at)
      if (next > end) break
      const opcode = (bytes[at] ?? 0) & 15
      if (opcode < FIRST_CONTROL) this.onFrame(bytes, start, next)
      else this.#control(opcode, start, next)
      at = next
    }
    return at
  }

  #control(opcode: number, start: number, end: number): void {
    if (opcode === PING) this.#socket.write(clientFrame(Buffer.from(bytes.subarray(start, end)), PONG))
    if (opcode === CLOSE) {
      const code = end - start >= 2 ? bytes.readUInt16BE(start) : 1005
      this.#lose(`the server closed with ${code} ${text(start + 2, end)}`)
    }
  }
}

/** Opens `count` connections, `inFlight` handshakes at a time; resolves when all are ready, rejects with the first that fails. */
export async function openConnections(
  count: number,
  inFlight: number,
  entrance: (index: number) => Entrance,
): Promise<Connection[]> {
  const connections: Connection[] = []
  let ready = 0
  const openNext = async (): Promise<void> => {
    while (connections.length < count) {
      const connection = new Connection(entrance(connections.length))
      connections.push(connection)
      await connection.ready
      ready++
    }
  }
  await watched(
    Promise.all(Array.from({ length: inFlight }, openNext)),
    () => ready,
    () => `${ready} of ${count} connections came up; another waits for ${connections.at(-1)?.awaited ?? 'nothing'}`,
  )
  return connections
}

/** RFC 6455, 5.2; servers do not mask. */
function headerLength(at: number): number {
  const length = (bytes[at + 1] ?? 0) & 127
  if (length === LENGTH_16) return 4
  return length === LENGTH_64 ? 10 : 2
}

function payloadLength(at: number): number {
  const length = (bytes[at + 1] ?? 0) & 127
  if (length === LENGTH_16) return ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
  return length === LENGTH_64 ? bytes.readUInt32BE(at + 6) : length
}

function text(start: number, end: number): string {
  return bytes.toString('latin1', start, end)
}
