import { constants, deflateRawSync } from 'node:zlib'

/**
 * WebSocket frames as the server writes them (RFC 6455, 5.2): text, unmasked, one frame a message. Made here rather
 * than by `ws`, so that a broadcast is framed once for everybody and the frames of one tick lie in one buffer.
 */

const TEXT = 0x81
/** FIN, RSV1 and text: a message compressed as RFC 7692, 7.2.1 says. */
const COMPRESSED_TEXT = 0xc1
const SHORT = 125
const LENGTH_16 = 126
const LENGTH_64 = 127
/** Shorter messages do not get smaller by enough to be worth the time. */
const COMPRESS_FROM = 1024
/** The empty block at the end of a flush, which the receiver puts back (RFC 7692, 7.2.1). */
const FLUSH_TAIL = 4

/** Frames are joined up to this size, so that a slow member is recognised before a fast one is choked. */
const JOIN_CHARACTERS = 65_536

/** One or more whole messages, framed for any number of sockets. */
export class Frame {
  readonly bytes: Buffer
  #compressed: Buffer | undefined

  constructor(
    private readonly texts: readonly string[],
    /** True: a connection that is too slow may lose it. */
    readonly lossy: boolean,
  ) {
    this.bytes = frame(texts)
  }

  /** How many messages it holds. */
  get messages(): number {
    return this.texts.length
  }

  /** The same for connections with `permessage-deflate` and no context takeover: compressed once for all of them. */
  get compressed(): Buffer {
    this.#compressed ??= Buffer.concat(this.texts.map(compress))
    return this.#compressed
  }
}

/** The frames of `texts`, one after the other in one buffer. */
export function frameTexts(texts: readonly string[], lossy = false): Frame {
  return new Frame(texts, lossy)
}

/** The texts framed in pieces that are each small enough to wait in a queue. */
export function frameChunks(messages: readonly { readonly text: string }[], lossy: boolean): readonly Frame[] {
  const frames: Frame[] = []
  let texts: string[] = []
  let size = 0
  for (const { text } of messages) {
    if (size + text.length > JOIN_CHARACTERS && texts.length > 0) {
      frames.push(frameTexts(texts, lossy))
      texts = []
      size = 0
    }
    texts.push(text)
    size += text.length
  }
  if (texts.length > 0) frames.push(frameTexts(texts, lossy))
  return frames
}

function frame(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text))
  let size = 0
  for (const length of lengths) size += headerLength(length) + length
  const bytes = Buffer.allocUnsafe(size)
  let at = 0
  for (let i = 0; i < texts.length; i++) {
    at = writeHeader(bytes, at, TEXT, lengths[i] ?? 0)
    at += bytes.write(texts[i] ?? '', at, 'utf8')
  }
  return bytes
}

function compress(text: string): Buffer {
  if (text.length < COMPRESS_FROM) return frame([text])
  const flushed = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH })
  const body = flushed.subarray(0, flushed.length - FLUSH_TAIL)
  const header = Buffer.alloc(headerLength(body.length))
  writeHeader(header, 0, COMPRESSED_TEXT, body.length)
  return Buffer.concat([header, body])
}

function headerLength(length: number): number {
  if (length <= SHORT) return 2
  return length <= 0xffff ? 4 : 10
}

function writeHeader(bytes: Buffer, at: number, firstByte: number, length: number): number {
  bytes[at] = firstByte
  if (length <= SHORT) {
    bytes[at + 1] = length
    return at + 2
  }
  if (length <= 0xffff) {
    bytes[at + 1] = LENGTH_16
    return bytes.writeUInt16BE(length, at + 2)
  }
  bytes[at + 1] = LENGTH_64
  return bytes.writeBigUInt64BE(BigInt(length), at + 2)
}
