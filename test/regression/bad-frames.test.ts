import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { closePayload, type FrameParts, frameBytes, opcodes, Wire } from '../wire.js'
import { Witness } from '../witness.js'

/** Frames that break RFC 6455, or nearly do: for each the close code that the RFC gives, or an answer. */

const MIB = 1024 * 1024
const MAX_FRAGMENTS = 1024
const { continuation, text, binary, close, ping, pong } = opcodes

let bus: BusProcess
let witness: Witness

beforeAll(async () => {
  bus = await BusProcess.start({ inspected: true })
  witness = await Witness.of(bus)
})
afterAll(() => bus?.kill())

const PING = JSON.stringify({ type: 'command', command: 'ping' })

/** A message of exactly this many bytes. */
function messageOf(bytes: number): string {
  const empty = JSON.stringify({ type: 'message', room: 'r', channel: 'c', payload: { s: '' } })
  return empty.replace('""', `"${'a'.repeat(bytes - empty.length)}"`)
}

/** `payload` in `count` frames. */
function fragments(payload: string, count: number): FrameParts[] {
  const bytes = Buffer.from(payload)
  const size = Math.ceil(bytes.length / count)
  return Array.from({ length: count }, (_, i) => ({
    opcode: i === 0 ? text : continuation,
    fin: i === count - 1,
    payload: bytes.subarray(i * size, (i + 1) * size),
  }))
}

/** Sends frames that the bus must take, and gives back the one text that it answers. */
async function answerTo(...frames: FrameParts[]): Promise<{ type: string; status?: string }> {
  const wire = await Wire.open(bus.ws)
  wire.send(...frames)
  await wire.until(() => wire.texts.length > 0)
  expect(wire.texts).toHaveLength(1)
  return JSON.parse(wire.texts[0] ?? '')
}

/** Sends frames that the bus must not take, and gives back how it ends the connection. */
async function endAfter(...frames: FrameParts[]): Promise<number | 'cut'> {
  const wire = await Wire.open(bus.ws)
  wire.send(...frames)
  const end = await wire.ended
  expect(wire.texts).toEqual([])
  return end
}

describe('lengths', () => {
  test.each<[string, bigint]>([
    ['one byte over the limit', BigInt(MIB) + 1n],
    ['4 GiB', 2n ** 32n],
    ['the largest that a double holds', 2n ** 53n - 1n],
    ['one more than that', 2n ** 53n],
    ['the largest without the highest bit', 2n ** 63n - 1n],
    ['nothing but the highest bit', 2n ** 63n],
    ['every bit', 2n ** 64n - 1n],
  ])('%s close with 1009 before anything of it has come', async (_what, claimedLength) => {
    expect(await endAfter({ opcode: text, claimedLength })).toBe(1009)
    expect(await endAfter({ opcode: binary, claimedLength })).toBe(1009)
  })

  test('over the limit in fragments close with 1009', async () => {
    expect(await endAfter(...fragments(messageOf(MIB + 1), 3))).toBe(1009)
  })

  test('of exactly the limit are taken, whole and in fragments', async () => {
    expect(await answerTo({ opcode: text, payload: messageOf(MIB) })).toMatchObject({ status: 'success' })
    expect(await answerTo(...fragments(messageOf(MIB), 17))).toMatchObject({ status: 'success' })
  })

  test('that would fit in fewer bits are taken', async () => {
    expect(await answerTo({ opcode: text, payload: PING, claimedLength: BigInt(PING.length) })).toMatchObject({
      type: 'response',
    })
  })
})

describe('headers', () => {
  test.each([3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf])('the reserved opcode %i closes with 1002', async (opcode) => {
    expect(await endAfter({ opcode, payload: PING })).toBe(1002)
  })

  test.each([1, 2, 3, 4, 5, 6, 7])('the reserved bits %i close with 1002', async (rsv) => {
    expect(await endAfter({ opcode: text, rsv, payload: PING })).toBe(1002)
  })

  test.each([text, ping, close])('no mask closes with 1002, for the opcode %i', async (opcode) => {
    expect(await endAfter({ opcode, masked: false })).toBe(1002)
  })
})

