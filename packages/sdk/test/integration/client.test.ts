import { getEventListeners } from 'node:events'
import { createServer } from 'node:net'
import { expect, test, vi } from 'vitest'
import { ArqonClient, type Message } from '../../src/index.js'
import { connected, newClient, startBus } from '../bus.js'
import { TcpProxy } from '../tcp-proxy.js'

test('connect resolves at the welcome', async () => {
  const { url } = await startBus()
  const { client } = newClient({ url: url.replace('ws:', 'http:') })
  const states: string[] = [client.state]
  client.on('connected', ({ client_id }) => states.push(`${client.state} as ${client_id}`))
  const connecting = client.connect()
  states.push(client.state)
  await connecting
  expect(states).toEqual(['idle', 'connecting', `connected as ${client.clientId}`])
  expect(client.welcome).toMatchObject({ tenant_id: 'default', protocol: '1.0', client_id: client.clientId })
  await client.connect()
})

test('where nobody listens connect rejects in plain words, and can be called again', async () => {
  const port = await freePort()
  const { client } = newClient({ url: `ws://127.0.0.1:${port}/path?token=hidden` })
  const refused = client.connect()
  await expect(refused).rejects.toMatchObject({ code: 'CONNECTION_FAILED', retryable: true })
  await expect(refused).rejects.toThrow(`No connection to ws://127.0.0.1:${port}/path: connect ECONNREFUSED`)
  expect(client.state).toBe('idle')
  await startBus({ listen: { host: '127.0.0.1', port } })
  await client.connect()
  expect(client.state).toBe('connected')
})

test('connect with retry waits for the bus to come', async () => {
  const port = await freePort()
  const { client } = newClient({ url: `ws://127.0.0.1:${port}` })
  const attempts: number[] = []
  client.on('reconnecting', ({ attempt }) => attempts.push(attempt))
  const connecting = client.connect({ retry: true })
  await expect.poll(() => attempts.length).toBeGreaterThan(2)
  expect(client.state).toBe('connecting')
  await startBus({ listen: { host: '127.0.0.1', port } })
  await connecting
  expect(attempts.slice(0, 3)).toEqual([1, 2, 3])
})

