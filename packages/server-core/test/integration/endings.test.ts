import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect as connectSocket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type Authenticator, createBus, defaultBusOptions } from '../../src/index.js'
import { createLogger } from '../../src/observe/log.js'
import { GatedLog } from '../../src/testing/gated-log.js'
import { FakeClock, startTestBus } from '../../src/testing/index.js'
import { atEnd, type Client, codeOf, connect, open, refused, soon, start, token, withTokens } from './harness.js'

/** So long that nobody is pinged while a test moves the clock. */
const NO_PINGS = { pingIntervalMs: 1e12 }

describe('a token that expires', () => {
  /** A client whose token lasts a minute. */
  async function forAMinute() {
    const clock = new FakeClock()
    const bus = await start({ ...withTokens(clock), ...NO_PINGS })
    const lasting = (ms: number, claims: object = {}) =>
      token({ exp: Math.floor((clock.now() + ms) / 1000), ...claims })
    return { clock, bus, lasting, client: await connect(bus, { token: lasting(60_000) }) }
  }

  it('ends the connection with 4101, when the grace is over', async () => {
    const { clock, client } = await forAMinute()
    clock.advance(84_000)
    expect(await codeOf(client.call('ping'))).toBe('none')
    clock.advance(3000)
    expect(await client.closed).toEqual({ code: 4101, reason: 'the token has expired' })
  })

  it('is good for nothing after that, however soon', async () => {
    const { clock, client } = await forAMinute()
    clock.set(clock.now() + 90_000)
    expect(await client.ask({ type: 'message', room: 'r', channel: 'c', payload: {} })).toMatchObject({
      type: 'error',
      error_code: 'AUTHENTICATION_FAILED',
    })
    expect((await client.closed).code).toBe(4101)
  })

  it('may be replaced, before its time and in the grace', async () => {
    const { clock, client, lasting } = await forAMinute()
    clock.advance(70_000)
    const fresh = lasting(120_000)
    const { expires_at: until } = await client.call('auth.refresh', { token: fresh })
    expect(Date.parse(String(until))).toBe(Math.floor((clock.now() + 120_000) / 1000) * 1000)
    clock.advance(100_000)
    expect(await codeOf(client.call('ping'))).toBe('none')
    clock.advance(60_000)
    expect((await client.closed).code).toBe(4101)
  })

  it('cannot be replaced by somebody else, by another tenant, or by nothing', async () => {
    const { client, lasting } = await forAMinute()
    for (const wrong of [lasting(120_000, { sub: 'bob' }), lasting(120_000, { tenant_id: 'other' }), 'nonsense']) {
      expect(await codeOf(client.call('auth.refresh', { token: wrong }))).toBe('AUTHENTICATION_FAILED')
    }
    expect(await client.call('whoami')).toMatchObject({ subject: 'alice', tenant_id: 'acme' })
  })

  it('replaced by one that allows less ends what that does not allow', async () => {
    const { bus, client, lasting } = await forAMinute()
    const watcher = await connect(bus, { token: lasting(60_000) })
    await watcher.join('closed', 'one', { presence: true })
    await client.join('open', 'one')
    await client.join('closed', 'one')
    const permissions = [{ room: 'open', channel: '*', actions: ['subscribe'] }]
    expect(await client.call('auth.refresh', { token: lasting(60_000, { permissions }) })).toMatchObject({
      left: [{ room: 'closed', channel: 'one' }],
    })
    expect(await watcher.publish('closed', 'one')).toMatchObject({ delivered: 0 })
    expect(await watcher.publish('open', 'one')).toMatchObject({ delivered: 1 })
    await soon(() => watcher.events.at(-1)).toMatchObject({ event: 'presence.leave' })
  })

  it('replaced is asked for commands that were sent behind the new one', async () => {
    const { client, lasting } = await forAMinute()
    const fresh = (permissions: object[]) => client.call('auth.refresh', { token: lasting(60_000, { permissions }) })
    const less = [fresh([]), client.join('r', 'c')].map(codeOf)
    expect(await Promise.all(less)).toEqual(['none', 'AUTHORIZATION_ERROR'])
    const more = [fresh([{ room: '*', channel: '*', actions: ['subscribe'] }]), client.join('r', 'c')].map(codeOf)
    expect(await Promise.all(more)).toEqual(['none', 'none'])
  })

  it('is nothing that a bus without authentication knows', async () => {
    const client = await connect(await start())
    expect(await codeOf(client.call('auth.refresh', { token: 'x' }))).toBe('FEATURE_DISABLED')
  })
})

