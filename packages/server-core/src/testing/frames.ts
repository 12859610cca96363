import { constants, inflateRawSync } from 'node:zlib'

/** One WebSocket frame (RFC 6455, 5.2) from a server: unmasked. */
export interface DecodedFrame {
  readonly opcode: number
  /** RSV1: the payload was compressed (RFC 7692). */
  readonly compressed: boolean
  /** Decompressed. */
  readonly payload: Buffer
}

/**
 * The frames that stand in `bytes`, one after the other.
 *
 * @throws RangeError where the last one is not whole
 */
export function decodeFrames(bytes: Buffer): DecodedFrame[] {
  const frames: DecodedFrame[] = []
  let at = 0
  while (at < bytes.length) {
    const first = bytes.readUInt8(at)
    const short = bytes.readUInt8(at + 1)
    const [length, header] =
      short < 126
        ? [short, 2]
        : short === 126
          ? [bytes.readUInt16BE(at + 2), 4]
          : [Number(bytes.readBigUInt64BE(at + 2)), 10]
    const end = at + header + length
    if (end > bytes.length) throw new RangeError('the last frame is not whole')
    const payload = bytes.subarray(at + header, end)
    const compressed = (first & 0x40) !== 0
    frames.push({ opcode: first & 0x0f, compressed, payload: compressed ? inflate(payload) : payload })
    at = end
  }
  return frames
}

/** The texts of the text frames in `bytes`. */
export function decodeTexts(bytes: Buffer): string[] {
  return decodeFrames(bytes)
    .filter(({ opcode }) => opcode === 1)
    .map(({ payload }) => payload.toString())
}

/** A message that ends without its last block, as RFC 7692, 7.2.2 has it. */
function inflate(payload: Buffer): Buffer {
  const tail = Buffer.from([0x00, 0x00, 0xff, 0xff])
  return inflateRawSync(Buffer.concat([payload, tail]), { finishFlush: constants.Z_SYNC_FLUSH })
}
