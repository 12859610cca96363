import { describe, expect, test, vi } from 'vitest'
import type { ArqonError, ChannelMessage, ClientOptions } from '../src/index.js'
import { newClient } from './bus.js'
import { Peer, type PeerConnection } from './peer.js'

/** A client that has been welcomed by a scripted bus. */
async function welcomed(options: Partial<ClientOptions> = {}, limits: object = {}) {
  const peer = await Peer.start()
  const { client, errors } = newClient({ url: peer.url, ...options })
  const connecting = client.connect()
  const connection = await peer.connection()
  const clientId = connection.welcome({ ...limits })
  await connecting
  return { peer, client, errors, connection, clientId }
}

/** Waits for the next connection and welcomes it. */
async function nextConnection(peer: Peer, index: number): Promise<PeerConnection> {
  const connection = await peer.connection(index)
  connection.welcome()
  return connection
}

describe('the upgrade', () => {
  test.each([
    [401, 'AUTHENTICATION_FAILED', false],
    [403, 'AUTHORIZATION_ERROR', false],
    [429, 'RATE_LIMIT_EXCEEDED', true],
    [400, 'CONNECTION_FAILED', false],
    [404, 'CONNECTION_FAILED', true],
    [503, 'CONNECTION_FAILED', true],
  ])('HTTP %i is %s', async (status, code, retryable) => {
    const peer = await Peer.start()
    peer.refusals.push({ status })
    const { client } = newClient({ url: `${peer.url}/?token=hidden` })
    const refused = await client.connect().catch((error: ArqonError) => error)
    expect(refused).toMatchObject({ code, retryable, details: { status } })
    expect(String(refused)).not.toContain('hidden')
  })

  test('carries the token as Bearer, and the headers that were given', async () => {
    const { connection } = await welcomed({ token: 'abc.def.ghi', headers: { 'X-Trace': '7' } })
    expect(connection.request.headers).toMatchObject({ authorization: 'Bearer abc.def.ghi', 'x-trace': '7' })
    expect(connection.request.headers['sec-websocket-extensions']).toBeUndefined()
  })

  test('a token that no header can carry is refused without being shown', async () => {
    const { client } = newClient({ url: 'ws://127.0.0.1:1', token: 'line\nbreak' })
    const refused = await client.connect().catch((error: ArqonError) => error)
    expect(refused).toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(String(refused)).not.toContain('break')
  })

  test('Retry-After is kept to', async () => {
    const peer = await Peer.start()
    peer.refusals.push({ status: 503, headers: { 'Retry-After': '1' } })
    const { client } = newClient({ url: peer.url })
    const delays: number[] = []
    client.on('reconnecting', ({ delayMs }) => delays.push(delayMs))
    const connecting = client.connect({ retry: true })
    await nextConnection(peer, 0)
    await connecting
    expect(delays).toEqual([1000])
  })
})

describe('the welcome', () => {
  test('that never comes is a TIMEOUT', async () => {
    const peer = await Peer.start()
    const { client } = newClient({ url: peer.url, timeoutMs: 50 })
    await expect(client.connect()).rejects.toMatchObject({ code: 'TIMEOUT' })
    await (await peer.connection()).closed
  })

  test.each([
    ['is another frame', { type: 'event', payload: { event: 'server.draining', reconnect_within_ms: 1 } }],
    ['is no JSON', 'hello'],
    ['is incomplete', { type: 'message', payload: { welcome: 'hi' } }],
  ])('that %s means that this is no ArqonBus', async (_, frame) => {
    const peer = await Peer.start()
    const { client } = newClient({ url: peer.url })
    const connecting = client.connect()
    ;(await peer.connection()).send(frame)
    await expect(connecting).rejects.toMatchObject({ code: 'INVALID_FRAME' })
  })

  test('an error in its place says why', async () => {
    const peer = await Peer.start()
    const { client } = newClient({ url: peer.url })
    const connecting = client.connect()
    ;(await peer.connection()).send({ type: 'error', error: 'full', error_code: 'SERVER_DRAINING' })
    await expect(connecting).rejects.toMatchObject({ code: 'SERVER_DRAINING', message: 'full', retryable: true })
  })

  test.each([
    [4500, false],
    [1011, true],
  ])('a close with %i before it can be tried again: %s', async (closeCode, retryable) => {
    const peer = await Peer.start()
    const { client } = newClient({ url: peer.url })
    const connecting = client.connect()
    ;(await peer.connection()).socket.close(closeCode, 'no')
    await expect(connecting).rejects.toMatchObject({ code: 'CONNECTION_FAILED', closeCode, retryable })
  })

  test('what comes in one packet with it is not lost', async () => {
    const peer = await Peer.start()
    const { client, errors } = newClient({ url: peer.url })
    const got = vi.fn()
    client.on('message', got)
    void client.connect()
    const connection = await peer.connection()
    connection.welcome({}, 'client_me')
    connection.send({ type: 'event', payload: { event: 'presence.join' } })
    connection.send({ type: 'message', sender: 'client_other', to_client: 'client_me', payload: { n: 1 } })
    await expect.poll(() => got.mock.calls).toMatchObject([[{ payload: { n: 1 } }]])
    expect(errors).toMatchObject([{ code: 'INVALID_FRAME' }])
    expect(client.state).toBe('connected')
  })
})

