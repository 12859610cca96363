import { busCommands, isMessageId } from '@arqonbus/protocol'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import { type ReadPage, systemClock } from '../../src/index.js'
import { bearer, connect, memoryLog, post, startBus, startDraining, type TestBus, withTokens } from './http-harness.js'

const message = { room: 'science', channel: 'general', payload: { text: 'hello' } }

/** A JSON object as the bus answers it. */
async function body(response: Response): Promise<Record<string, unknown>> {
  return v.parse(v.record(v.string(), v.unknown()), await response.json())
}

/** Everything a client has got since, parsed. */
async function member(bus: TestBus, headers?: Record<string, string>): Promise<Record<string, unknown>[]> {
  const got: Record<string, unknown>[] = []
  const client = await connect(bus, headers)
  client.on('message', (data) => got.push(JSON.parse(String(data))))
  client.send(
    JSON.stringify({ type: 'command', command: 'join_channel', args: { room: 'science', channel: 'general' } }),
  )
  await vi.waitFor(() => expect(got).toContainEqual(expect.objectContaining({ type: 'response', status: 'success' })))
  got.length = 0
  return got
}

describe('POST /v1/publish', () => {
  it('answers with the acknowledgement', async () => {
    const { url } = await startBus()
    const response = await post(`${url}/v1/publish`, message)
    expect(response.status).toBe(200)
    const acknowledgement = await body(response)
    expect(acknowledgement).toEqual({
      id: expect.any(String),
      seq: 1,
      epoch: expect.any(String),
      delivered: 0,
      stored: true,
    })
    expect(isMessageId(String(acknowledgement.id))).toBe(true)
  })

  it('delivers to the members of the channel', async () => {
    const bus = await startBus()
    const got = await member(bus)
    expect(await (await post(`${bus.url}/v1/publish`, message)).json()).toMatchObject({ delivered: 1 })
    await vi.waitFor(() => expect(got).toHaveLength(1))
    expect(got[0]).toMatchObject({
      type: 'message',
      ...message,
      sender: expect.stringMatching(/^http_[0-9A-Z]{26}$/),
      seq: 1,
    })
  })

  it('takes a whole envelope, with its id', async () => {
    const { url } = await startBus()
    const envelope = { id: 'arq_1_2_abcdef', type: 'message', version: '1.0', ...message, metadata: { sequence: 1 } }
    expect(await (await post(`${url}/v1/publish`, envelope)).json()).toMatchObject({ id: 'arq_1_2_abcdef', seq: 1 })
  })

  it.each([
    { type: 'telemetry', payload: { eventType: 'beat' } },
    { ...message, type: 'response', request_id: 'arq_1_2_abcdef', status: 'error', error: 'no' },
    { ...message, type: 'error', error: 'it broke' },
  ])('takes an envelope of type $type', async (envelope) => {
    const { url } = await startBus()
    const response = await post(`${url}/v1/publish`, envelope)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ seq: 1, stored: true })
  })

  it('never believes a sender', async () => {
    const bus = await startBus()
    const got = await member(bus)
    await post(`${bus.url}/v1/publish`, { ...message, sender: 'arqonbus', from_client: 'arqonbus' })
    await vi.waitFor(() => expect(got).toHaveLength(1))
    expect(got[0]).toMatchObject({ sender: expect.stringMatching(/^http_/) })
  })

  it('gives a subject the same sender each time, and nobody else', async () => {
    const bus = await startBus(withTokens())
    const got = await member(bus, await bearer({ sub: 'watcher' }))
    const subjects = ['alice', 'bob', 'alice']
    for (const sub of subjects) await post(`${bus.url}/v1/publish`, message, await bearer({ sub }))
    await vi.waitFor(() => expect(got).toHaveLength(3))
    const [alice, bob, again] = got.map(({ sender }) => sender)
    expect(again).toBe(alice)
    expect(bob).not.toBe(alice)
  })

  it('sends a direct message to one client', async () => {
    const bus = await startBus()
    const got = await member(bus)
    const presence = { command: 'presence', args: { room: 'science', channel: 'general' } }
    const answer = await body(await post(`${bus.url}/v1/command`, presence))
    const [id] = v.parse(busCommands.presence.data, answer.data).members.map((there) => there.client_id)
    const response = await post(`${bus.url}/v1/publish`, { to_client: id, payload: { hi: true } })
    expect(await response.json()).toEqual({ id: expect.any(String), delivered: 1, stored: false })
    await vi.waitFor(() => expect(got).toContainEqual(expect.objectContaining({ payload: { hi: true } })))
  })

  it('answers 404 for a client that is not there', async () => {
    const { url } = await startBus()
    const response = await post(`${url}/v1/publish`, { to_client: 'client_nobody', payload: {} })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('publishes into the tenant of the token alone', async () => {
    const bus = await startBus(withTokens())
    const got = await member(bus, await bearer({ tenant_id: 'other' }))
    const published = await post(`${bus.url}/v1/publish`, message, await bearer({ tenant_id: 'acme' }))
    expect(await published.json()).toMatchObject({ delivered: 0 })
    await post(`${bus.url}/v1/publish`, { ...message, payload: { n: 2 } }, await bearer({ tenant_id: 'other' }))
    await vi.waitFor(() => expect(got).toHaveLength(1))
    expect(got).toMatchObject([{ payload: { n: 2 }, seq: 1 }])
  })

  it('refuses who may not publish there', async () => {
    const { url } = await startBus(withTokens())
    const headers = await bearer({ permissions: [{ room: 'science', channel: 'open', actions: ['publish'] }] })
    expect((await post(`${url}/v1/publish`, { ...message, channel: 'open' }, headers)).status).toBe(200)
    const response = await post(`${url}/v1/publish`, message, headers)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'AUTHORIZATION_ERROR' })
  })

  it('says every broken rule', async () => {
    const { url } = await startBus()
    const response = await post(`${url}/v1/publish`, { room: 'a b', channel: 'c', payload: [], nonsense: 1 })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toEqual({
      type: 'urn:arqonbus:error:VALIDATION_ERROR',
      title: expect.any(String),
      status: 400,
      detail: 'Message validation failed',
      code: 'VALIDATION_ERROR',
      errors: expect.arrayContaining([
        { path: 'payload', message: 'must be a JSON object' },
        { path: 'nonsense', message: 'is not a known field' },
        { path: 'room', message: expect.any(String) },
      ]),
    })
  })

  it.each([
    ['a command', { type: 'command', command: 'ping' }, /\/v1\/command/],
    ['an operator.join', { type: 'operator.join', payload: {} }, /must be one of/],
    ['what only the bus says', { ...message, type: 'event' }, /must be one of/],
    ['a type that is no text', { ...message, type: 7 }, /must be one of/],
  ])('takes no %s', async (_, envelope, text) => {
    const { url } = await startBus()
    const response = await post(`${url}/v1/publish`, envelope)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ path: 'type', message: expect.stringMatching(text) }] })
  })

  it('keeps the rate limit of sockets, by subject', async () => {
    const rateLimits = { messagesPerSecond: 1, commandsPerSecond: 0, connectionsPerMinute: 0 }
    const { url } = await startBus({ ...withTokens(), rateLimits })
    const alice = await bearer({ sub: 'alice' })
    expect((await post(`${url}/v1/publish`, message, alice)).status).toBe(200)
    const response = await post(`${url}/v1/publish`, message, alice)
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', retry_after_ms: expect.any(Number) })
    expect((await post(`${url}/v1/publish`, message, await bearer({ sub: 'bob' }))).status).toBe(200)
  })

  it('limits everybody without a token by address', async () => {
    const { url } = await startBus({
      rateLimits: { messagesPerSecond: 1, commandsPerSecond: 0, connectionsPerMinute: 0 },
    })
    expect((await post(`${url}/v1/publish`, message)).status).toBe(200)
    expect((await post(`${url}/v1/publish`, message)).status).toBe(429)
  })

  it('answers 503 while the bus drains', async () => {
    const { url } = await startDraining()
    const response = await post(`${url}/v1/publish`, message)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toMatchObject({ code: 'SERVER_DRAINING' })
  })

  it('publishes many at once, each once', async () => {
    const { url } = await startBus()
    const acknowledged = await Promise.all(
      Array.from({ length: 100 }, async () => body(await post(`${url}/v1/publish`, message))),
    )
    const seqs = acknowledged.map(({ seq }) => Number(seq)).sort((a, b) => a - b)
    expect(seqs).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
  })

  it('logs nothing of the payload', async () => {
    const { url, logged } = await startBus()
    await post(`${url}/v1/publish`, { ...message, payload: { password: 'hunter2' }, nonsense: 'hunter2' })
    await vi.waitFor(() =>
      expect(logged).toContainEqual(expect.objectContaining({ route: '/v1/publish', status: 400 })),
    )
    expect(JSON.stringify(logged)).not.toContain('hunter2')
  })
})

