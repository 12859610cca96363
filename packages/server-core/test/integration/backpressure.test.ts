import type { JsonObject } from '@arqonbus/protocol'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { NewMessage } from '../../src/ports.js'
import { GatedLog } from '../../src/testing/gated-log.js'
import { FakeClock, type TestBus } from '../../src/testing/index.js'
import { type Client, codeOf, connect, nextId, soon, start, token, withTokens } from './harness.js'

const PADDING = 'x'.repeat(10_000)
const MESSAGE = { type: 'message', room: 'r', channel: 'c' }

async function memberOf(bus: TestBus, channel = 'c'): Promise<Client> {
  const member = await connect(bus)
  await member.join('r', channel)
  return member
}

const membersOf = async (client: Client) => (await client.call('presence', { room: 'r', channel: 'c' })).count

/** Publishes to a member that reads nothing, until `isEnough`. */
async function flood(publisher: Client, isEnough: () => Promise<boolean>, channel = 'c'): Promise<number> {
  let sent = 0
  for (let n = 0; n < 200 && !(await isEnough()); n++) {
    await Promise.all(Array.from({ length: 20 }, () => publisher.publish('r', channel, { n: ++sent, text: PADDING })))
  }
  return sent
}

describe('a member that stops reading', () => {
  it('is closed with 4102, while the others miss nothing', async () => {
    const bus = await start({ outboundQueueBytes: 262_144 })
    const [publisher, slow, quick] = [await connect(bus), await memberOf(bus), await memberOf(bus)]
    slow.ws.pause()
    const sent = await flood(publisher, async () => (await membersOf(publisher)) === 1)
    expect(quick.seqs).toEqual(Array.from({ length: sent }, (_, i) => i + 1))
    slow.ws.resume()
    expect(await slow.closed).toEqual({ code: 4102, reason: 'slow consumer: the outbound queue passed its limit' })
    const { seqs } = slow
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => i + 1))
    expect(bus.logged).toContainEqual(expect.objectContaining({ msg: 'slow consumer closed' }))
  })

  it('can recover all that it missed, though that is more than its queue holds', async () => {
    const bus = await start({ outboundQueueBytes: 262_144 })
    const [publisher, slow] = [await connect(bus), await memberOf(bus)]
    slow.ws.pause()
    const sent = await flood(publisher, async () => (await membersOf(publisher)) === 0)
    slow.ws.resume()
    await slow.closed
    const { seqs } = slow
    const back = await connect(bus)
    const { epoch } = await publisher.publish('r', 'c')
    const joined = await back.join('r', 'c', { since: { epoch, seq: seqs.length } })
    expect(joined).toMatchObject({ recovered: true, seq: sent + 1 })
    expect([...seqs, ...back.seqs]).toEqual(Array.from({ length: sent + 1 }, (_, i) => i + 1))
  })

  it('of a lossy channel loses the oldest, is not closed, and the loss is counted', async () => {
    const bus = await start({
      outboundQueueBytes: 262_144,
      anonymousRole: 'admin',
      http: { host: '127.0.0.1', port: 0 },
    })
    const publisher = await connect(bus)
    await publisher.call('create_channel', { room: 'r', channel: 'lossy', lossy: true })
    const slow = await memberOf(bus, 'lossy')
    slow.ws.pause()
    const dropped = async () => {
      const response = await fetch(`${bus.httpUrl}/metrics`, { headers: { accept: 'application/json' } })
      const schema = v.looseObject({ delivery: v.looseObject({ dropped_frames: v.number() }) })
      return v.parse(schema, await response.json()).delivery.dropped_frames
    }
    const sent = await flood(publisher, async () => (await dropped()) > 20, 'lossy')
    slow.ws.resume()
    await soon(() => slow.seqs.at(-1)).toBe(sent)
    expect(sent - slow.seqs.length).toBe(await dropped())
    expect(slow.seqs).toEqual([...slow.seqs].sort((a, b) => Number(a) - Number(b)))
    expect(await codeOf(slow.call('ping'))).toBe('none')
  })

  it('where that is the policy loses the oldest everywhere', async () => {
    const bus = await start({ outboundQueueBytes: 262_144, slowConsumerPolicy: 'drop_oldest' })
    const [publisher, slow] = [await connect(bus), await memberOf(bus)]
    slow.ws.pause()
    let rounds = 0
    const sent = await flood(publisher, async () => ++rounds > 100)
    slow.ws.resume()
    await soon(() => slow.seqs.at(-1)).toBe(sent)
    expect(slow.seqs.length).toBeLessThan(sent)
    expect(await codeOf(slow.call('ping'))).toBe('none')
  })
})