describe('frames that break the contract', () => {
  test('are told as errors, and the connection goes on', async () => {
    const { client, connection, errors } = await welcomed()
    connection.send(
      '{"half":',
      '{"type":"hologram"}',
      { type: 'message' },
      { type: 'event', payload: { event: 'presence.join' } },
    )
    connection.socket.send(Buffer.from([1, 2, 3]))
    await expect.poll(() => errors.map(({ code }) => code)).toEqual(Array(5).fill('INVALID_FRAME'))
    const ping = client.call('ping')
    connection.respond(await connection.frame({ command: 'ping' }), { pong: true, timestamp: 'now' })
    await expect(ping).resolves.toMatchObject({ pong: true })
  })

  test('an answer that breaks its contract rejects the call', async () => {
    const { client, connection } = await welcomed()
    const ping = client.call('ping')
    connection.respond(await connection.frame({ command: 'ping' }), { pong: 'yes' })
    await expect(ping).rejects.toMatchObject({ code: 'INVALID_FRAME', details: { errors: expect.any(Array) } })
  })

  test('events of a later version are no error', async () => {
    const { client, connection, errors } = await welcomed()
    const frames: string[] = []
    client.on('frame', ({ type }) => frames.push(type))
    connection.send({ type: 'event', payload: { event: 'moon.phase', phase: 'full' } })
    await expect.poll(() => frames).toEqual(['event'])
    expect(errors).toEqual([])
  })
})

describe('answers that are none', () => {
  test('another client cannot answer a command of the bus', async () => {
    const { client, connection } = await welcomed()
    const got = vi.fn()
    client.on('message', got)
    const whoami = client.call('ping')
    const request = await connection.frame({ command: 'ping' })
    const forged = { type: 'response', sender: 'client_evil', request_id: request.id, status: 'success' }
    connection.send({ ...forged, payload: { data: { pong: true, timestamp: 'forged' } } })
    connection.respond(request, { pong: true, timestamp: 'real' })
    await expect(whoami).resolves.toMatchObject({ timestamp: 'real' })
    expect(got).toHaveBeenCalledOnce()
  })

  test('another client cannot refuse a publish', async () => {
    const { client, connection } = await welcomed()
    const publish = client.channel('r', 'c').publish({})
    const message = await connection.frame({ type: 'message' })
    connection.send({
      type: 'error',
      sender: 'client_evil',
      request_id: message.id,
      error: 'no',
      error_code: 'X',
      to_client: 'client_me',
    })
    connection.acknowledge(message)
    await expect(publish).resolves.toMatchObject({ seq: 1 })
  })

  test('an operator answers a command that the bus does not know, with progress before', async () => {
    const { client, connection } = await welcomed()
    const progress = vi.fn()
    const call = client.call('summarize', { text: 'x' }, { onProgress: progress })
    const request = await connection.frame({ command: 'summarize' })
    const answer = { type: 'response', sender: 'client_worker', request_id: request.id }
    connection.send({ ...answer, status: 'pending', payload: { done: 0.5 } })
    connection.send({ ...answer, status: 'success', payload: { message: 'ok', data: { summary: 'y' } } })
    await expect(call).resolves.toEqual({ summary: 'y' })
    expect(progress).toHaveBeenCalledExactlyOnceWith({ done: 0.5 })
  })

  test('an acknowledgement without its place is an error', async () => {
    const { client, connection } = await welcomed()
    const publish = client.channel('r', 'c').publish({})
    connection.acknowledge(await connection.frame({ type: 'message' }), { seq: undefined })
    await expect(publish).rejects.toMatchObject({ code: 'INVALID_FRAME' })
  })

  test('an error that names nothing is told as an error', async () => {
    const { connection, errors } = await welcomed()
    connection.send({ type: 'error', error: 'something', error_code: 'INTERNAL_ERROR' })
    await expect.poll(() => errors).toMatchObject([{ code: 'INTERNAL_ERROR', message: 'something' }])
  })
})

