import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../test/certificate.js'
import { systemClock } from '../clock.js'
import { type HttpServer, type Opening, openServer } from './server.js'

const servers: HttpServer[] = []
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

const hello: RequestListener = (_, response) => void response.end('hello')

async function start(changes: Partial<Opening> = {}, listener: RequestListener = hello): Promise<HttpServer> {
  const logger = pino({ level: 'silent' })
  const opening = { host: '127.0.0.1', port: 0, maxConnections: 100, clock: systemClock, logger, ...changes }
  const server = await openServer(listener, opening)
  servers.push(server)
  return server
}

function open({ address }: HttpServer): Socket {
  const socket = connect(address.port, '127.0.0.1')
  socket.on('error', () => {})
  // Unread, it would not notice its end.
  socket.resume()
  sockets.push(socket)
  return socket
}

async function untilEnd(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (data) => {
    text += String(data)
  })
  await once(socket, 'close')
  return text
}

describe('a client that takes its time', () => {
  const limits = { headersMs: 60, requestMs: 120, keepAliveMs: 60, checkMs: 10 }

  it.each([
    ['with the headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
    ['with the body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf'],
  ])('%s gets 408', async (_, text) => {
    const server = await start({ limits }, (request, response) => {
      request.resume()
      request.once('end', () => response.end())
    })
    const socket = open(server)
    socket.write(text)
    expect(await untilEnd(socket)).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('to say anything at all is sent away', async () => {
    const server = await start({ limits })
    await once(open(server), 'close')
  })

  it('to read the answer is sent away', async () => {
    let isGone = false
    const server = await start({ limits: { idleMs: 100 } }, (_, response) => {
      response.write('x'.repeat(50_000_000))
      response.once('close', () => {
        isGone = true
      })
    })
    const socket = open(server)
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expect.poll(() => isGone).toBe(true)
  })
})

describe('many clients', () => {
  it('are taken up to the bound', async () => {
    const server = await start({ maxConnections: 1 })
    const first = open(server)
    first.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(first, 'data')
    await once(open(server), 'close')
  })
})

describe('close', () => {
  it('waits for an answer that is on its way', async () => {
    const answers: (() => void)[] = []
    const server = await start({}, (_, response) => {
      answers.push(() => void response.end('late'))
    })
    const socket = open(server)
    const got = untilEnd(socket)
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expect.poll(() => answers).toHaveLength(1)
    const closed = server.close()
    for (const answer of answers) answer()
    await closed
    expect(await got).toContain('late')
  })

  it('waits no longer than it may', async () => {
    const server = await start({ limits: { closeMs: 50 } }, (_, response) => void response.write('never done'))
    const socket = open(server)
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(socket, 'data')
    const ended = once(socket, 'close')
    await server.close()
    await ended
  })

  it('ends connections that have not asked anything at once', async () => {
    const server = await start({ limits: { closeMs: 60_000 } })
    const socket = open(server)
    const kept = open(server)
    kept.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await Promise.all([once(socket, 'connect'), once(kept, 'data')])
    const ended = Promise.all([once(socket, 'close'), once(kept, 'close')])
    await server.close()
    await ended
  })

  it('may be called again', async () => {
    const server = await start()
    await Promise.all([server.close(), server.close()])
  })
})

describe('the address', () => {
  it.each([
    ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
    ['::1', /^http:\/\/\[::1\]:\d+$/],
    ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+$/],
    ['localhost', /^http:\/\/localhost:\d+$/],
  ])('of %s is one that can be called', async (host, url) => {
    const { address } = await start({ host })
    expect(address.url).toMatch(url)
    expect(await (await fetch(address.url)).text()).toBe('hello')
  })
})

describe('TLS', () => {
  const day = 86_400_000
  const certificate = () => makeCertificate({ from: new Date(Date.now() - day), to: new Date(Date.now() + day) })

  function get(server: HttpServer, ca: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = tlsRequest(server.address.url, { ca, agent: false }, (response) => {
        response.on('data', (data) => resolve(String(data)))
      })
      sent.on('error', reject)
      sent.end()
    })
  }

  it('answers on https', async () => {
    const tls = certificate()
    const server = await start({ tls })
    expect(server.address.url).toMatch(/^https:/)
    expect(await get(server, tls.cert)).toBe('hello')
  })

  it('takes nothing older than 1.3', async () => {
    const tls = certificate()
    const server = await start({ tls })
    const socket = connectTls({ port: server.address.port, host: '127.0.0.1', ca: tls.cert, maxVersion: 'TLSv1.2' })
    sockets.push(socket)
    const [error] = await once(socket, 'error').catch((thrown: unknown) => [thrown])
    expect(error).toMatchObject({ code: expect.stringMatching(/ERR_SSL|ECONNRESET/) })
  })

  it('shows the new certificate to who comes after it was changed', async () => {
    const server = await start({ tls: certificate() })
    const fresh = certificate()
    await expect(get(server, fresh.cert)).rejects.toThrow()
    server.reloadTls(fresh)
    expect(await get(server, fresh.cert)).toBe('hello')
  })

  it('with a client CA asks for a certificate', async () => {
    const tls = certificate()
    const server = await start({ tls: { ...tls, clientCa: tls.cert } })
    await expect(get(server, tls.cert)).rejects.toThrow()
  })

  it('ends idle connections when it closes', async () => {
    const tls = certificate()
    const server = await start({ tls, limits: { closeMs: 60_000 } })
    const socket = connectTls({ port: server.address.port, host: '127.0.0.1', ca: tls.cert })
    sockets.push(socket)
    await once(socket, 'secureConnect')
    socket.resume()
    const ended = once(socket, 'close')
    await server.close()
    await ended
  })

  it('ends those that still shake hands, too', async () => {
    const server = await start({ tls: certificate(), limits: { closeMs: 60_000 } })
    const socket = open(server)
    await once(socket, 'connect')
    const ended = once(socket, 'close')
    await server.close()
    await ended
  })

  it('waits for a handshake no longer than for headers', async () => {
    const server = await start({ tls: certificate(), limits: { headersMs: 60 } })
    await once(open(server), 'close')
  })
})
