import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect as connectSocket, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { BusError } from '@arqonbus/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { memoryLog, post, send, startBus, startDraining } from './http-harness.js'

const message = { room: 'science', channel: 'general', payload: { text: 'hello' } }
const problem = (code: string) => ({
  code,
  title: expect.any(String),
  detail: expect.any(String),
  type: `urn:arqonbus:error:${code}`,
})

describe('paths and methods', () => {
  it.each(['/', '/no/such/path', '/Health', '/health/', '/v1', '/.env', '/status%00'])(
    'answers 404 for %s',
    async (path) => {
      const { url } = await startBus()
      const response = await fetch(url + path)
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(await response.json()).toMatchObject({ status: 404, ...problem('NOT_FOUND') })
    },
  )

  it.each([
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/status', 'GET, HEAD, OPTIONS'],
    ['PUT', '/v1/publish', 'POST, OPTIONS'],
    ['GET', '/v1/publish', 'POST, OPTIONS'],
    ['GET', '/admin/shutdown', 'POST, OPTIONS'],
  ])('answers 405 for %s %s, and says what is allowed', async (method, path, allow) => {
    const { url } = await startBus()
    const response = await fetch(url + path, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    expect(await response.json()).toMatchObject({ status: 405, ...problem('VALIDATION_ERROR') })
  })

  it('answers OPTIONS with what is allowed', async () => {
    const { url } = await startBus()
    const response = await fetch(`${url}/metrics`, { method: 'OPTIONS' })
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS'])
  })

  it('answers HEAD on a path that only takes POST with 405', async () => {
    const { url } = await startBus()
    expect(await send(`${url}/v1/publish`, { method: 'HEAD' })).toMatchObject({ status: 405, text: '' })
  })

  it('lets nothing be cached or guessed', async () => {
    const { url } = await startBus()
    const { headers } = await fetch(`${url}/health`)
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff'])
  })
})

describe('bodies', () => {
  it.each([
    ['nothing', ''],
    ['half an object', '{"room":'],
    ['something behind', '{} {}'],
    ['a list', '[]'],
    ['a text', '"hello"'],
    ['the same key twice', '{"room":"a","room":"b"}'],
    ['a key that changes objects', '{"payload":{"__proto__":{}}}'],
    ['a lone surrogate', '{"room":"\\ud800"}'],
    ['a number that no double holds', '{"payload":{"n":9007199254740993}}'],
    ['40 levels', `{"payload":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`],
    ['a byte order mark', '\ufeff{}'],
  ])('refuses %s with a list of what is wrong', async (_, body) => {
    const { url } = await startBus()
    const response = await post(`${url}/v1/publish`, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      ...problem('VALIDATION_ERROR'),
      errors: [{ path: expect.any(String), message: expect.any(String) }],
    })
  })

  it('refuses what is not UTF-8', async () => {
    const { url } = await startBus()
    const body = Buffer.concat([Buffer.from('{"room":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
    const response = await fetch(`${url}/v1/publish`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ path: '', message: 'is not UTF-8' }] })
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/json; charset=latin1',
    '',
  ])('refuses the type "%s"', async (type) => {
    const { url } = await startBus()
    const response = await post(`${url}/v1/publish`, message, { 'content-type': type })
    expect(response.status).toBe(415)
    expect(response.headers.get('accept')).toBe('application/json')
    expect(await response.json()).toMatchObject({ errors: [{ path: 'content-type' }] })
  })

  it('refuses a body that says no type', async () => {
    const { url } = await startBus()
    const response = await fetch(`${url}/v1/publish`, { method: 'POST', body: Buffer.from(JSON.stringify(message)) })
    expect(response.status).toBe(415)
  })

  it.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'takes the type %s',
    async (type) => {
      const { url } = await startBus()
      expect((await post(`${url}/v1/publish`, message, { 'content-type': type })).status).toBe(200)
    },
  )

  it('refuses a compressed body', async () => {
    const { url } = await startBus()
    const body = Readable.toWeb(Readable.from([JSON.stringify(message)]).pipe(createGzip()))
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const response = await fetch(`${url}/v1/publish`, { method: 'POST', body, headers, duplex: 'half' })
    expect(response.status).toBe(415)
    expect(await response.json()).toMatchObject({ errors: [{ path: 'content-encoding' }] })
  })

  const ofSize = (bytes: number) => {
    const empty = JSON.stringify({ ...message, payload: { text: '' } })
    return JSON.stringify({ ...message, payload: { text: 'x'.repeat(bytes - empty.length) } })
  }

  it('takes as many bytes as a frame may have, and not one more', async () => {
    const { url } = await startBus({ maxMessageSize: 1000 })
    expect((await post(`${url}/v1/publish`, ofSize(1000))).status).toBe(200)
    const response = await post(`${url}/v1/publish`, ofSize(1001))
    expect(response.status).toBe(413)
    expect(response.headers.get('connection')).toBe('close')
    expect(await response.json()).toMatchObject({ ...problem('VALIDATION_ERROR'), status: 413 })
  })

  it('counts the bytes of a body that does not say how long it is', async () => {
    const { url } = await startBus({ maxMessageSize: 1000 })
    const body = Readable.toWeb(Readable.from([ofSize(1000), 'x']))
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/v1/publish`, { method: 'POST', body, headers, duplex: 'half' })
    expect(response.status).toBe(413)
  })

  it('stays up for the next after a body that never ends', async () => {
    const { url } = await startBus({ maxMessageSize: 1000 })
    const socket = open(url)
    socket.write(
      'POST /v1/publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    )
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`
    socket.write(chunk + chunk)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /)
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })
})

