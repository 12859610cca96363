import { constants, deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { dial, type FrameParts, handshakeText, opcodes, readAnswer, Wire } from '../wire.js'
import { Witness } from '../witness.js'

/** permessage-deflate (RFC 7692): what is small on the wire and large behind it. */

const MIB = 1024 * 1024
const { text, continuation } = opcodes
const OFFER = { 'Sec-WebSocket-Extensions': 'permessage-deflate' }
const RSV1 = 4

/** As RFC 7692, 7.2.1 wants it: without the empty block at the end of a flush. */
const deflated = (bytes: Buffer | string) =>
  deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
const EMPTY = `{"type":"message","room":"r","channel":"c","payload":{"s":""}}`
const messageOf = (bytes: number) => EMPTY.replace(`""`, `"${'a'.repeat(bytes - EMPTY.length)}"`)
const bomb = deflated(Buffer.alloc(256 * MIB, ' '))

let bus: BusProcess
let witness: Witness

async function endAfter(...frames: FrameParts[]): Promise<number | 'cut'> {
  const wire = await Wire.open(bus.ws, OFFER)
  wire.send(...frames)
  const end = await wire.ended
  expect(wire.texts).toEqual([])
  return end
}

describe('with compression on', () => {
  beforeAll(async () => {
    bus = await BusProcess.start({ inspected: true, settings: { COMPRESSION: true } })
    witness = await Witness.of(bus)
  })
  afterAll(() => bus?.kill())

  test('a compressed message is taken', async () => {
    const wire = await Wire.open(bus.ws, OFFER)
    wire.send({ opcode: text, rsv: RSV1, payload: deflated(messageOf(MIB)) })
    await wire.until(() => wire.texts.length > 0)
    expect(JSON.parse(wire.texts[0] ?? '')).toMatchObject({ type: 'message_response', status: 'success' })
  })

  test('a bomb of 256 MiB in 256 KiB closes with 1009', async () => {
    expect(bomb.length).toBeLessThan(MIB / 3)
    expect(await endAfter({ opcode: text, rsv: RSV1, payload: bomb })).toBe(1009)
  })

  test('one byte over the limit behind the compression closes with 1009', async () => {
    expect(await endAfter({ opcode: text, rsv: RSV1, payload: deflated(messageOf(MIB + 1)) })).toBe(1009)
  })

  test('a bomb in fragments closes with 1009', async () => {
    const parts = Array.from({ length: 100 }, (_, i) => ({
      opcode: i === 0 ? text : continuation,
      rsv: i === 0 ? RSV1 : 0,
      fin: i === 99,
      payload: bomb.subarray(i * 4096, (i + 1) * 4096),
    }))
    expect(await endAfter(...parts)).toBe(1009)
  })

  test('a hundred bombs at once each close with 1009', async () => {
    const ends = Array.from({ length: 100 }, () => endAfter({ opcode: text, rsv: RSV1, payload: bomb }))
    expect(new Set(await Promise.all(ends))).toEqual(new Set([1009]))
  })

  test('bytes that no compression made close with 1007', async () => {
    expect(await endAfter({ opcode: text, rsv: RSV1, payload: Buffer.alloc(64, 0xff) })).toBe(1007)
  })

  test('compressed bytes that are not UTF-8 close with 1007', async () => {
    expect(await endAfter({ opcode: text, rsv: RSV1, payload: deflated(Buffer.from([0x22, 0xff, 0x22])) })).toBe(1007)
  })

  test.each([1, 2, 3, 5, 6, 7])('the reserved bits %i close with 1002', async (rsv) => {
    expect(await endAfter({ opcode: text, rsv, payload: deflated(messageOf(128)) })).toBe(1002)
  })

  test('a compressed control frame closes with 1002', async () => {
    expect(await endAfter({ opcode: opcodes.ping, rsv: RSV1, payload: deflated('hello') })).toBe(1002)
  })

  test.each([
    'permessage-deflate; server_max_window_bits=99',
    'permessage-deflate; client_max_window_bits=7',
    'permessage-deflate; unknown=1',
    'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
    'permessage-deflate;;',
    '=',
  ])('the offer %j is refused or ignored', async (offer) => {
    const socket = await dial(bus.ws)
    socket.write(handshakeText({ 'Sec-WebSocket-Extensions': offer }))
    const answer = await readAnswer(socket)
    if (answer?.status !== 400) {
      expect(answer?.status).toBe(101)
      expect(answer?.headers).not.toHaveProperty('sec-websocket-extensions')
    }
  })

  test('nobody else was disturbed by any of it', () => witness.expectCalm())
})

describe('with compression off', () => {
  beforeAll(async () => {
    bus = await BusProcess.start({ inspected: true })
    witness = await Witness.of(bus)
  })
  afterAll(() => bus?.kill())

  test('a compressed frame closes with 1002, whatever the client has offered', async () => {
    expect(await endAfter({ opcode: text, rsv: RSV1, payload: deflated(messageOf(128)) })).toBe(1002)
    expect(await endAfter({ opcode: text, rsv: RSV1, payload: bomb })).toBe(1002)
  })

  test('nobody else was disturbed by any of it', () => witness.expectCalm())
})
