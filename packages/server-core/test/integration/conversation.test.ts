import { describe, expect, it } from 'vitest'
import { GatedLog } from '../../src/testing/gated-log.js'
import { FakeClock } from '../../src/testing/index.js'
import { codeOf, connect, nextId, soon, start } from './harness.js'

const MESSAGE = { type: 'message', room: 'science', channel: 'general', payload: { text: 'hi' } }

describe('the welcome', () => {
  it('is the first frame, and says who and where', async () => {
    const bus = await start({ nodeId: 'node-7', version: '1.2.3' })
    const client = await connect(bus)
    expect(client.frames).toHaveLength(1)
    expect(client.frames[0]).toMatchObject({
      id: expect.stringMatching(/^arq_/),
      type: 'message',
      version: '1.0',
      sender: 'arqonbus',
      timestamp: expect.stringMatching(/Z$/),
      payload: {
        welcome: 'Connected to ArqonBus',
        client_id: expect.stringMatching(/^client_[0-9A-Z]{26}$/),
        tenant_id: 'default',
        role: 'user',
        protocol: '1.0',
        server_version: '1.2.3',
        node_id: 'node-7',
        limits: { max_message_size: 1_048_576 },
      },
    })
  })

  it('names each client differently', async () => {
    const bus = await start()
    const welcomes = await Promise.all([1, 2, 3, 4].map(async () => (await connect(bus)).welcome))
    expect(new Set(welcomes.map(({ client_id: id }) => id)).size).toBe(4)
  })

  it('comes with the subprotocol, where it is offered', async () => {
    const bus = await start()
    expect((await connect(bus, { protocols: ['other', 'arqon.v1'] })).ws.protocol).toBe('arqon.v1')
    expect((await connect(bus)).ws.protocol).toBe('')
  })
})

describe('publishing', () => {
  it('is acknowledged with the place of the message', async () => {
    const bus = await start()
    const [a, b, c] = [await connect(bus), await connect(bus), await connect(bus)]
    const { epoch } = await b.join('science', 'general')
    await c.join('science', 'general')
    const id = nextId()
    const answer = await a.ask({ id, ...MESSAGE })
    expect(answer).toMatchObject({
      type: 'message_response',
      id,
      request_id: id,
      status: 'success',
      sender: 'arqonbus',
    })
    expect(answer.payload).toEqual({ seq: 1, epoch, delivered: 2, stored: true })
    expect((await a.publish('science', 'general')).seq).toBe(2)
  })

  it('reaches the members as it was sent, stamped by the bus', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    const { client_id: sender } = await a.welcome
    const { epoch } = await b.join('science', 'general')
    const timestamp = '2026-11-23T06:17:24.123456789+01:00'
    const metadata = { sequence: 7, trace: 'x', casil: { decision: 'allow' } }
    const id = nextId()
    await a.ask({ ...MESSAGE, id, timestamp, metadata, sender: 'somebody-else', seq: 99, epoch: 'mine' })
    expect(b.messages).toEqual([
      {
        id,
        type: 'message',
        version: '1.0',
        timestamp: '2026-11-23T05:17:24.123456789Z',
        room: 'science',
        channel: 'general',
        sender,
        payload: { text: 'hi' },
        metadata: { sequence: 7, trace: 'x' },
        seq: 1,
        epoch,
      },
    ])
  })

  it('needs no membership, and no channel that is there', async () => {
    const bus = await start()
    const client = await connect(bus)
    expect(await client.publish('new', 'one')).toMatchObject({ seq: 1, delivered: 0, stored: true })
    const strict = await start({ autoCreateChannels: false })
    expect(await codeOf((await connect(strict)).publish('new', 'one'))).toBe('NOT_FOUND')
  })

  it('under the same id again delivers nothing and answers the first place', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    await b.join('science', 'general')
    const id = nextId()
    const first = await a.publish('science', 'general', { n: 1 }, id)
    const again = await a.publish('science', 'general', { n: 1 }, id)
    expect(again).toEqual({ ...first, delivered: 0, duplicate: true })
    expect(await b.publish('science', 'general', { n: 2 }, id)).toMatchObject({ seq: 1, duplicate: true })
    expect(await a.publish('science', 'other', { n: 1 }, id)).toMatchObject({ seq: 1, delivered: 0 })
    await a.publish('science', 'general', { n: 3 })
    expect(b.seqs).toEqual([1, 2])
  })

  it('gives an id and a time where there was none', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    await b.join('science', 'general')
    a.send(MESSAGE)
    await soon(() => b.messages).toHaveLength(1)
    expect(b.messages[0]).toMatchObject({
      id: expect.stringMatching(/^arq_[0-9A-Z]{26}$/),
      timestamp: expect.stringMatching(/Z$/),
    })
    await soon(() => a.frames.at(-1)?.request_id).toBe(b.messages[0]?.id)
  })

  it('takes room:channel in one', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    expect(await b.call('join_channel', { room: 'science:general' })).toMatchObject({
      room: 'science',
      channel: 'general',
    })
    await a.ask({ type: 'message', room: 'science:general', payload: {} })
    expect(b.messages).toMatchObject([{ room: 'science', channel: 'general', seq: 1 }])
  })

  it('keeps the order of each sender, and one order for all members', async () => {
    const bus = await start()
    const senders = await Promise.all([1, 2, 3].map(() => connect(bus)))
    const members = await Promise.all([1, 2, 3].map(() => connect(bus)))
    for (const member of members) await member.join('science', 'general')
    const sent = senders.map((sender, s) =>
      Promise.all(Array.from({ length: 100 }, (_, n) => sender.publish('science', 'general', { s, n }))),
    )
    await Promise.all(sent)
    const [first, second, third] = members.map(({ messages }) => messages)
    expect(first).toHaveLength(300)
    expect(second).toEqual(first)
    expect(third).toEqual(first)
    expect(members[0]?.seqs).toEqual(Array.from({ length: 300 }, (_, i) => i + 1))
    for (const s of [0, 1, 2]) {
      const own = first?.map(({ payload }) => payload as { s: number; n: number }).filter((payload) => payload.s === s)
      expect(own?.map(({ n }) => n)).toEqual(Array.from({ length: 100 }, (_, n) => n))
    }
  })

  it.each(['telemetry', 'response', 'error'])('of %s goes the same way', async (type) => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    await b.join('science', 'general')
    const fields = {
      telemetry: { payload: { eventType: 'load' } },
      response: { request_id: 'arq_1_1_abcdef', status: 'success', payload: { done: true } },
      error: { error: 'it broke', error_code: 'E_MINE' },
    }[type]
    const { payload } = await a.ask({ type, room: 'science', channel: 'general', ...fields })
    expect(payload).toMatchObject({ seq: 1, delivered: 1 })
    expect(b.frames.at(-1)).toMatchObject({ type, ...fields })
  })

  it('an answer that names nobody is told that nobody waits', async () => {
    const client = await connect(await start())
    const answer = await client.ask({ type: 'response', request_id: 'arq_1_1_abcdef', status: 'success' })
    expect(answer.error_code).toBe('NOT_FOUND')
    expect((await client.call('status')).channels).toBe(0)
  })

  it('telemetry without a channel goes to its own', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    await b.join('integriguard', 'telemetry-stream')
    await a.ask({ type: 'telemetry', payload: { eventType: 'load' } })
    expect(b.frames.at(-1)).toMatchObject({ type: 'telemetry', channel: 'telemetry-stream' })
  })

  it('operator groups are not there yet', async () => {
    const client = await connect(await start())
    expect((await client.ask({ type: 'operator.join', payload: { group: 'g' } })).error_code).toBe('FEATURE_DISABLED')
  })
})