describe('a store that fails', () => {
  it('is a fault in the answer, and has a reason in the log alone', async () => {
    const count = () => Promise.reject(new Error('disk /dev/sdb1 is on fire'))
    const { url, logged } = await startBus({ log: memoryLog({ count }) })
    const response = await fetch(`${url}/storage/stats`)
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ ...problem('INTERNAL_ERROR'), status: 500 })
    expect(text).not.toContain('sdb1')
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        route: '/storage/stats',
        err: expect.objectContaining({ message: 'disk /dev/sdb1 is on fire' }),
      }),
    )
  })

  it('leaves the metrics readable', async () => {
    const count = () => Promise.reject(new Error('no'))
    const { url } = await startBus({ log: memoryLog({ count }) })
    const response = await fetch(`${url}/metrics`)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('arqonbus_scrape_errors_total 1\n')
  })

  it('answers its own error code with the status of the table', async () => {
    const append = () => Promise.reject(new BusError('STORAGE_UNAVAILABLE', 'The store is away'))
    const { url } = await startBus({ log: memoryLog({ append }) })
    const response = await post(`${url}/v1/publish`, message)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toMatchObject(problem('STORAGE_UNAVAILABLE'))
  })
})

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

function open(url: string): Socket {
  const socket = connectSocket(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  // Unread, it would not notice its end.
  socket.resume()
  sockets.push(socket)
  return socket
}

/** Everything that comes until the server ends the connection. */
async function untilEnd(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (data) => {
    text += String(data)
  })
  await once(socket, 'close')
  return text
}

describe('connections', () => {
  it.each([
    ['no HTTP', 'hello there\r\n\r\n', 400],
    ['HTTP/1.1 without a host', 'GET /health HTTP/1.1\r\n\r\n', 400],
    ['a host that is none', 'GET /health HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
    [
      'two lengths',
      'POST /v1/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
    [
      'a length and chunks',
      'POST /v1/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['headers of 20 KB', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('answers %s with a status, and ends', async (_, text, status) => {
    const { url } = await startBus()
    const socket = open(url)
    socket.write(text)
    expect(await untilEnd(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })

  it('upgrades nothing: WebSockets have their own port', async () => {
    const { url } = await startBus()
    const headers = {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'x',
    }
    expect((await send(`${url}/`, { headers })).status).toBe(404)
  })

  it('answers requests that came in one piece, in order', async () => {
    const { url } = await startBus()
    const socket = open(url)
    const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`
    socket.write(get('/version') + get('/no/such') + get('/health', 'Connection: close\r\n'))
    const statuses = (await untilEnd(socket)).match(/HTTP\/1\.1 \d+/g)
    expect(statuses).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200'])
  })

  it('ends when the bus stops, idle ones too', async () => {
    const { url, bus } = await startBus()
    const idle = open(url)
    await once(idle, 'connect')
    const keptAlive = open(url)
    keptAlive.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(keptAlive, 'data')
    const ended = Promise.all([once(idle, 'close'), once(keptAlive, 'close')])
    await bus.stop()
    await ended
    await expect(fetch(`${url}/health`)).rejects.toThrow()
  })

  it('is closed with its answer while the bus drains', async () => {
    const { url } = await startDraining()
    const socket = open(url)
    socket.write('GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(await untilEnd(socket)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('leaves nothing open where the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await expect(startBus({ http: { host: '127.0.0.1', port } })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    other.close()
    await once(other, 'close')
  })
})
