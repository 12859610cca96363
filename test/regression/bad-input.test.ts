import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { type Envelope, EnvelopeClient } from '../envelope-client.js'
import { Witness } from '../witness.js'

/** Text that is no envelope: for each exactly one clear error, and the connection goes on. */

let bus: BusProcess
let witness: Witness

beforeAll(async () => {
  bus = await BusProcess.start({ inspected: true })
  witness = await Witness.of(bus)
})
afterAll(() => bus?.kill())

const MESSAGE = '{"type":"message","room":"r","channel":"c","payload":{"text":"héllo 🚌","n":[1,2.5e3,true,null]}}'

/** The sample with its payload replaced. */
const withPayload = (payload: string) => `{"type":"message","room":"r","channel":"c","payload":${payload}}`
const nested = (depth: number, open: string, close: string, inside = '') =>
  `${open.repeat(depth)}${inside}${close.repeat(depth)}`

/** Everything that the bus says to a frame. A command behind it shows where the answers end. */
async function answersTo(client: EnvelopeClient, frame: string | Buffer, binary = false): Promise<Envelope[]> {
  client.send(frame, binary)
  await client.command('ping')
  return client.inbox.splice(0)
}

/** One error that says what is wrong and where, and is not longer than what it answers would ever need. */
function expectOneError(answers: readonly Envelope[], path?: string): void {
  expect(answers).toEqual([
    expect.objectContaining({
      type: 'error',
      sender: 'arqonbus',
      error: 'Message validation failed',
      error_code: 'VALIDATION_ERROR',
      payload: {
        errors: expect.arrayContaining([{ path: path ?? expect.any(String), message: expect.stringMatching(/\w{2}/) }]),
      },
    }),
  ])
  expect(JSON.stringify(answers).length).toBeLessThan(8192)
}

describe('JSON that is none', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['white space', ' \r\n\t'],
    ['a word', 'hello'],
    ['a literal', 'null'],
    ['a number', '42'],
    ['a string', '"message"'],
    ['an array', `[${MESSAGE}]`],
    ['trailing garbage', `${MESSAGE}x`],
    ['two envelopes', MESSAGE + MESSAGE],
    ['two lines of JSON', `${MESSAGE}\n${MESSAGE}`],
    ['a comma too many', MESSAGE.replace('}}', ',}}')],
    ['a comma too few', MESSAGE.replace(',"room"', '"room"')],
    ['single quotes', MESSAGE.replaceAll('"', "'")],
    ['names without quotes', '{type:"message"}'],
    ['a line comment', `${MESSAGE}// hello`],
    ['a block comment', MESSAGE.replace('{', '{/* hello */')],
    ['NaN', withPayload('{"n":NaN}')],
    ['Infinity', withPayload('{"n":-Infinity}')],
    ['undefined', withPayload('{"n":undefined}')],
    ['a hexadecimal number', withPayload('{"n":0x10}')],
    ['an octal number', withPayload('{"n":010}')],
    ['a number that begins with +', withPayload('{"n":+1}')],
    ['a number that begins with .', withPayload('{"n":.5}')],
    ['a number that ends with .', withPayload('{"n":5.}')],
    ['a raw NUL in a string', withPayload('{"s":"\0"}')],
    ['a raw NUL before everything', `\0${MESSAGE}`],
    ['a raw NUL behind everything', `${MESSAGE}\0`],
    ['a raw line break in a string', withPayload('{"s":"\n"}')],
    ['an escape that does not exist', withPayload('{"s":"\\x41"}')],
    ['half an escape', withPayload('{"s":"\\u00"}')],
    ['a byte order mark', `\uFEFF${MESSAGE}`],
    ['100,000 open brackets', '['.repeat(100_000)],
    ['100,000 open braces', '{"a":'.repeat(100_000)],
    ['a string that never ends', `{"type":"${'a'.repeat(100_000)}`],
  ])('%s', async (_what, text) => {
    const client = await EnvelopeClient.connect(bus.ws)
    expectOneError(await answersTo(client, text), '')
  })

  test('cut off behind every byte', async () => {
    const bytes = Buffer.from(MESSAGE)
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length)
      const client = await EnvelopeClient.connect(bus.ws)
      if (cut.toString().endsWith('\uFFFD')) {
        client.send(cut)
        expect(await client.closed, `${length} bytes`).toBe(1007)
      } else expectOneError(await answersTo(client, cut), '')
      client.socket.terminate()
    }
  })
})

