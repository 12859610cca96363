import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createAuthenticator, systemClock } from '../../src/index.js'
import { type Connecting, connect, forge, open, refused, soon, start, token, withTokens } from './harness.js'

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow

describe('without a token that is good', () => {
  const cases: [string, Connecting][] = [
    ['no token', {}],
    ['a malformed token', { token: 'abc' }],
    ['an expired token', { token: token({ exp: seconds(-60) }) }],
    ['a token of tomorrow', { token: token({ nbf: seconds(600) }) }],
    ['a token signed with another key', { token: forge({ alg: 'HS256' }, { sub: 'eve' }, 'another secret') }],
    ['a token that nobody signed', { token: `${token().split('.').slice(0, 2).join('.')}.` }],
    ['alg none', { token: forge({ alg: 'none' }, { sub: 'eve' }) }],
    ['an algorithm that is not configured', { token: forge({ alg: 'HS512' }, { sub: 'eve' }) }],
    ['a token without a subject', { token: forge({ alg: 'HS256' }, { tenant_id: 'acme' }) }],
    ['a token in a broken header', { headers: { authorization: 'Basic YTpi' } }],
    ['an empty token in the query', { path: '?token=' }],
    ['a subprotocol without a token', { protocols: ['arqon.v1', 'bearer.'] }],
  ]

  it.each(cases)('a handshake with %s is refused with 401', async (_, options) => {
    const bus = await start(withTokens())
    const refusal = await refused(bus, options)
    expect(refusal.status).toBe(401)
    expect(refusal.headers['www-authenticate']).toBe('Bearer')
    expect(refusal.headers['content-type']).toBe('application/problem+json')
    expect(refusal.body).toMatchObject({ status: 401, code: 'AUTHENTICATION_FAILED', title: expect.any(String) })
  })

  it('a handshake with a secret made of the public key is refused', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const authenticator = createAuthenticator({ algorithms: ['RS256'], publicKeyPem, clock: systemClock })
    const bus = await start({ authenticator })
    const forged = forge({ alg: 'HS256' }, { sub: 'eve', role: 'admin' }, publicKeyPem)
    expect((await refused(bus, { token: forged })).status).toBe(401)
  })

  it('nothing of the token is told or logged', async () => {
    const bus = await start(withTokens())
    const secret = forge({ alg: 'HS256' }, { sub: 'eve' }, 'another secret')
    const { body } = await refused(bus, { token: secret })
    const [, payload = '', signature = ''] = secret.split('.')
    for (const part of [payload, signature]) expect(JSON.stringify([body, bus.logged])).not.toContain(part)
  })
})

describe('with a good token', () => {
  it.each<[string, Connecting]>([
    ['in the header', { token: token() }],
    ['in the subprotocol', { protocols: ['arqon.v1', `bearer.${token()}`] }],
    ['in the query as token', { path: `?token=${token()}` }],
    ['in the query as access_token', { path: `?access_token=${token()}` }],
    ['in the query as auth_token', { path: `?x=1&auth_token=${token()}` }],
  ])('%s a client is who it says', async (_, options) => {
    const bus = await start(withTokens())
    const client = await connect(bus, options)
    expect(await client.welcome).toMatchObject({ tenant_id: 'acme', role: 'user' })
    expect(await client.call('whoami')).toMatchObject({ subject: 'alice', tenant_id: 'acme', permissions: null })
    expect(client.ws.protocol).toBe(options.protocols ? 'arqon.v1' : '')
  })

  it('without permissions in it a user may do all but manage', async () => {
    const client = await connect(await start(withTokens()), { token: token() })
    await client.join('r', 'c')
    await client.publish('r', 'c')
    await expect(client.call('create_channel', { room: 'r', channel: 'd' })).rejects.toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    })
    await expect(client.call('history')).rejects.toMatchObject({ code: 'AUTHORIZATION_ERROR' })
  })

  it('with permissions in it they are the whole truth', async () => {
    const permissions = [
      { room: 'sci*', channel: 'gen?ral', actions: ['publish'] },
      { room: '@direct', channel: 'client_*', actions: ['publish'] },
    ]
    const bus = await start(withTokens())
    const client = await connect(bus, { token: token({ permissions }) })
    expect(await client.publish('science', 'general')).toMatchObject({ seq: 1 })
    for (const refusedCall of [
      client.publish('art', 'general'),
      client.join('science', 'general'),
      client.call('history', { room: 'science', channel: 'general' }),
      client.call('presence', { room: 'science', channel: 'general' }),
    ]) {
      await expect(refusedCall).rejects.toMatchObject({ code: 'AUTHORIZATION_ERROR' })
    }
    const { client_id: me } = await client.welcome
    expect(await client.ask({ type: 'message', to_client: String(me), payload: {} })).toMatchObject({
      status: 'success',
    })
    const mute = await connect(bus, { token: token({ permissions: [] }) })
    expect((await mute.ask({ type: 'message', to_client: String(me), payload: {} })).error_code).toBe(
      'AUTHORIZATION_ERROR',
    )
  })
})