describe('a client that does not read its answers', () => {
  it('is not read from meanwhile, and gets them all when it reads again', async () => {
    const bus = await start({ outboundQueueBytes: 131_072 })
    const [client, other] = [await connect(bus), await connect(bus)]
    client.ws.pause()
    const count = 40_000
    for (let n = 0; n < count; n++) client.send({ id: nextId(), ...MESSAGE, payload: { n } })
    const published = async () =>
      v.parse(v.looseObject({ published: v.number() }), (await other.call('status')).messages).published
    let before = -1
    await expect
      .poll(
        async () => {
          const last = before
          before = await published()
          return before === last
        },
        { interval: 100, timeout: 10_000 },
      )
      .toBe(true)
    expect(before).toBeLessThan(count)
    client.ws.resume()
    const answered = () => client.frames.filter(({ type }) => type === 'message_response').length
    await soon(answered, 15_000).toBe(count)
  })

  it('to messages that are not stored is not read from either', async () => {
    const bus = await start({ outboundQueueBytes: 524_288 })
    const client = await connect(bus)
    client.ws.pause()
    const count = 40_000
    for (let n = 0; n < count; n++)
      client.send({ id: nextId(), type: 'message', to_client: 'client_nobody', payload: {} })
    const other = await connect(bus)
    for (let n = 0; n < 20; n++) expect(await codeOf(other.call('ping'))).toBe('none')
    client.ws.resume()
    const answered = () => client.frames.filter(({ error_code: code }) => code === 'NOT_FOUND').length
    await soon(answered, 15_000).toBe(count)
  })

  it('but asks for much gets the answers one at a time', async () => {
    const bus = await start({ outboundQueueBytes: 131_072 })
    const client = await connect(bus)
    for (let n = 0; n < 100; n++) await client.publish('r', 'c', { text: PADDING })
    client.ws.pause()
    const answers = Array.from({ length: 40 }, () => client.call('history', { room: 'r', channel: 'c', limit: 100 }))
    await new Promise((resolve) => setImmediate(resolve))
    client.ws.resume()
    expect((await Promise.all(answers)).map(({ count }) => count)).toEqual(Array(40).fill(100))
  })
})

describe('a client that publishes faster than the log stores', () => {
  /** A bus whose log answers nothing yet, and how many messages it was asked to store. */
  async function withSlowLog() {
    const clock = new FakeClock()
    const log = new GatedLog(clock)
    const append = log.append.bind(log)
    let taken = 0
    log.append = (messages: readonly NewMessage[]) => {
      taken += messages.length
      return append(messages)
    }
    log.hold('append')
    const bus = await start({ clock, log })
    return { clock, log, bus, client: await connect(bus), taken: () => taken }
  }

  function send(client: Client, count: number): () => number {
    for (let n = 0; n < count; n++) client.send({ id: nextId(), ...MESSAGE, payload: { n, text: 'x'.repeat(200) } })
    return () => client.frames.filter(({ type }) => type === 'message_response').length
  }

  it('is slowed down, and misses no answer', async () => {
    const { log, bus, client, taken } = await withSlowLog()
    const answered = send(client, 20_000)
    await soon(taken).toBeGreaterThanOrEqual(1024)
    // Another client is served meanwhile: what the first one has sent would have been read long ago.
    const other = await connect(bus)
    for (let n = 0; n < 20; n++) expect(await codeOf(other.call('ping'))).toBe('none')
    expect(taken()).toBeLessThan(3000)
    log.open('append')
    await soon(answered, 15_000).toBe(20_000)
  })

  it('is not taken for dead, because nobody reads its pongs', async () => {
    const { clock, log, client, taken } = await withSlowLog()
    const answered = send(client, 5000)
    await soon(taken).toBeGreaterThanOrEqual(1024)
    clock.advance(20_000)
    clock.advance(60_000)
    log.open('append')
    await soon(answered).toBe(5000)
    expect(await codeOf(client.call('ping'))).toBe('none')
  })
})