describe('JSON that is not I-JSON (RFC 7493)', () => {
  test.each<[string, string, string]>([
    ['a name twice', '{"type":"message","type":"command"}', 'type'],
    ['a name twice, once escaped', '{"type":"message","\\u0074ype":"command"}', 'type'],
    ['a name twice, far inside', withPayload('{"a":[{"b":1,"b":1}]}'), 'payload.a.0.b'],
    ['a lone high surrogate, escaped', withPayload('{"s":"\\ud83d"}'), 'payload.s'],
    ['a lone low surrogate, escaped', withPayload('{"s":"\\ude8c"}'), 'payload.s'],
    ['surrogates the wrong way round', withPayload('{"s":"\\ude8c\\ud83d"}'), 'payload.s'],
    ['a lone surrogate in a name', withPayload('{"\\ud83d":1}'), 'payload.\uFFFD'],
    ['a number past every double', withPayload('{"n":1e400}'), 'payload.n'],
    ['a number of 400 digits', withPayload(`{"n":${'9'.repeat(400)}}`), 'payload.n'],
    ['a number of 100,000 digits', withPayload(`{"n":-${'9'.repeat(100_000)}}`), 'payload.n'],
    ['an integer that a double changes', withPayload('{"n":9007199254740993}'), 'payload.n'],
    ['40 objects in each other', withPayload(nested(40, '{"a":', '}', '1')), `payload${'.a'.repeat(31)}`],
    ['40 arrays in each other', withPayload(`{"a":${nested(40, '[', ']')}}`), `payload.a${'.0'.repeat(30)}`],
    ['50,000 arrays in each other', withPayload(`{"a":${nested(50_000, '[', ']')}}`), `payload.a${'.0'.repeat(30)}`],
  ])('%s', async (_what, text, path) => {
    const client = await EnvelopeClient.connect(bus.ws)
    expectOneError(await answersTo(client, text), path)
  })

  test.each<[string, string]>([
    ['a NUL that is escaped', withPayload('{"s":"\\u0000"}')],
    ['a pair of surrogates, escaped', withPayload('{"s":"\\ud83d\\ude8c"}')],
    ['the deepest nesting that is allowed', withPayload(nested(31, '{"a":', '}', '1'))],
    ['the largest integer that a double holds', withPayload('{"n":9007199254740991}')],
    ['white space everywhere', MESSAGE.replaceAll(',', ' ,\r\n\t')],
  ])('but %s is taken', async (_what, text) => {
    const client = await EnvelopeClient.connect(bus.ws)
    client.send(text)
    expect(await client.next()).toMatchObject({ type: 'message_response', status: 'success' })
  })
})

describe('bytes that are not UTF-8', () => {
  test.each<[string, number[]]>([
    ['a lone continuation byte', [0x80]],
    ['half a character', [0xe2, 0x82]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate, raw', [0xed, 0xa0, 0x80]],
    ['both halves of a pair, raw', [0xed, 0xa0, 0xbd, 0xed, 0xba, 0x8c]],
    ['past the last character', [0xf4, 0x90, 0x80, 0x80]],
    ['a byte that never occurs', [0xff]],
  ])('%s closes with 1007', async (_what, bytes) => {
    const [before = '', after = ''] = withPayload('{"s":"@"}').split('@')
    const client = await EnvelopeClient.connect(bus.ws)
    client.send(Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]))
    expect(await client.closed).toBe(1007)
    expect(client.inbox).toEqual([])
  })

  test('are no reason to close in a binary frame, which carries no envelope at all', async () => {
    const client = await EnvelopeClient.connect(bus.ws)
    expectOneError(await answersTo(client, Buffer.from([0xff]), true), '')
    expectOneError(await answersTo(client, Buffer.from(MESSAGE), true), '')
  })
})