describe('commands over a lost connection', () => {
  test('one that only reads is asked once more, any other is CONNECTION_LOST', async () => {
    const { peer, client, connection } = await welcomed()
    const reads = client.call('ping')
    const writes = client.call('create_channel', { room: 'r', channel: 'c' })
    await connection.frame({ command: 'create_channel' })
    connection.socket.terminate()
    await expect(writes).rejects.toMatchObject({ code: 'CONNECTION_LOST', retryable: true })
    const second = await nextConnection(peer, 1)
    await second.frame({ command: 'ping' })
    second.socket.terminate()
    await expect(reads).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })

  test('one that was asked while offline goes out on the next', async () => {
    const { peer, client, connection } = await welcomed()
    connection.socket.terminate()
    await expect.poll(() => client.state).not.toBe('connected')
    const call = client.call('delete_channel', { room: 'r', channel: 'c' })
    const second = await nextConnection(peer, 1)
    const request = await second.frame({ command: 'delete_channel' })
    second.respond(request, { room: 'r', channel: 'c', deleted: true })
    await expect(call).resolves.toMatchObject({ deleted: true })
  })

  test('no more wait than publishes may', async () => {
    const { client, connection } = await welcomed({ offlineQueue: { maxMessages: 1 } })
    connection.socket.terminate()
    await expect.poll(() => client.state).not.toBe('connected')
    const first = client.call('ping').catch(({ code }: ArqonError) => code)
    await expect(client.call('ping')).rejects.toMatchObject({ code: 'QUEUE_FULL' })
    await client.close()
    expect(await first).toBe('CLIENT_CLOSED')
  })

  test('no answer in time is a TIMEOUT; progress begins the time anew', async () => {
    const { client, connection } = await welcomed()
    const onProgress = vi.fn()
    const call = client.call('work', {}, { timeoutMs: 150, onProgress })
    const request = await connection.frame({ command: 'work' })
    const pending = { type: 'response', request_id: request.id, status: 'pending', payload: {} }
    const ticking = setInterval(() => connection.send(pending), 50)
    await expect.poll(() => onProgress.mock.calls.length).toBeGreaterThan(5)
    clearInterval(ticking)
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT', message: 'No answer to work within 150 ms' })
  })
})