describe('Idempotency-Key', () => {
  const publish = async (url: string, key: string, headers = {}, envelope: object = message) => {
    const response = await post(`${url}/v1/publish`, envelope, { 'idempotency-key': key, ...headers })
    const answer: Record<string, unknown> = await body(response)
    return { ...answer, status: response.status, id: answer.id }
  }

  it('is the message id where it is one', async () => {
    const { url } = await startBus()
    expect(await publish(url, 'arq_01K0ABCDEFGHJKMNPQRSTVWXYZ')).toMatchObject({ id: 'arq_01K0ABCDEFGHJKMNPQRSTVWXYZ' })
  })

  it.each(['order-4711', '8e03978e-40d5-43dd-bc93-6894a57f9324', '"quoted"', 'x'.repeat(255)])(
    'publishes once under %s',
    async (key) => {
      const { url } = await startBus()
      const first = await publish(url, key)
      expect(first).toMatchObject({ status: 200, seq: 1 })
      expect(isMessageId(String(first.id))).toBe(true)
      expect(await publish(url, key)).toEqual({ ...first, delivered: 0, duplicate: true })
    },
  )

  it('is the same with quotes and without', async () => {
    const { url } = await startBus()
    expect((await publish(url, 'order-1')).id).toBe((await publish(url, '"order-1"')).id)
  })

  it('means another message for another subject, and in another tenant', async () => {
    const { url } = await startBus(withTokens())
    const ids = await Promise.all(
      [{ sub: 'alice' }, { sub: 'bob' }, { sub: 'alice', tenant_id: 'other' }].map(
        async (claims) => (await publish(url, 'order-1', await bearer(claims))).id,
      ),
    )
    expect(new Set(ids).size).toBe(3)
  })

  it.each([
    ['longer than 255 characters', 'x'.repeat(256)],
    ['with other characters', 'caf\u00e9'],
  ])('is refused %s', async (_, key) => {
    const { url } = await startBus()
    expect(await publish(url, key)).toMatchObject({ status: 400, errors: [{ path: 'idempotency-key' }] })
  })

  it('may stand beside the same id, and beside no other', async () => {
    const { url } = await startBus()
    const id = 'arq_1_2_abcdef'
    expect(await publish(url, id, {}, { ...message, id })).toMatchObject({ status: 200, id })
    expect(await publish(url, 'arq_1_3_abcdef', {}, { ...message, id })).toMatchObject({
      status: 400,
      errors: [{ path: 'id' }],
    })
  })
})

