import { randomBytes } from 'node:crypto'
import { COUNTER } from '../servers.ts'

/** Frames as a client writes them (RFC 6455, 5.2 and 5.3): whole, masked. */

const TEXT = 1
const MASK_BYTES = 4
const LONGEST = 0xffff

/** One frame of `payload`, masked with `key`. */
export function clientFrame(payload: Buffer, opcode = TEXT, key = randomBytes(MASK_BYTES)): Buffer {
  if (payload.length > LONGEST) throw new Error(`A payload of ${payload.length} bytes is too long`)
  const isShort = payload.length < 126
  const header = Buffer.from(
    isShort
      ? [0x80 | opcode, 0x80 | payload.length]
      : [0x80 | opcode, 0x80 | 126, payload.length >> 8, payload.length & 0xff],
  )
  const masked = payload.map((byte, index) => byte ^ (key[index % MASK_BYTES] ?? 0))
  return Buffer.concat([header, key, masked])
}

/**
 * Makes frames that differ in their number and their time only. The key stays the same: for a server unmasking costs
 * the same with any key but zero, and so a frame is a copy with nine digits written into it.
 */
export class FramePress {
  readonly #key = Buffer.from(randomBytes(MASK_BYTES).map((byte) => byte | 1))
  readonly #digitKey: number[]
  readonly #counterAt: number
  readonly #text: (timestamp: string) => string
  #frame: Buffer
  #timestamp: string
  #number = 0

  /** @param text the payload at a time, with {@link COUNTER} where its number goes */
  constructor(text: (timestamp: string) => string) {
    this.#text = text
    this.#timestamp = new Date().toISOString()
    this.#frame = clientFrame(Buffer.from(text(this.#timestamp)), TEXT, this.#key)
    const inPayload = Buffer.from(text(this.#timestamp)).indexOf(COUNTER)
    if (inPayload < 0) throw new Error('The message has no place for its number')
    this.#counterAt = this.#frame.length - Buffer.byteLength(text(this.#timestamp)) + inPayload
    this.#digitKey = Array.from({ length: COUNTER.length }, (_, i) => this.#key[(inPayload + i) % MASK_BYTES] ?? 0)
  }

  /** The next `count` frames, one after the other. */
  press(count: number): Buffer {
    this.#refresh()
    const frame = this.#frame
    const frames = Buffer.allocUnsafe(count * frame.length)
    for (let i = 0; i < count; i++) {
      frames.set(frame, i * frame.length)
      this.#writeNumber(frames, i * frame.length + this.#counterAt, ++this.#number)
    }
    return frames
  }

  #refresh(): void {
    const timestamp = new Date().toISOString()
    if (timestamp === this.#timestamp) return
    this.#timestamp = timestamp
    this.#frame = clientFrame(Buffer.from(this.#text(timestamp)), TEXT, this.#key)
  }

  #writeNumber(frames: Buffer, at: number, number: number): void {
    let left = number
    for (let i = COUNTER.length - 1; i >= 0; i--) {
      frames[at + i] = (0x30 + (left % 10)) ^ (this.#digitKey[i] ?? 0)
      left = (left / 10) | 0
    }
  }
}