describe('a client that is no longer there', () => {
  it('is closed with 4103 when it does not answer a ping', async () => {
    const clock = new FakeClock()
    const bus = await start({ clock })
    const client = await connect(bus, { autoPong: false })
    clock.advance(20_000)
    await new Promise((resolve) => client.ws.once('ping', resolve))
    clock.advance(11_000)
    expect((await client.closed).code).toBe(4103)
  })

  it('stays while it answers', async () => {
    const clock = new FakeClock()
    const bus = await start({ clock })
    const client = await connect(bus)
    for (let n = 0; n < 5; n++) {
      const pinged = new Promise((resolve) => client.ws.once('ping', resolve))
      clock.advance(20_000)
      await pinged
      // What it sends behind the pong has come, so the pong has.
      expect(await codeOf(client.call('ping'))).toBe('none')
    }
  })

  it('is cut off where it does not even answer the close', async () => {
    const clock = new FakeClock()
    const bus = await start({ clock })
    const client = await connect(bus, { autoPong: false })
    const other = await connect(bus)
    client.ws.pause()
    clock.advance(20_000)
    expect(await codeOf(other.call('ping'))).toBe('none')
    clock.advance(11_000)
    clock.advance(6000)
    client.ws.resume()
    expect([1006, 4103]).toContain((await client.closed).code)
  })
})

describe('a client that breaks the rules', () => {
  it('is closed with 4501 at the tenth violation in a minute', async () => {
    const client = await connect(await start())
    for (let n = 0; n < 10; n++) client.send('{')
    expect(await client.closed).toEqual({ code: 4501, reason: 'ten protocol violations in a minute' })
    expect(client.frames.filter(({ type }) => type === 'error')).toHaveLength(10)
  })

  it('is closed with 4105 when it will not slow down', async () => {
    const bus = await start({ rateLimits: { messagesPerSecond: 1, commandsPerSecond: 0, connectionsPerMinute: 0 } })
    const client = await connect(bus)
    for (let n = 0; n < 1100; n++) client.send({ type: 'message', room: 'r', channel: 'c', payload: {} })
    expect((await client.closed).code).toBe(4105)
  })
})

describe('draining', () => {
  it('delivers what was acknowledged, then sends everybody away with 4100', async () => {
    const bus = await start()
    const [publisher, member] = [await connect(bus), await connect(bus)]
    await member.join('r', 'c')
    const acknowledged: unknown[] = []
    const publishing = Array.from({ length: 2000 }, (_, n) =>
      publisher.publish('r', 'c', { n }).then(
        ({ seq }) => acknowledged.push(seq),
        () => {},
      ),
    )
    await soon(() => acknowledged.length).toBeGreaterThan(0)
    await bus.bus.drain()
    const ends = await Promise.all([publisher.closed, member.closed])
    expect(ends).toEqual([publisher, member].map(() => ({ code: 4100, reason: 'the node is draining' })))
    await Promise.all(publishing)
    expect(member.seqs).toEqual(expect.arrayContaining(acknowledged))
    expect(member.frames.at(-1)).toMatchObject({
      type: 'event',
      payload: { event: 'server.draining', reconnect_within_ms: 5000 },
    })
  })

  it('takes nothing new, finishes what it has, and lets nobody in', async () => {
    const clock = new FakeClock()
    const log = new GatedLog(clock)
    const bus = await start({ clock, log })
    const [client, member] = [await connect(bus), await connect(bus)]
    await member.join('r', 'c')
    log.hold('append')
    const before = client.publish('r', 'c', { n: 'before' })
    await soon(() => log.held('append')).toBe(1)
    const draining = bus.bus.drain()
    await soon(() => bus.bus.state).toBe('draining')
    expect(await codeOf(client.publish('r', 'c', { n: 'after' }))).toBe('SERVER_DRAINING')
    expect(await codeOf(client.call('ping'))).toBe('SERVER_DRAINING')
    await expect(open(bus).welcome).rejects.toThrow(/ECONNREFUSED/)
    log.open('append')
    expect(await before).toMatchObject({ seq: 1, delivered: 1 })
    await draining
    expect(member.messages).toMatchObject([{ payload: { n: 'before' } }])
    expect((await client.closed).code).toBe(4100)
  })

  it('answers the command that is under way', async () => {
    const clock = new FakeClock()
    const log = new GatedLog(clock)
    const bus = await start({ clock, log })
    const client = await connect(bus)
    log.hold('read')
    const history = client.call('history', { room: 'r', channel: 'c' })
    await soon(() => log.held('read')).toBe(1)
    const draining = bus.bus.drain()
    log.open('read')
    expect(await history).toMatchObject({ count: 0 })
    await draining
  })

  it('waits for a store that hangs no longer than it may', async () => {
    const log = new GatedLog(new FakeClock())
    const bus = await start({ log, drainMs: 100 })
    const client = await connect(bus)
    log.hold('append')
    client.send({ type: 'message', room: 'r', channel: 'c', payload: {} })
    await soon(() => log.held('append')).toBe(1)
    await bus.bus.drain()
    expect((await client.closed).code).toBe(4100)
    log.open('append')
  })

  it('hears the goodbye of a client that it was not reading from', async () => {
    const log = new GatedLog(new FakeClock())
    const bus = await start({ log, drainMs: 4000 })
    const client = await connect(bus)
    log.hold('append')
    for (let n = 0; n < 3000; n++) client.send({ type: 'message', room: 'r', channel: 'c', payload: { n } })
    await soon(() => log.held('append')).toBeGreaterThan(0)
    const began = performance.now()
    await bus.bus.drain()
    // Half of the time is for the store; none of the rest is needed.
    expect(performance.now() - began).toBeLessThan(3500)
    expect((await client.closed).code).toBe(4100)
    log.open('append')
  })

  it('lets nobody in whose token was still being looked at', async () => {
    const { authenticator, ...options } = withTokens()
    let look = () => {}
    const looking = new Promise<void>((resolve) => {
      look = resolve
    })
    let asked = 0
    const slow: Authenticator = {
      authenticate: async (given) => {
        asked++
        await looking
        if (!authenticator) throw new Error('There is one')
        return authenticator.authenticate(given)
      },
      close: () => authenticator?.close(),
    }
    const bus = await start({ ...options, authenticator: slow })
    const refusal = refused(bus, { token: token() })
    await soon(() => asked).toBe(1)
    await bus.bus.drain()
    look()
    expect(await refusal).toMatchObject({ status: 503, body: { code: 'SERVER_DRAINING' } })
  })

  it('cuts off who does not go', async () => {
    const bus = await start({ drainMs: 100 })
    const client = await connect(bus)
    client.ws.pause()
    await bus.bus.drain()
    client.ws.resume()
    expect([1006, 4100]).toContain((await client.closed).code)
  })
})