describe('POST /v1/command', () => {
  const run = async (url: string, body: unknown, headers = {}) => {
    const response = await post(`${url}/v1/command`, body, headers)
    return { status: response.status, body: await response.json() }
  }

  it('answers with what the command answers', async () => {
    const { url } = await startBus()
    expect(await run(url, { command: 'ping' })).toEqual({
      status: 200,
      body: { message: expect.any(String), data: { pong: true, timestamp: expect.any(String) } },
    })
  })

  it('takes arguments, and the older shape', async () => {
    const { url } = await startBus()
    const wanted = { status: 200, body: { data: { commands: [{ name: 'ping' }] } } }
    expect(await run(url, { command: 'help', args: { command: 'ping' } })).toMatchObject(wanted)
    const old = { type: 'command', payload: { command: 'help', parameters: { command: 'ping' } } }
    expect(await run(url, old)).toMatchObject(wanted)
  })

  it("acts with the token's identity", async () => {
    const { url } = await startBus(withTokens())
    expect(await run(url, { command: 'whoami' }, await bearer({ sub: 'bob', tenant_id: 'acme' }))).toMatchObject({
      body: { data: { subject: 'bob', tenant_id: 'acme', role: 'user', channels: [] } },
    })
  })

  it('makes and deletes a channel', async () => {
    const { url } = await startBus({ anonymousRole: 'admin' })
    const args = { room: 'science', channel: 'new' }
    expect(await run(url, { command: 'create_channel', args })).toMatchObject({ status: 200 })
    expect(await run(url, { command: 'create_channel', args })).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    })
    expect(await run(url, { command: 'delete_channel', args })).toMatchObject({ body: { data: { deleted: true } } })
  })

  it('answers 404 for a command that is not there', async () => {
    const { url } = await startBus()
    expect(await run(url, { command: 'no.such' })).toMatchObject({ status: 404, body: { code: 'COMMAND_NOT_FOUND' } })
  })

  it('says which argument is wrong', async () => {
    const { url } = await startBus()
    expect(await run(url, { command: 'presence', args: { room: 'r' } })).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_ERROR', errors: [{ path: 'args.channel', message: 'is required' }] },
    })
  })

  it('answers 403 without the permission', async () => {
    const { url } = await startBus()
    const args = { room: 'science', channel: 'new' }
    expect(await run(url, { command: 'create_channel', args })).toMatchObject({
      status: 403,
      body: { code: 'AUTHORIZATION_ERROR', needs: 'manage' },
    })
  })

  it.each(['join_channel', 'leave_channel', 'auth.refresh', 'client.describe'])(
    'refuses %s, which is about a connection',
    async (command) => {
      const { url } = await startBus()
      const wanted = { status: 400, body: { errors: [{ path: 'command', message: expect.stringContaining(command) }] } }
      expect(await run(url, { command, args: { room: 'r', channel: 'c' } })).toMatchObject(wanted)
      expect(await run(url, { payload: { command, parameters: { room: 'r', channel: 'c' } } })).toMatchObject(wanted)
    },
  )

  it('takes no message', async () => {
    const { url } = await startBus()
    expect(await run(url, { ...message, type: 'message' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'type' }] },
    })
  })

  it('keeps the rate limit of commands', async () => {
    const { url } = await startBus({
      rateLimits: { messagesPerSecond: 0, commandsPerSecond: 1, connectionsPerMinute: 0 },
    })
    expect((await run(url, { command: 'ping' })).status).toBe(200)
    expect((await run(url, { command: 'ping' })).status).toBe(429)
  })

  it('gives up after a minute', async () => {
    const waiting: (() => void)[] = []
    const clock = {
      ...systemClock,
      after: (ms: number, task: () => void) => {
        if (ms !== 60_000) return systemClock.after(ms, task)
        waiting.push(task)
        return { stop: () => {} }
      },
    }
    let finish = (_page: ReadPage) => {}
    const read = new Promise<ReadPage>((resolve) => {
      finish = resolve
    })
    const { url } = await startBus({ clock, log: memoryLog({ read: () => read }) })
    const answer = run(url, { command: 'op.history.get', args: { room: 'r' } })
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    for (const giveUp of waiting) giveUp()
    expect(await answer).toMatchObject({ status: 504, body: { code: 'TIMEOUT' } })
    finish({ messages: [], cursor: null })
  })
})