test('connect ends with its signal, whatever it is at', async () => {
  const port = await freePort()
  const { client } = newClient({ url: `ws://127.0.0.1:${port}` })
  const controller = new AbortController()
  const connecting = client.connect({ retry: true, signal: controller.signal })
  await expect.poll(() => client.state).toBe('connecting')
  controller.abort()
  await expect(connecting).rejects.toMatchObject({ code: 'ABORTED' })
  await expect(client.connect({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' })
  await expect.poll(() => client.state).toBe('idle')
})

test('what needs a connection says so before connect was called', async () => {
  const { client } = newClient({ url: 'ws://127.0.0.1:1' })
  const channel = client.channel('r', 'c')
  const tried = [
    channel.publish({}),
    channel.subscribe(() => undefined),
    client.call('ping'),
    client.send('client_1', {}),
  ]
  for (const one of tried) await expect(one).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
})

test('what was asked for while connecting fails with the connection', async () => {
  const { client } = newClient({ url: `ws://127.0.0.1:${await freePort()}` })
  const connecting = client.connect()
  const channel = client.channel('r', 'c')
  const waiting = [connecting, channel.publish({}), channel.subscribe(() => undefined), client.call('ping')]
  for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
})

test('a direct message reaches one client, and its sender the acknowledgement', async () => {
  const { url } = await startBus()
  const { client: alice } = await connected({ url })
  const { client: bob } = await connected({ url })
  const got: Message[] = []
  bob.on('message', (message) => void got.push(message))
  const ack = await alice.send(bob.clientId ?? '', { text: 'psst' })
  expect(ack).toEqual({
    id: expect.any(String),
    seq: undefined,
    epoch: undefined,
    delivered: 1,
    stored: false,
    duplicate: false,
  })
  await expect
    .poll(() => got)
    .toMatchObject([{ id: ack.id, sender: alice.clientId, to_client: bob.clientId, payload: { text: 'psst' } }])
  await expect(alice.send('client_nobody', {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('commands answer what their contracts say', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  expect(await client.call('ping')).toMatchObject({ pong: true })
  const { channels } = await client.call('list_channels', { room: 'nothing' })
  expect(channels).toEqual([])
  await expect(client.call('channel_info', { room: 'no', channel: 'where' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(client.call('no.such.command', { a: 1 })).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' })
  await expect(client.call('join_channel', { room: 'a b', channel: 'c' })).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { errors: [{ path: 'args.room' }] },
  })
  await expect(client.call('ping', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' })
})

test('a bad payload or id is refused before it is sent', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const channel = client.channel('r', 'c')
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const bad = [
    channel.publish(circle),
    channel.publish([1]),
    channel.publish({}, { id: 'mine' }),
    channel.publish({}, { metadata: { sequence: 0 } }),
    client.send('', {}),
  ]
  for (const one of bad) await expect(one).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  expect(() => client.channel('a b', 'c')).toThrowError(/room must be/)
})

test('a message that is too large is refused here: the bus would end the connection', async () => {
  const { url } = await startBus({ maxMessageSize: 2000 })
  const { client } = await connected({ url })
  const channel = client.channel('r', 'c')
  await expect(channel.publish({ text: 'é'.repeat(1000) })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  await expect(channel.publish({ text: 'e'.repeat(1000) })).resolves.toMatchObject({ seq: 1 })
})

test('a thousand messages at once keep to the rate that the bus allows', async () => {
  const { url } = await startBus({
    rateLimits: { messagesPerSecond: 400, commandsPerSecond: 0, connectionsPerMinute: 0 },
  })
  const { client, errors } = await connected({ url })
  const channel = client.channel('r', 'c')
  const refusals = vi.fn()
  client.on('frame', ({ type }) => type === 'error' && refusals())
  const acks = await Promise.all(Array.from({ length: 1000 }, (_, n) => channel.publish({ n })))
  expect(acks.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(acks.map((_, index) => index + 1))
  // A machine that is busy elsewhere can make the two clocks differ; without the pace it would be hundreds.
  expect(refusals.mock.calls.length).toBeLessThan(50)
  expect(errors).toEqual([])
})

test('many channels are joined again at the rate that the bus allows', async () => {
  const { url, port } = await startBus({
    rateLimits: { messagesPerSecond: 0, commandsPerSecond: 100, connectionsPerMinute: 0 },
  })
  const proxy = await TcpProxy.before(port)
  const { client } = await connected({ url: proxy.url })
  const { client: writer } = await connected({ url })
  const got = new Set<string>()
  const names = Array.from({ length: 150 }, (_, n) => `c${n}`)
  await Promise.all(names.map((name) => client.channel('r', name).subscribe(() => void got.add(name))))
  proxy.cut()
  for (const name of names) await writer.channel('r', name).publish({})
  await expect.poll(() => got.size, { timeout: 15_000 }).toBe(150)
})

test('close rejects what waits, ends everything, and is the same a second time', async () => {
  const { port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const { client } = await connected({ url: proxy.url })
  const closed = vi.fn()
  const disconnected = vi.fn()
  client.on('closed', closed)
  client.on('disconnected', disconnected)
  proxy.muffle()
  const waiting = [
    client.channel('r', 'c').publish({}),
    client.call('ping'),
    client.channel('r', 'c').subscribe(() => undefined),
  ]
  const closing = Promise.all([client.close(), client.close()])
  for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  await closing
  expect(client.state).toBe('closed')
  expect(closed).toHaveBeenCalledExactlyOnceWith({ code: 1000, reason: 'closed by this client' })
  expect(disconnected).toHaveBeenCalledOnce()
  await expect(client.connect()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  await expect(client.channel('r', 'c').publish({})).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
})

test('close while connecting', async () => {
  const { url } = await startBus()
  const { client } = newClient({ url })
  const connecting = client.connect()
  await client.close()
  await expect(connecting).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  expect(client.state).toBe('closed')
})

test('await using closes the client', async () => {
  const { url } = await startBus()
  let seen: ArqonClient
  {
    await using client = new ArqonClient({ url })
    await client.connect()
    seen = client
  }
  expect(seen.state).toBe('closed')
})

test('nothing of a closed client stays: no timer, no socket, no listener on a signal', async () => {
  const { port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const resources = () => process.getActiveResourcesInfo().filter((name) => /^(Timeout|TCPSocketWrap)$/.test(name))
  const before = resources()
  const { signal } = new AbortController()
  const client = new ArqonClient({ url: proxy.url })
  await client.connect({ signal })
  const channel = client.channel('r', 'c')
  await channel.subscribe(() => undefined, { signal })
  await channel.publish({}, { signal })
  await client.call('ping', {}, { signal })
  proxy.down()
  await once((done) => client.on('reconnecting', done))
  const queued = channel.publish({}, { signal })
  const called = client.call('ping', {}, { signal })
  await client.close()
  await expect(queued).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  await expect(called).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  expect(getEventListeners(signal, 'abort')).toEqual([])
  while (resources().length > before.length) await new Promise(setImmediate)
})

test('a bus that drains sends its clients away, and they come back to the next', async () => {
  const first = await startBus()
  const { client } = await connected({ url: first.url })
  const disconnected = vi.fn()
  client.on('disconnected', disconnected)
  const delays: number[] = []
  client.on('reconnecting', ({ delayMs }) => delays.push(delayMs))
  await first.bus.stop()
  await expect.poll(() => disconnected.mock.calls).toMatchObject([[{ code: 4100, willReconnect: true }]])
  expect(delays[0]).toBeLessThanOrEqual(5000)
})

/** Resolves when the listener is called. */
function once(listen: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => listen(resolve))
}

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return typeof address === 'object' && address ? address.port : 0
}