describe('a member', () => {
  it('gets no message of its own, unless it wants them', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    await a.join('science', 'general')
    await b.join('science', 'general', { echo: true })
    expect(await a.publish('science', 'general', { from: 'a' })).toMatchObject({ delivered: 1 })
    expect(await b.publish('science', 'general', { from: 'b' })).toMatchObject({ delivered: 2 })
    expect(a.messages).toMatchObject([{ payload: { from: 'b' } }])
    expect(b.messages).toMatchObject([{ payload: { from: 'a' } }, { payload: { from: 'b' } }])
  })

  it('gets its own message before the acknowledgement', async () => {
    const client = await connect(await start())
    await client.join('science', 'general', { echo: true })
    await client.publish('science', 'general')
    expect(client.frames.slice(-2).map(({ type }) => type)).toEqual(['message', 'message_response'])
  })

  it('that publishes among others gets exactly theirs', async () => {
    const bus = await start()
    const clients = await Promise.all([1, 2, 3, 4].map(() => connect(bus)))
    for (const client of clients) await client.join('science', 'general')
    await Promise.all(
      clients.flatMap((client, by) => [1, 2, 3].map((n) => client.publish('science', 'general', { by, n }))),
    )
    for (const [me, client] of clients.entries()) {
      const { messages, seqs } = client
      expect(messages).toHaveLength(9)
      expect(messages.some(({ payload }) => (payload as { by: number }).by === me)).toBe(false)
      expect(seqs).toEqual([...seqs].sort((a, b) => Number(a) - Number(b)))
    }
  })

  it('that leaves gets nothing more', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    await b.join('science', 'general')
    await a.publish('science', 'general')
    expect(await b.call('leave_channel', { room: 'science', channel: 'general' })).toMatchObject({ left: true })
    expect(await b.call('leave_channel', { room: 'science', channel: 'general' })).toMatchObject({ left: false })
    expect(await a.publish('science', 'general')).toMatchObject({ seq: 2, delivered: 0 })
    expect(b.seqs).toEqual([1])
  })

  it('is told who comes and goes, where it asks for that', async () => {
    const bus = await start()
    const [a, b, c] = [await connect(bus), await connect(bus), await connect(bus)]
    await a.join('science', 'general', { presence: true })
    await c.join('science', 'general')
    await b.call('client.describe', { type: 'ai-agent', screen_name: 'Ada' })
    await b.join('science', 'general')
    const { client_id: id } = await b.welcome
    await soon(() => a.events).toHaveLength(2)
    expect(a.events[1]).toMatchObject({
      event: 'presence.join',
      room: 'science',
      channel: 'general',
      member: { client_id: id, subject: 'anonymous', description: { type: 'ai-agent', screen_name: 'Ada' } },
    })
    b.ws.close()
    await soon(() => a.events.at(-1)).toMatchObject({ event: 'presence.leave', member: { client_id: id } })
    expect(c.events).toEqual([])
  })

  it('that was cut off is seen no more', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    await b.join('science', 'general')
    b.ws.terminate()
    const members = async () => (await a.call('presence', { room: 'science', channel: 'general' })).count
    await soon(members).toBe(0)
    expect((await a.call('status')).connections).toBe(1)
  })
})