describe('limits', () => {
  const limits = (messagesPerSecond: number, commandsPerSecond = 0) => ({
    rateLimits: { messagesPerSecond, commandsPerSecond, connectionsPerMinute: 0 },
  })

  it('of messages are told with the time to wait', async () => {
    const clock = new FakeClock()
    const client = await connect(await start({ clock, ...limits(2) }))
    expect(await Promise.all([1, 2, 3].map(() => codeOf(client.publish('r', 'c'))))).toEqual([
      'none',
      'none',
      'RATE_LIMIT_EXCEEDED',
    ])
    const { payload } = await client.ask({ ...MESSAGE, payload: {} })
    expect(payload).toEqual({ retry_after_ms: 500 })
    clock.advance(500)
    expect(await codeOf(client.publish('r', 'c'))).toBe('none')
    expect(await codeOf(client.call('ping'))).toBe('none')
  })

  it('of commands are their own', async () => {
    const client = await connect(await start({ clock: new FakeClock(), ...limits(0, 1) }))
    expect(await codeOf(client.call('ping'))).toBe('none')
    const answer = await client.ask({ type: 'command', command: 'ping' })
    expect(answer).toMatchObject({
      type: 'response',
      status: 'error',
      error_code: 'RATE_LIMIT_EXCEEDED',
      payload: { retry_after_ms: 1000 },
    })
    expect(await codeOf(client.publish('r', 'c'))).toBe('none')
  })

  it('are those of the subject, over all its connections, and of nobody else', async () => {
    const clock = new FakeClock()
    const bus = await start({ ...withTokens(clock), ...limits(1) })
    const [first, second] = [await connect(bus, { token: token() }), await connect(bus, { token: token() })]
    const others = [
      await connect(bus, { token: token({ sub: 'bob' }) }),
      await connect(bus, { token: token({ tenant_id: 'other' }) }),
    ]
    const codes = []
    for (const client of [first, second, ...others]) codes.push(await codeOf(client.publish('r', 'c')))
    expect(codes).toEqual(['none', 'RATE_LIMIT_EXCEEDED', 'none', 'none'])
  })

  it('without authentication are those of the connection', async () => {
    const bus = await start({ clock: new FakeClock(), ...limits(1) })
    const clients = [await connect(bus), await connect(bus)]
    expect(await Promise.all(clients.map((client) => codeOf(client.publish('r', 'c'))))).toEqual(['none', 'none'])
  })
})

describe('a page of history', () => {
  it('is not longer than it may be, and the cursor leads through all of it', async () => {
    const bus = await start({ maxHistorySize: 100 })
    const client = await connect(bus)
    const text = 'x'.repeat(900_000)
    for (let n = 0; n < 12; n++) await client.publish('r', 'c', { n, text })
    const pages: JsonObject[] = []
    let cursor: unknown
    do {
      const page: JsonObject = await client.call('history', {
        room: 'r',
        channel: 'c',
        limit: 1000,
        ...(cursor ? { cursor } : {}),
      })
      pages.push(page)
      cursor = page.next_cursor
    } while (cursor)
    expect(pages.map(({ count }) => count)).toEqual([4, 4, 4])
  })
})
