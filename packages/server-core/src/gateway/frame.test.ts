import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { decodeFrames, decodeTexts } from '../testing/index.js'
import { frameChunks, frameTexts } from './frame.js'

const DEFLATE = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover'
const ended: (() => void)[] = []
afterEach(() => {
  for (const end of ended.splice(0)) end()
})

/** What a real client makes of `bytes`, when a server writes them behind its handshake (RFC 6455, 4.2.2). */
async function received(bytes: Buffer, isCompressed = false): Promise<string[]> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (request) => {
      const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1]
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      const extension = isCompressed ? `Sec-WebSocket-Extensions: ${DEFLATE}\r\n` : ''
      const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${extension}\r\n`
      const close = Buffer.from([0x88, 0x02, 0x03, 0xe8])
      socket.write(Buffer.concat([Buffer.from(head), bytes, close]))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: isCompressed })
  ended.push(
    () => client.terminate(),
    () => server.close(),
  )
  const texts: string[] = []
  client.on('message', (data, isBinary) => texts.push(`${isBinary ? 'binary ' : ''}${data}`))
  const [code] = await once(client, 'close')
  expect(code).toBe(1000)
  return texts
}

describe('a frame', () => {
  // Where the length takes two, four and ten bytes (RFC 6455, 5.2).
  it.each([
    [0, 2],
    [1, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
    [1_048_576, 10],
  ])('of %i bytes has a header of %i, and a client reads it', async (length, header) => {
    const text = 'x'.repeat(length)
    const { bytes, messages } = frameTexts([text])
    expect(bytes).toHaveLength(header + length)
    expect(messages).toBe(1)
    expect(await received(bytes)).toEqual([text])
  })

  it('counts bytes, not characters', async () => {
    const text = 'é'.repeat(63)
    expect(frameTexts([text]).bytes).toHaveLength(4 + 126)
    expect(await received(frameTexts([text]).bytes)).toEqual([text])
  })

  it('is unmasked, whole, and text', () => {
    expect([...frameTexts(['hi']).bytes]).toEqual([0x81, 0x02, 0x68, 0x69])
  })

  it('may hold many messages, in their order', async () => {
    const texts = ['{"a":1}', 'y'.repeat(200), '日本', 'z'.repeat(70_000), '{}']
    const frame = frameTexts(texts)
    expect(frame.messages).toBe(5)
    expect(await received(frame.bytes)).toEqual(texts)
  })
})

describe('a compressed frame', () => {
  const long = JSON.stringify({ text: 'again and again, '.repeat(200), list: Array.from({ length: 100 }, (_, i) => i) })

  it('is read by a client as the same texts', async () => {
    const texts = [long, '{"short":true}', `${long}${long}`, 'é'.repeat(2000)]
    expect(await received(frameTexts(texts).compressed, true)).toEqual(texts)
  })

  it('is smaller where that is worth it, and left alone where not', () => {
    const frame = frameTexts([long, '{"short":true}'])
    expect(frame.compressed.length).toBeLessThan(frame.bytes.length / 3)
    expect(decodeFrames(frame.compressed).map(({ compressed }) => compressed)).toEqual([true, false])
  })

  it('is made once for everybody', () => {
    const frame = frameTexts([long])
    expect(frame.compressed).toBe(frame.compressed)
  })

  it('may grow past what it was: what cannot be compressed is sent all the same', async () => {
    const noise = Array.from({ length: 3000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('')
    expect(await received(frameTexts([noise]).compressed, true)).toEqual([noise])
  })
})

describe('many messages', () => {
  const message = (text: string) => ({ text })

  it('become one frame where they are small', () => {
    const frames = frameChunks(['a', 'b', 'c'].map(message), false)
    expect(frames.map(({ bytes }) => decodeTexts(bytes))).toEqual([['a', 'b', 'c']])
  })

  it('are taken apart where they would be too much for one place in a queue', () => {
    const texts = ['a'.repeat(40_000), 'b'.repeat(20_000), 'c'.repeat(10_000), 'd'.repeat(200_000), 'e']
    const frames = frameChunks(texts.map(message), true)
    expect(frames.map(({ messages }) => messages)).toEqual([2, 1, 1, 1])
    expect(frames.flatMap(({ bytes }) => decodeTexts(bytes))).toEqual(texts)
    expect(frames.every(({ lossy }) => lossy)).toBe(true)
  })

  it('of none are none', () => {
    expect(frameChunks([], false)).toEqual([])
  })
})
