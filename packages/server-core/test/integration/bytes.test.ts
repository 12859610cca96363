import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { TestBus } from '../../src/testing/index.js'
import { type Client, codeOf, connect, nextId, soon, start } from './harness.js'
import { type FrameParts, frame, opcodes, RawClient } from './raw-client.js'

const { text, binary, continuation, ping, pong, close } = opcodes
const PING = JSON.stringify({ id: 'arq_1_1_abcdef', type: 'command', command: 'ping' })
const isAnswered = (client: RawClient) => client.texts.some((one) => one.includes('"pong":true'))

/** Another client, which must not notice anything. */
async function bystander(bus: TestBus): Promise<() => Promise<void>> {
  const [a, b] = [await connect(bus), await connect(bus)]
  await b.join('quiet', 'corner')
  return async () => {
    expect(await a.publish('quiet', 'corner')).toMatchObject({ delivered: 1 })
    expect(await codeOf(b.call('ping'))).toBe('none')
  }
}

describe('what is no envelope', () => {
  it.each<[string, string | Buffer]>([
    ['nothing at all', ''],
    ['a truncated object', '{"type":"message"'],
    ['something behind the object', `${PING}x`],
    ['two objects', `${PING}${PING}`],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '1'],
    ['a string', '"x"'],
    ['NUL bytes', Buffer.from('\0\0\0\0')],
    ['a byte order mark', `\ufeff${PING}`],
    ['a lone surrogate', '{"type":"message","room":"r","channel":"c","payload":{"t":"\\ud800"}}'],
    ['a key that comes twice', '{"type":"command","command":"ping","command":"help"}'],
    ['a number out of range', '{"type":"message","room":"r","channel":"c","payload":{"n":1e999}}'],
    [
      'an integer that no double holds',
      '{"type":"message","room":"r","channel":"c","payload":{"n":12345678901234567890123}}',
    ],
    ['a key of every object', '{"type":"message","room":"r","channel":"c","payload":{"__proto__":{"admin":true}}}'],
    ['a constructor', '{"type":"message","room":"r","channel":"c","payload":{"constructor":{"prototype":{"x":1}}}}'],
    ['forty levels', `{"type":"message","room":"r","channel":"c","payload":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`],
    ['a hundred thousand levels', '['.repeat(100_000)],
    ['half of a frame', '{"type":'],
    ['no type', '{"id":"arq_1_1_abcdef"}'],
    ['a type of the bus', '{"type":"event","payload":{"event":"server.draining"}}'],
  ])('%s is told so, and the connection stays', async (_, payload) => {
    const bus = await start()
    const client = await RawClient.connect(bus)
    client.write({ opcode: text, payload })
    await soon(() => client.texts.at(-1)).toContain('"error_code":"VALIDATION_ERROR"')
    client.write({ opcode: text, payload: PING })
    await soon(() => isAnswered(client)).toBe(true)
    expect(client.texts).toHaveLength(3)
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('binary frames are told so', async () => {
    const bus = await start()
    const client = await RawClient.connect(bus)
    client.write({ opcode: binary, payload: PING })
    await soon(() => client.texts.at(-1)).toContain('must be a text frame')
  })
})

describe('frames that break RFC 6455', () => {
  const cases: [string, FrameParts | Buffer, number][] = [
    ['text that is not UTF-8', { opcode: text, payload: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }, 1007],
    ['an overlong slash', { opcode: text, payload: Buffer.from([0xc0, 0xaf]) }, 1007],
    ['a surrogate as UTF-8', { opcode: text, payload: Buffer.from([0xed, 0xa0, 0x80]) }, 1007],
    ['more than a frame may have', { opcode: text, payload: 'x'.repeat(1_048_577) }, 1009],
    ['a length that is never sent', { opcode: text, claims: 2n ** 40n }, 1009],
    ['a length of more than 53 bits', { opcode: text, claims: 2n ** 62n }, 1009],
    ['a length with the highest bit', { opcode: text, claims: 2n ** 63n }, 1009],
    ['no mask', { opcode: text, payload: PING, masked: false }, 1002],
    ['a reserved opcode', { opcode: 3, payload: 'x' }, 1002],
    ['a reserved control opcode', { opcode: 11, payload: 'x' }, 1002],
    ['a reserved bit', { opcode: text, payload: PING, reserved: 0x20 }, 1002],
    ['a compressed frame that nobody agreed on', { opcode: text, payload: PING, compressed: true }, 1002],
    ['a ping in pieces', { opcode: ping, payload: 'x', fin: false }, 1002],
    ['a ping that is too long', { opcode: ping, payload: 'x'.repeat(126) }, 1002],
    ['a continuation of nothing', { opcode: continuation, payload: 'x' }, 1002],
    ['a close code that must not be sent', { opcode: close, payload: Buffer.from([0x03, 0xee]) }, 1002],
    ['half a close code', { opcode: close, payload: Buffer.from([0x03]) }, 1002],
  ]
  it.each(cases)('%s closes the connection, and disturbs nobody', async (_, bytes, code) => {
    const bus = await start()
    const others = await bystander(bus)
    const client = await RawClient.connect(bus)
    client.write(bytes)
    await soon(() => client.closeCode).toBe(code)
    client.write({ opcode: close, payload: Buffer.from([0x03, 0xe8]) })
    await client.ended
    await others()
  })

  it('a message within a message closes the connection', async () => {
    const client = await RawClient.connect(await start())
    client.write({ opcode: text, payload: '{', fin: false }, { opcode: text, payload: '}' })
    await soon(() => client.closeCode).toBe(1002)
  })
})

describe('a message in pieces', () => {
  const pieces = (whole: string): FrameParts[] =>
    [...whole].map((payload, i, all) => ({ opcode: i === 0 ? text : continuation, payload, fin: i === all.length - 1 }))

  it('is put together, with control frames between', async () => {
    const client = await RawClient.connect(await start())
    client.write(...pieces(PING).flatMap((part) => [part, { opcode: ping, payload: 'p' }, { opcode: pong }]))
    await soon(() => isAnswered(client)).toBe(true)
    expect(client.frames.filter(({ opcode }) => opcode === pong)).toHaveLength(PING.length)
  })

  it('may be cut inside a character', async () => {
    const bus = await start()
    const reader = await connect(bus)
    await reader.join('r', 'c')
    const client = await RawClient.connect(bus)
    const bytes = Buffer.from('{"type":"message","room":"r","channel":"c","payload":{"t":"日本"}}')
    const parts = [...bytes].map((byte, i) =>
      frame({ opcode: i === 0 ? text : continuation, payload: Buffer.from([byte]), fin: i === bytes.length - 1 }),
    )
    client.write(...parts)
    await soon(() => reader.messages).toMatchObject([{ payload: { t: '日本' } }])
  })

  it('by the thousand is no message: the connection is closed', async () => {
    const bus = await start()
    const others = await bystander(bus)
    const client = await RawClient.connect(bus)
    client.write({ opcode: text, payload: 'x', fin: false })
    for (let n = 0; n < 3000; n++) client.write({ opcode: continuation, payload: 'x', fin: false })
    await soon(() => client.closeCode).toBe(1008)
    await others()
  })

  it('that are empty are no way around it', async () => {
    const client = await RawClient.connect(await start())
    client.write({ opcode: text, fin: false })
    for (let n = 0; n < 3000; n++) client.write({ opcode: continuation, fin: false })
    await soon(() => client.closeCode).toBe(1008)
  })
})

describe('floods', () => {
  it('of pings that nobody reads the answers to leave memory flat, and disturb nobody', async () => {
    const bus = await start()
    const others = await bystander(bus)
    const client = await RawClient.connect(bus)
    client.socket.pause()
    const some = Buffer.concat(Array.from({ length: 1000 }, () => frame({ opcode: ping, payload: 'x'.repeat(125) })))
    const before = process.memoryUsage().rss
    for (let n = 0; n < 300 && !client.socket.destroyed; n++) {
      client.socket.write(some)
      if (n % 10 === 0) await others()
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1_048_576)
    await others()
  })

  it('of noise end the connection, not the bus', async () => {
    const bus = await start()
    const others = await bystander(bus)
    for (let n = 0; n < 50; n++) {
      const client = await RawClient.connect(bus)
      client.write(randomBytes(2000))
    }
    await others()
  })
})

describe('compression', () => {
  const long = { text: 'again and again '.repeat(500) }

  it('gives every member the same texts, compressed or not', async () => {
    const bus = await start({ compression: true })
    const [publisher, plain] = [await connect(bus), await connect(bus)]
    const squeezed = await connect(bus, { perMessageDeflate: true })
    expect(squeezed.ws.extensions).toBe('permessage-deflate')
    expect(plain.ws.extensions).toBe('')
    for (const member of [plain, squeezed]) await member.join('r', 'c')
    for (let n = 0; n < 20; n++) await publisher.publish('r', 'c', n % 2 === 0 ? long : { n })
    await soon(() => squeezed.messages).toHaveLength(20)
    expect(squeezed.messages).toEqual(plain.messages)
  })

  it('is taken from clients too', async () => {
    const bus = await start({ compression: true })
    const [member, publisher] = [await connect(bus), await connect(bus, { perMessageDeflate: { threshold: 0 } })]
    await member.join('r', 'c')
    await publisher.publish('r', 'c', long)
    await soon(() => member.messages).toMatchObject([{ payload: long }])
  })

  it('is off unless it is on', async () => {
    const client = await connect(await start(), { perMessageDeflate: true })
    expect(client.ws.extensions).toBe('')
  })

  it('saves what it is for', async () => {
    const bus = await start({ compression: true })
    const offer = 'permessage-deflate; client_no_context_takeover; server_no_context_takeover'
    const client = await RawClient.connect(bus, offer)
    expect(client.head).toMatch(/server_no_context_takeover/)
    client.write({ opcode: text, payload: JSON.stringify({ type: 'command', command: 'help' }) })
    await soon(() => client.texts).toHaveLength(2)
    const answer = client.frames.at(-1)
    expect(answer?.compressed).toBe(true)
    expect(JSON.parse(answer?.payload.toString() ?? '')).toMatchObject({ type: 'response', status: 'success' })
  })

  it('leaves frames alone for a client that can look back only a little way', async () => {
    const bus = await start({ compression: true })
    const client = await RawClient.connect(bus, 'permessage-deflate; server_max_window_bits=9')
    client.write({ opcode: text, payload: JSON.stringify({ type: 'command', command: 'help' }) })
    await soon(() => client.texts).toHaveLength(2)
    expect(client.frames.some(({ compressed }) => compressed)).toBe(false)
  })

  it('is no way to send more than a frame may have', async () => {
    const bus = await start({ compression: true })
    const others = await bystander(bus)
    const client = await RawClient.connect(bus, 'permessage-deflate')
    const bomb = deflateRawSync(Buffer.alloc(200_000_000, 'x'))
    expect(bomb.length).toBeLessThan(400_000)
    const before = process.memoryUsage().rss
    client.write({ opcode: text, payload: bomb, compressed: true })
    await soon(() => client.closeCode).toBe(1009)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1_048_576)
    await others()
  })

  it('that is broken closes the connection', async () => {
    const client = await RawClient.connect(await start({ compression: true }), 'permessage-deflate')
    client.write({ opcode: text, payload: Buffer.from([0xff, 0xff, 0xff, 0xff]), compressed: true })
    await soon(() => client.closeCode).toBe(1007)
  })
})

describe('the largest message', () => {
  it('goes through, byte for byte', async () => {
    const bus = await start()
    const [publisher, member] = [await connect(bus), await connect(bus)]
    await member.join('r', 'c')
    const payload = { text: 'é'.repeat(523_000) }
    await publisher.publish('r', 'c', payload)
    await soon(() => member.messages).toHaveLength(1)
    expect(member.messages[0]?.payload).toEqual(payload)
  })

  it('may be smaller, where that is configured', async () => {
    const bus = await start({ maxMessageSize: 1000 })
    const client: Client = await connect(bus)
    client.send({ id: nextId(), type: 'message', room: 'r', channel: 'c', payload: { text: 'x'.repeat(1000) } })
    expect((await client.closed).code).toBe(1009)
  })
})