describe('keys that would change what other objects are', () => {
  const poison = '{"polluted":true,"echo":true,"role":"admin","limit":1}'
  test.each<[string, string, string]>([
    ['at the top', `{"__proto__":${poison},${MESSAGE.slice(1)}`, '__proto__'],
    ['at the top, escaped', `{"\\u005f_proto_\\u005F":${poison},${MESSAGE.slice(1)}`, '__proto__'],
    ['in the payload', withPayload(`{"__proto__":${poison}}`), 'payload.__proto__'],
    ['in a list in the payload', withPayload(`{"a":[[{"__proto__":${poison}}]]}`), 'payload.a.0.0.__proto__'],
    ['constructor.prototype', withPayload(`{"constructor":{"prototype":${poison}}}`), 'payload.constructor'],
    ['prototype', withPayload(`{"prototype":${poison}}`), 'payload.prototype'],
    ['in arguments', `{"type":"command","command":"ping","args":{"__proto__":${poison}}}`, 'args.__proto__'],
    [
      'in the arguments of the old shape',
      `{"type":"command","payload":{"command":"history","parameters":{"\\u005f\\u005fproto__":${poison}}}}`,
      'payload.parameters.__proto__',
    ],
    [
      'in metadata',
      `{"metadata":{"vector_clock":{"__proto__":1}},${MESSAGE.slice(1)}`,
      'metadata.vector_clock.__proto__',
    ],
  ])('%s', async (_what, text, path) => {
    const client = await EnvelopeClient.connect(bus.ws)
    expectOneError(await answersTo(client, text), path)
  })

  test('over HTTP', async () => {
    const body = withPayload(`{"__proto__":${poison}}`)
    const headers = { 'content-type': 'application/json' }
    const answers = [
      await fetch(`${bus.http}/v1/publish`, { method: 'POST', headers, body }),
      await fetch(`${bus.http}/storage/history?room=r&__proto__=1`),
      await fetch(`${bus.http}/storage/history?room=r&constructor[prototype][polluted]=1`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
  })

  test('have changed nothing', async () => {
    const client = await EnvelopeClient.connect(bus.ws)
    await client.data('join_channel', { room: 'r', channel: 'quiet' })
    expect(await client.data('whoami')).toMatchObject({ role: 'user' })
    const inspector = await bus.inspector()
    expect(await inspector.evaluate('Object.getOwnPropertyNames(Object.prototype).length')).toBe(
      Object.getOwnPropertyNames(Object.prototype).length,
    )
    expect(await inspector.evaluate('typeof ({}).polluted')).toBe('undefined')
    await client.publish('r', 'quiet', {})
    await client.command('ping')
    expect(client.inbox, 'its own message comes back to who asks for it').toEqual([])
  })
})

describe('envelopes that break the contract', () => {
  test.each<[string, object, string]>([
    ['no type', { room: 'r' }, 'type'],
    ['a type of Object.prototype', { type: 'toString' }, 'type'],
    ['a type of the bus', { type: 'event', payload: {} }, 'type'],
    ['a field that nobody knows', { type: 'message', room: 'r', channel: 'c', payload: {}, hack: 1 }, 'hack'],
    ['an id that is none', { id: 'x', type: 'message', room: 'r', channel: 'c', payload: {} }, 'id'],
    ['another version', { version: '2.0', type: 'message', room: 'r', channel: 'c', payload: {} }, 'version'],
    [
      'a day that is none',
      { timestamp: '2025-02-29T00:00:00Z', type: 'message', room: 'r', channel: 'c', payload: {} },
      'timestamp',
    ],
    ['a room with a line break', { type: 'message', room: 'r\n', channel: 'c', payload: {} }, 'room'],
    ['a room of 129 characters', { type: 'message', room: 'r'.repeat(129), channel: 'c', payload: {} }, 'room'],
    ['a glob for a channel', { type: 'message', room: 'r', channel: '*', payload: {} }, 'channel'],
    ['a list for a payload', { type: 'message', room: 'r', channel: 'c', payload: [] }, 'payload'],
    ['no destination', { type: 'message', payload: {} }, 'room'],
  ])('%s', async (_what, envelope, path) => {
    const client = await EnvelopeClient.connect(bus.ws)
    expectOneError(await answersTo(client, JSON.stringify(envelope)), path)
  })

  test('tell at most twenty broken rules, however many there are', async () => {
    const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`field${i}`, i]))
    const client = await EnvelopeClient.connect(bus.ws)
    const answers = await answersTo(client, JSON.stringify({ type: 'message', ...fields }))
    expectOneError(answers)
    expect(answers[0]?.payload?.errors).toHaveLength(20)
  })

  test('ten of them within a minute close with 4501', async () => {
    const client = await EnvelopeClient.connect(bus.ws)
    for (let i = 0; i < 20; i++) client.send('nonsense')
    expect(await client.closed).toBe(4501)
    expect(client.inbox).toHaveLength(10)
  })
})

test('nobody else was disturbed by any of it', () => witness.expectCalm())
