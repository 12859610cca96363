import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { dial, frameBytes, type HandshakeAnswer, handshakeText, opcodes, readAnswer, Wire } from '../wire.js'
import { Witness } from '../witness.js'

/** Connections that never become WebSockets, on both ports: each is answered and ended, and none stays. */

/** What a client may take for its headers, and how exactly that is looked at. */
const HEADERS_MS = 10_000
const CHECK_MS = 1000

let bus: BusProcess
let witness: Witness

beforeAll(async () => {
  bus = await BusProcess.start({ inspected: true })
  witness = await Witness.of(bus)
})
afterAll(() => bus?.kill())

/** Resolves when it is over; what comes until then is read. */
const ended = (socket: Socket) => new Promise<void>((resolve) => socket.resume().once('close', () => resolve()))

/** What the bus answers to a text, once it has ended the connection by itself. */
async function answerAndEnd(text: string | Buffer, url = bus.ws): Promise<HandshakeAnswer | undefined> {
  const socket = await dial(url)
  const answer = readAnswer(socket)
  const end = ended(socket)
  socket.write(text)
  await end
  return answer
}

describe('a handshake', () => {
  test('that is right is welcomed, though the first frames came with it', async () => {
    const socket = await dial(bus.ws)
    const frame = frameBytes({ opcode: opcodes.text, payload: '{"type":"command","command":"ping"}' })
    socket.write(Buffer.concat([Buffer.from(handshakeText()), frame]))
    const answer = await readAnswer(socket)
    expect(answer).toMatchObject({ status: 101, headers: { upgrade: 'websocket' } })
    const said: Buffer[] = [answer?.rest ?? Buffer.alloc(0)]
    socket.on('data', (chunk: Buffer) => said.push(chunk))
    await expect.poll(() => Buffer.concat(said).toString()).toContain('"pong":true')
  })

  test.each<[string, number, string]>([
    ['without a key', 400, handshakeText({ 'Sec-WebSocket-Key': undefined })],
    ['with a key that is none', 400, handshakeText({ 'Sec-WebSocket-Key': 'hello' })],
    ['without a host', 400, handshakeText({ Host: undefined })],
    ['without a version', 400, handshakeText({ 'Sec-WebSocket-Version': undefined })],
    ['of version 12', 400, handshakeText({ 'Sec-WebSocket-Version': '12' })],
    ['to another protocol', 400, handshakeText({ Upgrade: 'h2c' })],
    ['without Connection: Upgrade', 426, handshakeText({ Connection: 'close' })],
    ['without Upgrade', 426, handshakeText({ Upgrade: undefined, Connection: 'close' })],
    ['by POST', 405, handshakeText().replace('GET', 'POST')],
    ['with empty subprotocols', 400, handshakeText({ 'Sec-WebSocket-Protocol': 'arqon.v1,,other' })],
    ['with a subprotocol twice', 400, handshakeText({ 'Sec-WebSocket-Protocol': 'a, a' })],
    ['from a page of another site', 403, handshakeText({ Origin: 'https://evil.example' })],
    ['from a page that hides where it is from', 403, handshakeText({ Origin: 'null' })],
    ['with 20 KB of headers', 431, handshakeText({ Cookie: 'a'.repeat(20_000) })],
    ['with a header line that is none', 400, handshakeText({ 'a b': 'c' })],
    ['with a line break in a header', 400, handshakeText({ Cookie: 'a\nb: c\r: d' })],
    ['with two lengths', 400, handshakeText({ 'Content-Length': '1', 'Transfer-Encoding': 'chunked' })],
  ])('%s is answered %i', async (_what, status, text) => {
    expect((await answerAndEnd(text))?.status).toBe(status)
  })

  test.each([
    ['*', '*'],
    ['//', '//'],
    ['a backslash', '/\\'],
    ['half an escape', '/%'],
    ['an escape that is not UTF-8', '/%ff'],
    ['half an escape for a token', '/?token=%'],
    ['two tokens', '/?token=a&token=b'],
    ['a URL that is none', 'http://['],
    ['a port that is none', 'http://[::1]:99999/'],
    ['8000 characters', `/${'a'.repeat(8000)}`],
  ])('to the target %s is answered, whatever it is', async (_what, target) => {
    const socket = await dial(bus.ws)
    socket.write(handshakeText({}, target))
    expect([101, 400, 404]).toContain((await readAnswer(socket))?.status)
  })

  test('with an extension that the bus does not offer goes on without it', async () => {
    const socket = await dial(bus.ws)
    socket.write(handshakeText({ 'Sec-WebSocket-Extensions': 'permessage-deflate; server_max_window_bits=99, x-hack' }))
    const answer = await readAnswer(socket)
    expect(answer?.status).toBe(101)
    expect(answer?.headers).not.toHaveProperty('sec-websocket-extensions')
  })

  test('with thousands of headers is answered', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`x${i}`, '']))
    const socket = await dial(bus.ws)
    socket.write(handshakeText(many))
    expect([101, 400, 431]).toContain((await readAnswer(socket))?.status)
  })
})

test.each<[string, string | Buffer]>([
  ['a TLS greeting', Buffer.from('16030100a5010000a10303', 'hex')],
  ['bytes without sense', Buffer.alloc(4096, 0xfe)],
  ['a frame without a handshake', frameBytes({ opcode: opcodes.text, payload: '{}' })],
  ['HTTP/2 at once', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a request line of 100 KB', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n\r\n`],
])('%s ends the connection on both ports', async (_what, text) => {
  for (const url of [bus.ws, bus.http]) {
    const answer = await answerAndEnd(text, url)
    expect([undefined, 400, 414, 431]).toContain(answer?.status)
  }
})

test('who never ends the headers, or never begins them, is cut off in time on both ports', {
  timeout: 30_000,
}, async () => {
  const began = performance.now()
  const unfinished = handshakeText().slice(0, -2)
  const dialled = await Promise.all(Array.from({ length: 200 }, (_, i) => dial(i % 2 === 0 ? bus.ws : bus.http)))
  const trickles = dialled.map((socket, i) => {
    if (i % 4 < 2) socket.write(unfinished)
    // One header a second keeps nobody at the door: the time counts from the first byte.
    return i % 8 < 2 ? setInterval(() => socket.write('x: y\r\n'), 1000) : undefined
  })
  await Promise.all(dialled.map(ended))
  for (const trickle of trickles) clearInterval(trickle)
  expect(performance.now() - began).toBeLessThan(HEADERS_MS + 2 * CHECK_MS + 1000)
  expect(performance.now() - began).toBeGreaterThan(HEADERS_MS - CHECK_MS)
})

test('five hundred who leave in the middle of the handshake leave nothing', async () => {
  for (let round = 0; round < 5; round++) {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => dial(bus.ws)))
    const gone = sockets.map(ended)
    for (const [i, socket] of sockets.entries()) {
      const text = handshakeText()
      socket.write(text.slice(0, (i % 2) * text.length || 40))
      socket.resetAndDestroy()
    }
    await Promise.all(gone)
  }
  const wire = await Wire.open(bus.ws)
  wire.sendJson({ type: 'command', command: 'ping' })
  await wire.until(() => wire.texts.length > 0)
})

test('nobody else was disturbed by any of it', () => witness.expectCalm())