describe('a direct message', () => {
  it('reaches one client of the tenant, without a place', async () => {
    const bus = await start()
    const [a, b, c] = [await connect(bus), await connect(bus), await connect(bus)]
    const { client_id: receiver } = await b.welcome
    const { client_id: sender } = await a.welcome
    const { payload } = await a.ask({ type: 'message', to_client: receiver, payload: { text: 'psst' } })
    expect(payload).toEqual({ delivered: 1, stored: false })
    expect(b.frames.slice(1)).toMatchObject([
      { type: 'message', to_client: receiver, sender, payload: { text: 'psst' } },
    ])
    expect(b.frames[1]).not.toHaveProperty('seq')
    expect(c.frames).toHaveLength(1)
  })

  it('may go to oneself', async () => {
    const client = await connect(await start())
    const { client_id: me } = await client.welcome
    expect((await client.ask({ type: 'message', to_client: me, payload: {} })).payload).toEqual({
      delivered: 1,
      stored: false,
    })
    expect(client.frames.slice(1).map(({ type }) => type)).toEqual(['message', 'message_response'])
  })

  it('to nobody is told so', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    const { client_id: gone } = await b.welcome
    b.ws.close()
    await b.closed
    expect(await a.ask({ type: 'message', to_client: String(gone), payload: {} })).toMatchObject({
      type: 'error',
      error_code: 'NOT_FOUND',
      payload: { to_client: gone },
    })
  })
})

describe('a command', () => {
  it('may come in the older shape', async () => {
    const client = await connect(await start())
    const payload = { command: 'join_channel', parameters: { room: 'science', channel: 'general' } }
    expect(await client.ask({ type: 'command', payload })).toMatchObject({
      type: 'response',
      status: 'success',
      payload: { message: 'join_channel done', data: { room: 'science', channel: 'general' } },
    })
  })

  it('sees what its connection published before it', async () => {
    const client = await connect(await start())
    const published = client.publish('science', 'general')
    const history = client.call('history', { room: 'science', channel: 'general' })
    expect(await history).toMatchObject({ count: 1 })
    await published
  })

  it('is carried out after those before it', async () => {
    const client = await connect(await start())
    const calls = [
      client.join('science', 'general'),
      client.call('whoami'),
      client.call('leave_channel', { room: 'science', channel: 'general' }),
      client.call('whoami'),
    ]
    const [, during, , after] = await Promise.all(calls)
    expect(during?.channels).toEqual([{ room: 'science', channel: 'general' }])
    expect(after?.channels).toEqual([])
  })

  it('is refused where too many wait', async () => {
    const clock = new FakeClock()
    const log = new GatedLog(clock)
    const client = await connect(await start({ clock, log }))
    log.hold('read')
    const first = client.call('history', { room: 'science', channel: 'general' })
    const others = Array.from({ length: 300 }, () => codeOf(client.call('ping')))
    const refused = others.slice(255)
    expect(new Set(await Promise.all(refused))).toEqual(new Set(['RATE_LIMIT_EXCEEDED']))
    log.open('read')
    await first
    expect(new Set(await Promise.all(others.slice(0, 255)))).toEqual(new Set(['none']))
    expect(await codeOf(client.call('ping'))).toBe('none')
  })
})

describe('an error', () => {
  it('names each rule that a frame breaks, and the frame', async () => {
    const client = await connect(await start())
    const id = nextId()
    expect(await client.ask({ id, type: 'message', room: 'a b', payload: [], extra: 1 })).toMatchObject({
      type: 'error',
      request_id: id,
      error: 'Message validation failed',
      error_code: 'VALIDATION_ERROR',
      payload: {
        errors: expect.arrayContaining([
          expect.objectContaining({ path: 'room' }),
          expect.objectContaining({ path: 'payload' }),
          expect.objectContaining({ path: 'extra' }),
        ]),
      },
    })
  })

  it('of an unknown command says where to look', async () => {
    const client = await connect(await start())
    expect(await client.ask({ type: 'command', command: 'nope' })).toMatchObject({
      type: 'response',
      status: 'error',
      error_code: 'COMMAND_NOT_FOUND',
    })
  })
})