describe('stopping', () => {
  /** What keeps the process alive beyond `before`, once it is nothing, or after three seconds. */
  async function added(before: readonly string[]): Promise<string[]> {
    const end = performance.now() + 3000
    for (;;) {
      const rest = [...before]
      const more = process.getActiveResourcesInfo().filter((name) => {
        const index = rest.indexOf(name)
        if (index >= 0) rest.splice(index, 1)
        return index < 0 && name !== 'Immediate'
      })
      if (more.length === 0 || performance.now() > end) return more
      // No timer here: it would be one of them.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  it('leaves nothing behind: no socket, no server, no timer', async () => {
    const before = process.getActiveResourcesInfo()
    const bus = await startTestBus({ ...withTokens(), http: { host: '127.0.0.1', port: 0 } })
    const options = { token: token() }
    const clients: Client[] = []
    for (let n = 0; n < 5; n++) clients.push(await connect(bus, options))
    for (const client of clients) await client.join('r', 'c', { presence: true })
    await clients[0]?.publish('r', 'c')
    clients[1]?.ws.terminate()
    await (await fetch(`${bus.httpUrl}/health`, { headers: { connection: 'close' } })).text()
    const idle = connectSocket(bus.port, '127.0.0.1')
    atEnd(() => idle.destroy())
    await new Promise((resolve) => idle.once('connect', resolve))
    await bus.stop()
    await Promise.all(clients.map(({ closed }) => closed))
    expect(await added(before)).toEqual([])
    expect(bus.bus.state).toBe('stopped')
  })

  it('leaves no timer of its clock', async () => {
    const clock = new FakeClock()
    const bus = await startTestBus({ clock, http: { host: '127.0.0.1', port: 0 } })
    await connect(bus)
    expect(clock.timers).toBeGreaterThan(0)
    await bus.stop()
    expect(clock.timers).toBe(0)
  })

  it('does not wait for those who were refused and stay on the line', async () => {
    const bus = await startTestBus(withTokens())
    const socket = connectSocket({ port: bus.port, host: '127.0.0.1', allowHalfOpen: true })
    atEnd(() => socket.destroy())
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1.1 401 /)
    await bus.stop()
  })

  it('again, or before it has begun, is no error', async () => {
    const bus = await startTestBus()
    await Promise.all([bus.stop(), bus.stop()])
    await bus.stop()
    const logger = createLogger({ level: 'silent' })
    const never = createBus({ ...defaultBusOptions(), nodeId: 'n', version: '0', logger })
    await never.stop()
    expect(never.state).toBe('stopped')
    await expect(never.start()).rejects.toThrow('A bus starts once; this one is stopped')
  })

  it('while it starts waits for that', async () => {
    const logger = createLogger({ level: 'silent' })
    const listen = { host: '127.0.0.1', port: 0 }
    const { http: _http, ...defaults } = defaultBusOptions()
    const bus = createBus({ ...defaults, listen, nodeId: 'n', version: '0', logger })
    const starting = bus.start()
    await expect(bus.start()).rejects.toThrow('A bus starts once; this one is running')
    await bus.stop()
    expect(bus.state).toBe('stopped')
    const { ws } = await starting
    await expect(open(ws).welcome).rejects.toThrow(/ECONNREFUSED/)
  })

  it('is what a start does that finds its port taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    atEnd(() => server.close())
    const { port } = server.address() as AddressInfo
    await expect(startTestBus({ listen: { host: '127.0.0.1', port } })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