describe('fragments', () => {
  test('as many as are allowed make one message', async () => {
    expect(await answerTo(...fragments(messageOf(2048), MAX_FRAGMENTS))).toMatchObject({ status: 'success' })
  })

  test.each([MAX_FRAGMENTS + 1, 20_000])('%i of them close with 1008', async (count) => {
    expect(await endAfter(...fragments(messageOf(count), count))).toBe(1008)
  })

  test('that are empty count too', async () => {
    const empty = Array.from({ length: 20_000 }, () => ({ opcode: continuation, fin: false }))
    expect(await endAfter({ opcode: text, fin: false }, ...empty)).toBe(1008)
  })

  test('without a beginning close with 1002', async () => {
    expect(await endAfter({ opcode: continuation, payload: PING })).toBe(1002)
    expect(await endAfter({ opcode: continuation, fin: false, payload: PING })).toBe(1002)
  })

  test('of two messages at once close with 1002', async () => {
    expect(await endAfter({ opcode: text, fin: false, payload: PING }, { opcode: text, payload: PING })).toBe(1002)
  })

  test('of which one cuts a character in two make one message', async () => {
    const message = Buffer.from(JSON.stringify({ type: 'message', room: 'r', channel: 'c', payload: { s: '🚌' } }))
    const cut = message.indexOf(Buffer.from('🚌')) + 2
    const answer = await answerTo(
      { opcode: text, fin: false, payload: message.subarray(0, cut) },
      { opcode: continuation, payload: message.subarray(cut) },
    )
    expect(answer).toMatchObject({ status: 'success' })
  })

  test('that begin a message that never ends hold nobody up', async () => {
    const unfinished = await Wire.open(bus.ws)
    unfinished.send({ opcode: text, fin: false, payload: PING })
    expect(await answerTo({ opcode: text, payload: PING })).toMatchObject({ type: 'response' })
  })

  test('that come a byte at a time make one message', async () => {
    const wire = await Wire.open(bus.ws)
    const [first, second] = fragments(PING, 2)
    const bytes = Buffer.concat([first, second].flatMap((part) => (part ? [frameBytes(part)] : [])))
    for (const byte of bytes) await new Promise((resolve) => wire.socket.write(Buffer.of(byte), resolve))
    await wire.until(() => wire.texts.length > 0)
    expect(JSON.parse(wire.texts[0] ?? '')).toMatchObject({ type: 'response', status: 'success' })
  })
})

describe('control frames', () => {
  test('between fragments are answered, and the message stays whole', async () => {
    const wire = await Wire.open(bus.ws)
    const [first, second, third] = fragments(PING, 3)
    const between: FrameParts[] = [
      { opcode: ping, payload: 'are you there?' },
      { opcode: pong, payload: 'unasked' },
      { opcode: ping },
    ]
    wire.send(...[first, ...between, second, ...between, third].flatMap((part) => part ?? []))
    await wire.until(() => wire.texts.length > 0)
    expect(JSON.parse(wire.texts[0] ?? '')).toMatchObject({ type: 'response', status: 'success' })
    const pongs = wire.frames.filter(({ opcode }) => opcode === pong).map(({ payload }) => payload.toString())
    expect(pongs).toEqual(['are you there?', '', 'are you there?', ''])
  })

  test('to close between fragments closes', async () => {
    const [first] = fragments(PING, 2)
    expect(await endAfter(...(first ? [first] : []), { opcode: close, payload: closePayload(1000) })).toBe(1000)
  })

  test.each([ping, pong, close])('in fragments close with 1002, for the opcode %i', async (opcode) => {
    expect(await endAfter({ opcode, fin: false })).toBe(1002)
  })

  test.each([ping, pong, close])('over 125 bytes close with 1002, for the opcode %i', async (opcode) => {
    expect(await endAfter({ opcode, payload: Buffer.alloc(126, 'a') })).toBe(1002)
    expect(await endAfter({ opcode, claimedLength: 2n ** 63n })).toBe(1002)
  })

  test('of 125 bytes are answered', async () => {
    const wire = await Wire.open(bus.ws)
    wire.send({ opcode: ping, payload: 'a'.repeat(125) })
    await wire.until((frames) => frames.length > 0)
    expect(wire.frames).toEqual([{ opcode: pong, payload: Buffer.alloc(125, 'a') }])
  })

  test('in a flood do not pile up: who sends so many at once is cut off', async () => {
    const wire = await Wire.open(bus.ws)
    wire.send(...Array.from({ length: 8192 }, () => ({ opcode: ping, payload: 'a'.repeat(125) })))
    expect(await wire.ended).toBe('cut')
  })
})

describe('close frames', () => {
  test.each([0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535])(
    'with the code %i close with 1002',
    async (code) => {
      expect(await endAfter({ opcode: close, payload: closePayload(code) })).toBe(1002)
    },
  )

  test('with half a code close with 1002', async () => {
    expect(await endAfter({ opcode: close, payload: Buffer.of(3) })).toBe(1002)
  })

  test('with a reason that is not UTF-8 close with 1007', async () => {
    expect(await endAfter({ opcode: close, payload: closePayload(1000, Buffer.of(0xff)) })).toBe(1007)
  })

  test.each([1000, 1001, 1003, 1014, 3000, 4999])('with the code %i are answered with it', async (code) => {
    expect(await endAfter({ opcode: close, payload: closePayload(code, 'bye') })).toBe(code)
  })

  test('make the bus deaf to what follows', async () => {
    const wire = await Wire.open(bus.ws)
    wire.send({ opcode: close, payload: closePayload(1000) }, { opcode: text, payload: PING }, { opcode: 3 })
    expect(await wire.ended).toBe(1000)
    expect(wire.texts).toEqual([])
  })
})

test('a thousand connections that end in the middle of a frame leave nothing', async () => {
  for (let round = 0; round < 10; round++) {
    const wires = await Promise.all(Array.from({ length: 100 }, () => Wire.open(bus.ws)))
    for (const { socket } of wires) {
      socket.write(frameBytes({ opcode: text, payload: messageOf(4096) }).subarray(0, 4000))
      socket.resetAndDestroy()
    }
    await Promise.all(wires.map(({ ended }) => ended))
  }
})

test('nobody else was disturbed by any of it', () => witness.expectCalm())