describe('a page of another site', () => {
  it('is refused with 403, whatever its token', async () => {
    const bus = await start(withTokens())
    const refusal = await refused(bus, { token: token(), headers: { origin: 'https://evil.example' } })
    expect(refusal).toMatchObject({ status: 403, body: { code: 'AUTHORIZATION_ERROR' } })
  })

  it('may connect from where it is allowed', async () => {
    const bus = await start({ allowedOrigins: ['https://app.example'] })
    await connect(bus, { headers: { origin: 'https://app.example' } })
    await connect(bus)
    expect((await refused(bus, { headers: { origin: 'http://localhost' } })).status).toBe(403)
  })
})

describe('too many', () => {
  it('connections are refused with 503, until one goes', async () => {
    const bus = await start({ maxConnections: 2 })
    const [first] = [await connect(bus), await connect(bus)]
    expect(await refused(bus)).toMatchObject({ status: 503, headers: { connection: 'close' } })
    first.ws.close()
    await first.closed
    await soon(() =>
      connect(bus).then(
        () => 'in',
        () => 'refused',
      ),
    ).toBe('in')
  })

  it('connections at once are no way around it', async () => {
    const bus = await start({ maxConnections: 3 })
    const all = Array.from({ length: 20 }, () => open(bus))
    const welcomed = await Promise.allSettled(all.map(({ welcome }) => welcome))
    expect(welcomed.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  })

  it('connections a minute are refused with 429 and a time to wait', async () => {
    const bus = await start({ rateLimits: { messagesPerSecond: 0, commandsPerSecond: 0, connectionsPerMinute: 2 } })
    await connect(bus)
    await connect(bus)
    const refusal = await refused(bus)
    expect(refusal.status).toBe(429)
    expect(Number(refusal.headers['retry-after'])).toBeGreaterThanOrEqual(29)
    expect(refusal.body.code).toBe('RATE_LIMIT_EXCEEDED')
  })

  it('connections a minute are counted by the address that a trusted proxy has seen', async () => {
    const bus = await start({
      trustedProxies: ['127.0.0.1', '10.0.0.1'],
      rateLimits: { messagesPerSecond: 0, commandsPerSecond: 0, connectionsPerMinute: 1 },
    })
    const from = (chain: string) => ({ headers: { 'x-forwarded-for': chain } })
    await connect(bus, from('203.0.113.1'))
    await connect(bus, from('203.0.113.2, 10.0.0.1'))
    expect((await refused(bus, from('203.0.113.2'))).status).toBe(429)
    expect((await refused(bus, from('203.0.113.99, 203.0.113.1'))).status).toBe(429)
  })

  it('connections a minute are not counted by what anybody writes', async () => {
    const bus = await start({ rateLimits: { messagesPerSecond: 0, commandsPerSecond: 0, connectionsPerMinute: 1 } })
    await connect(bus, { headers: { 'x-forwarded-for': '203.0.113.1' } })
    expect((await refused(bus, { headers: { 'x-forwarded-for': '203.0.113.2' } })).status).toBe(429)
  })
})

describe('what is no handshake', () => {
  it('is told where it is', async () => {
    const bus = await start()
    const response = await fetch(bus.url.replace('ws:', 'http:'))
    expect(response.status).toBe(426)
    expect(response.headers.get('upgrade')).toBe('websocket')
    expect(await response.text()).toContain('WebSocket')
  })

  it('but wants another protocol is refused', async () => {
    const bus = await start()
    const headers = { connection: 'Upgrade', upgrade: 'h2c' }
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) => {
      request(bus.url.replace('ws:', 'http:'), { headers, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(400)
  })
})