describe('the end of a connection', () => {
  test.each([4500, 4501, 1007, 1009, 1008])('close code %i is for good', async (code) => {
    const { client, connection } = await welcomed()
    const events = vi.fn()
    client.on('disconnected', events)
    client.on('closed', events)
    const publish = client.channel('r', 'c').publish({})
    await connection.frame({ type: 'message' })
    connection.socket.close(code, 'stay away')
    await expect(publish).rejects.toMatchObject({ code: 'CONNECTION_ENDED', closeCode: code, retryable: false })
    expect(events.mock.calls).toMatchObject([
      [{ code, reason: 'stay away', willReconnect: false }],
      [{ code, reason: 'stay away', error: { code: 'CONNECTION_ENDED' } }],
    ])
    await expect(client.connect()).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  test.each([1001, 1011, 4100, 4102, 4103, 4104, 4105, 4242])(
    'after close code %i the client comes back',
    async (code) => {
      const { peer, client, connection } = await welcomed()
      connection.send({ type: 'event', payload: { event: 'server.draining', reconnect_within_ms: 10 } })
      connection.socket.close(code)
      await nextConnection(peer, 1)
      await expect.poll(() => client.state).toBe('connected')
    },
  )

  test('with reconnect off the first loss is for good', async () => {
    const { client, connection } = await welcomed({ reconnect: false })
    const closed = vi.fn()
    client.on('closed', closed)
    connection.socket.terminate()
    await expect.poll(() => closed.mock.calls).toMatchObject([[{ code: 1006, error: { code: 'CONNECTION_ENDED' } }]])
  })

  test('after as many failed attempts as are allowed the client gives up', async () => {
    const { peer, client, connection } = await welcomed({ reconnect: { minDelayMs: 1, maxDelayMs: 1, maxAttempts: 3 } })
    const attempts: number[] = []
    const closed = vi.fn()
    client.on('reconnecting', ({ attempt }) => attempts.push(attempt))
    client.on('closed', closed)
    peer.refusals.push({ status: 503 }, { status: 503 }, { status: 503 }, { status: 503 })
    connection.socket.terminate()
    await expect.poll(() => closed.mock.calls).toMatchObject([[{ error: { code: 'CONNECTION_FAILED' } }]])
    expect(attempts).toEqual([1, 2, 3])
  })

  test('a token that is refused on the way back ends it', async () => {
    const { peer, client, connection } = await welcomed({ token: 'fixed' })
    const closed = vi.fn()
    client.on('closed', closed)
    peer.refusals.push({ status: 401 })
    connection.socket.terminate()
    await expect.poll(() => closed.mock.calls).toMatchObject([[{ error: { code: 'AUTHENTICATION_FAILED' } }]])
    expect(peer.requests).toHaveLength(2)
  })

  test('a long outage ends in one connection, not in many', async () => {
    const { peer, client, connection } = await welcomed()
    peer.refusals.push(...Array.from({ length: 15 }, () => ({ status: 503 })))
    connection.socket.terminate()
    await expect.poll(() => peer.refusals.length, { timeout: 5000 }).toBe(0)
    await nextConnection(peer, 1)
    await expect.poll(() => client.state).toBe('connected')
    expect(peer.connections).toHaveLength(2)
  })

  test('a bus that never finishes the closing handshake does not hold up close', async () => {
    const { client, connection } = await welcomed()
    connection.socket.pause()
    await client.close()
    expect(client.state).toBe('closed')
  })
})

describe('silence', () => {
  test('is asked about, and ends the connection when nothing comes', async () => {
    const { peer, client, connection } = await welcomed({}, { ping_interval_seconds: 0.05, ping_timeout_seconds: 0.1 })
    const disconnected = vi.fn()
    client.on('disconnected', disconnected)
    await connection.frame({ command: 'ping' })
    await nextConnection(peer, 1)
    expect(disconnected).toHaveBeenCalledWith(expect.objectContaining({ code: 1006, willReconnect: true }))
  })

  test('is none while the bus answers', async () => {
    const { client, connection, errors } = await welcomed(
      {},
      { ping_interval_seconds: 0.02, ping_timeout_seconds: 0.4 },
    )
    const disconnected = vi.fn()
    client.on('disconnected', disconnected)
    connection.socket.on('message', (data) => {
      connection.respond(JSON.parse(String(data)), { pong: true, timestamp: 'now' })
    })
    const asked = () => connection.received.filter(({ command }) => command === 'ping')
    await expect.poll(() => asked().length, { timeout: 5000 }).toBeGreaterThan(2)
    expect(disconnected).not.toHaveBeenCalled()
    expect(errors).toEqual([])
  })

  test('is none while the bus pings: nobody is asked then', async () => {
    const { client, connection } = await welcomed({}, { ping_interval_seconds: 0.3, ping_timeout_seconds: 0.4 })
    const disconnected = vi.fn()
    client.on('disconnected', disconnected)
    const pong = vi.fn()
    connection.socket.on('pong', pong)
    const pinging = setInterval(() => connection.socket.ping(), 20)
    await expect.poll(() => pong.mock.calls.length, { timeout: 5000 }).toBeGreaterThan(40)
    clearInterval(pinging)
    expect(connection.received).toEqual([])
    expect(disconnected).not.toHaveBeenCalled()
  })
})

describe('a stream', () => {
  async function subscribed() {
    const made = await welcomed()
    const got: ChannelMessage[] = []
    const gaps = vi.fn()
    made.client.on('gap', gaps)
    const subscribing = made.client.channel('r', 'c').subscribe((message) => void got.push(message))
    await made.connection.join('c', { seq: 10 })
    return { ...made, got, gaps, subscription: await subscribing, seqs: () => got.map(({ seq }) => seq) }
  }

  test('live messages in the packet of the join are not lost', async () => {
    const { connection, client } = await welcomed()
    const got: unknown[] = []
    const subscribing = client.channel('r', 'c').subscribe(({ seq }) => void got.push(seq))
    const request = await connection.frame({ command: 'join_channel' })
    const join = { room: 'r', channel: 'c', epoch: 'e1', seq: 3, recovered: false, members: 1 }
    connection.respond(request, join)
    for (const seq of [4, 5, 6]) connection.message('c', seq)
    await subscribing
    await expect.poll(() => got).toEqual([4, 5, 6])
  })

  test('goes on after a drop from where it was, once and in order, whatever comes twice', async () => {
    const { peer, connection, seqs } = await subscribed()
    for (const seq of [11, 12, 12, 11, 13]) connection.message('c', seq)
    await expect.poll(seqs).toEqual([11, 12, 13])
    connection.socket.terminate()
    const second = await nextConnection(peer, 1)
    const request = await second.frame({ command: 'join_channel' })
    expect(request.args).toEqual({ room: 'r', channel: 'c', since: { epoch: 'e1', seq: 13 } })
    for (const seq of [13, 14, 15]) second.message('c', seq)
    await second.join('c', { seq: 15, recovered: true })
    second.message('c', 16)
    await expect.poll(seqs).toEqual([11, 12, 13, 14, 15, 16])
  })

  test('own acknowledgements move the position, where nothing of others is between', async () => {
    const { peer, client, connection } = await subscribed()
    const publish = async (seq: number) => {
      const publishing = client.channel('r', 'c').publish({ seq })
      await vi.waitFor(() => expect(connection.received.at(-1)).toMatchObject({ payload: { seq } }))
      connection.acknowledge({ id: String(connection.received.at(-1)?.id) }, { seq })
      await publishing
    }
    await publish(11)
    await publish(13)
    connection.socket.terminate()
    const second = await nextConnection(peer, 1)
    expect((await second.join('c', { seq: 13, recovered: true })).args).toMatchObject({
      since: { epoch: 'e1', seq: 11 },
    })
  })

  test('an echo that comes after its acknowledgement is not lost', async () => {
    const { client, connection, clientId } = await welcomed()
    const channel = client.channel('r', 'c')
    const got: unknown[] = []
    const subscribing = channel.subscribe(({ seq }) => void got.push(seq), { echo: true })
    expect((await connection.join('c')).args).toMatchObject({ echo: true })
    await subscribing
    const publishing = channel.publish({})
    const message = await connection.frame({ type: 'message' })
    connection.acknowledge(message, { seq: 1 })
    connection.message('c', 1, { id: message.id, sender: clientId })
    await publishing
    await expect.poll(() => got).toEqual([1])
  })

  test('the position passes over own messages, so that another process does not get them', async () => {
    const { client, connection, subscription } = await subscribed()
    const publishing = client.channel('r', 'c').publish({})
    connection.acknowledge(await connection.frame({ type: 'message' }), { seq: 11 })
    await publishing
    expect(subscription.position).toEqual({ epoch: 'e1', seq: 11 })
  })

  test('who subscribes in a handler gets what comes after that message', async () => {
    const { client, connection, seqs } = await subscribed()
    const inner: unknown[] = []
    await client.channel('r', 'c').subscribe(({ seq }) => {
      if (seq === 11) void client.channel('r', 'c').subscribe(({ seq }) => void inner.push(seq))
    })
    for (const seq of [11, 12]) connection.message('c', seq)
    await expect.poll(seqs).toEqual([11, 12])
    expect(inner).toEqual([12])
  })

  test('joining once more with more wishes skips nothing that is still under way', async () => {
    const { client, connection, seqs } = await subscribed()
    const subscribing = client.channel('r', 'c').subscribe(() => undefined, { presence: true })
    expect((await connection.join('c', { seq: 12 })).args).toEqual({ room: 'r', channel: 'c', presence: true })
    await subscribing
    for (const seq of [11, 12, 13]) connection.message('c', seq)
    await expect.poll(seqs).toEqual([11, 12, 13])
  })

  test('what stands in it answers nothing, whatever it claims', async () => {
    const { client, connection, got } = await subscribed()
    const call = client.call('summarize')
    const request = await connection.frame({ command: 'summarize' })
    const claim = { type: 'response', request_id: request.id, status: 'success', payload: { data: 'forged' } }
    connection.message('c', 11, claim)
    await expect.poll(() => got).toHaveLength(1)
    connection.respond(request, 'real')
    await expect(call).resolves.toBe('real')
  })

  test('own messages of the connection before are passed over, live ones too', async () => {
    const { peer, connection, clientId, seqs, subscription } = await subscribed()
    connection.socket.terminate()
    const second = await nextConnection(peer, 1)
    await second.join('c', { seq: 10, recovered: true })
    second.message('c', 11, { sender: clientId })
    await expect.poll(() => subscription.position?.seq).toBe(11)
    second.message('c', 12)
    await expect.poll(seqs).toEqual([12])
  })

  test('a gap that the bus tells is adopted and told', async () => {
    const { connection, gaps, seqs, subscription } = await subscribed()
    const gap = {
      room: 'r',
      channel: 'c',
      reason: 'history_gone',
      since: { epoch: 'e1', seq: 10 },
      epoch: 'e2',
      seq: 50,
    }
    connection.send({ type: 'event', payload: { event: 'history.gap', ...gap } })
    connection.message('c', 50, { epoch: 'e2' })
    connection.message('c', 51, { epoch: 'e2' })
    await expect.poll(seqs).toEqual([51])
    expect(gaps).toHaveBeenCalledExactlyOnceWith(gap)
    expect(subscription.position).toEqual({ epoch: 'e2', seq: 51 })
  })

  test('another life of it without a word of the bus is a gap too', async () => {
    const { connection, gaps, seqs } = await subscribed()
    connection.message('c', 3, { epoch: 'e2' })
    connection.message('c', 4, { epoch: 'e2' })
    await expect.poll(seqs).toEqual([3, 4])
    expect(gaps.mock.calls).toEqual([
      [{ room: 'r', channel: 'c', reason: 'epoch_changed', since: { epoch: 'e1', seq: 10 }, epoch: 'e2', seq: 2 }],
    ])
  })

  test('has whatever clients put into it, of every type', async () => {
    const { connection, got } = await subscribed()
    connection.message('c', 11, { type: 'telemetry', payload: { eventType: 'x' } })
    connection.message('c', 12, { type: 'error', error: 'client says', payload: undefined })
    connection.message('c', 13, { type: 'response', request_id: 'arq_1_1_abcdef', status: 'success' })
    await expect.poll(() => got.map(({ type }) => type)).toEqual(['telemetry', 'error', 'response'])
    expect(got[1]).toMatchObject({ error: 'client says', payload: {} })
  })

  test('a join that is refused for a while is tried again', async () => {
    const { client, connection, errors } = await welcomed()
    const subscribing = client.channel('r', 'c').subscribe(() => undefined)
    connection.refuse(await connection.frame({ command: 'join_channel' }), 'RATE_LIMIT_EXCEEDED', {
      retry_after_ms: 20,
    })
    await vi.waitFor(() =>
      expect(connection.received.filter(({ command }) => command === 'join_channel')).toHaveLength(2),
    )
    connection.respond(
      { id: String(connection.received.at(-1)?.id) },
      { room: 'r', channel: 'c', epoch: 'e1', seq: 0, recovered: false, members: 1 },
    )
    await subscribing
    expect(errors).toEqual([])
  })

  test('a subscription that is given up before it is joined leaves nothing', async () => {
    const { client, connection } = await welcomed()
    const controller = new AbortController()
    const subscribing = client.channel('r', 'c').subscribe(() => undefined, { signal: controller.signal })
    await connection.frame({ command: 'join_channel' })
    controller.abort()
    await expect(subscribing).rejects.toMatchObject({ code: 'ABORTED' })
    await connection.join('c')
    await connection.frame({ command: 'leave_channel' })
  })
})

test('a publish that meets the end of a token goes out on the next connection', async () => {
  const { peer, client, connection } = await welcomed({ token: () => 'fresh' })
  const publishing = client.channel('r', 'c').publish({})
  const first = await connection.frame({ type: 'message' })
  connection.refuse(first, 'AUTHENTICATION_FAILED')
  connection.socket.close(4101)
  const second = await nextConnection(peer, 1)
  const again = await second.frame({ type: 'message' })
  expect(again.id).toBe(first.id)
  second.acknowledge(again)
  await expect(publishing).resolves.toMatchObject({ id: first.id })
})

describe('what is said on each connection', () => {
  test('who this is, then the channels, then what waited', async () => {
    const description = { type: 'service', screen_name: 'Clock' } as const
    const { peer, client, connection } = await welcomed({ description })
    expect((await connection.frame({ command: 'client.describe' })).args).toEqual(description)
    const subscribing = client.channel('r', 'c').subscribe(() => undefined)
    await connection.join('c')
    await subscribing
    const unacknowledged = client.channel('r', 'c').publish({ n: 1 })
    const first = await connection.frame({ type: 'message' })
    connection.socket.terminate()
    await expect.poll(() => client.state).not.toBe('connected')
    const offline = client.channel('r', 'c').publish({ n: 2 })
    const second = await nextConnection(peer, 1)
    await second.frame({ command: 'join_channel' })
    expect(second.received.map(({ command, type }) => command ?? type)).toEqual(['client.describe', 'join_channel'])
    await second.join('c', { recovered: true })
    await second.frame({ type: 'message' })
    await vi.waitFor(() => expect(second.received).toHaveLength(4))
    expect(second.received.slice(2)).toMatchObject([{ id: first.id, payload: { n: 1 } }, { payload: { n: 2 } }])
    for (const { id } of second.received.slice(2)) second.acknowledge({ id: String(id) })
    await Promise.all([unacknowledged, offline])
  })

  test('a description that is refused is told as an error', async () => {
    const { connection, errors } = await welcomed({ description: { type: 'human' } })
    connection.refuse(await connection.frame({ command: 'client.describe' }), 'VALIDATION_ERROR')
    await expect.poll(() => errors).toMatchObject([{ code: 'VALIDATION_ERROR' }])
  })
})

describe('handlers', () => {
  test('one that throws is told as an error and stops nobody', async () => {
    const { client, connection, errors } = await welcomed()
    const got = vi.fn()
    client.on('frame', () => {
      throw new Error('bad handler')
    })
    client.on('frame', async () => Promise.reject(new Error('worse handler')))
    client.on('frame', got)
    client.on('error', () => {
      throw new Error('even here')
    })
    connection.send({ type: 'event', payload: { event: 'server.draining', reconnect_within_ms: 1 } })
    await expect
      .poll(() => errors)
      .toMatchObject([
        { code: 'HANDLER_FAILED', cause: { message: 'bad handler' } },
        { code: 'HANDLER_FAILED', cause: { message: 'worse handler' } },
      ])
    expect(got).toHaveBeenCalledOnce()
  })

  test('one that was taken away hears nothing more', async () => {
    const { client, connection } = await welcomed()
    const [first, second] = [vi.fn(), vi.fn()]
    const off = client.on('draining', first)
    client.on('draining', second)
    off()
    connection.send({ type: 'event', payload: { event: 'server.draining', reconnect_within_ms: 1 } })
    await expect.poll(() => second.mock.calls).toMatchObject([[{ reconnect_within_ms: 1 }]])
    expect(first).not.toHaveBeenCalled()
  })
})
