import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { EnvelopeClient } from '../envelope-client.js'
import { dial, handshakeText, readAnswer } from '../wire.js'

/** Who gets in, and what one tenant sees of another: nothing. */

const SECRET = 'a secret of more than thirty-two bytes, for tests alone'
const secretKey = new TextEncoder().encode(SECRET)
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const folder = mkdtempSync(join(tmpdir(), 'arqonbus-auth-'))
const keyFile = join(folder, 'public.pem')
writeFileSync(keyFile, rsaPem)

const CLAIMS = { sub: 'alice', tenant_id: 'acme' }
const buses: { [algorithms: string]: BusProcess } = {}

beforeAll(async () => {
  const on = { ENABLE_AUTH: true }
  const [shared, keys, both] = await Promise.all([
    BusProcess.start({ settings: { ...on, AUTH_JWT_SECRET: SECRET } }),
    BusProcess.start({ settings: { ...on, AUTH_JWT_ALGORITHM: 'RS256', AUTH_JWT_PUBLIC_KEY_FILE: keyFile } }),
    BusProcess.start({
      settings: {
        ...on,
        AUTH_JWT_ALGORITHM: 'HS256,RS256',
        AUTH_JWT_SECRET: SECRET,
        AUTH_JWT_PUBLIC_KEY_FILE: keyFile,
      },
    }),
  ])
  Object.assign(buses, { HS256: shared, RS256: keys, 'HS256,RS256': both })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await Promise.all(Object.values(buses).map((bus) => bus.kill()))
})

function busOf(algorithms: string): BusProcess {
  const bus = buses[algorithms]
  if (bus === undefined) throw new Error(`No bus was started for ${algorithms}`)
  return bus
}

function sign(claims: JWTPayload, alg = 'HS256', key: KeyObject | Uint8Array = secretKey, expires = '5m') {
  return new SignJWT(claims).setProtectedHeader({ alg }).setExpirationTime(expires).sign(key)
}

const json64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const inAMinute = () => Math.floor(Date.now() / 1000) + 60

/** A token by hand, signed with HMAC over whatever bytes. */
function handmade(header: object, key: string | Buffer, claims: object = { ...CLAIMS, exp: inAMinute() }): string {
  const signed = `${json64(header)}.${json64(claims)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

/** The answer to a handshake with these headers. */
async function knock(bus: BusProcess, headers: Record<string, string>, target = '/') {
  const socket = await dial(bus.ws)
  socket.write(handshakeText(headers, target))
  return readAnswer(socket)
}

const cutSignature = (token: string) => token.slice(0, -4)
const turned = (token: string) => token.replace(/.(?=.{8}$)/, (letter) => (letter === 'A' ? 'B' : 'A'))

describe.each(['HS256', 'RS256', 'HS256,RS256'])('where %s is accepted', (algorithms) => {
  const good = () => (algorithms.includes('HS256') ? sign(CLAIMS) : sign(CLAIMS, 'RS256', rsa.privateKey))

  test.each<[string, () => string | Promise<string>]>([
    ['no token at all', () => ''],
    ['an empty token', () => 'Bearer '],
    ['another scheme', async () => `Basic ${await good()}`],
    ['a word', () => 'Bearer hello'],
    ['two parts', async () => `Bearer ${(await good()).split('.').slice(0, 2).join('.')}`],
    ['four parts', async () => `Bearer ${await good()}.x`],
    ['a cut signature', async () => `Bearer ${cutSignature(await good())}`],
    ['a changed signature', async () => `Bearer ${turned(await good())}`],
    ['no signature', async () => `Bearer ${(await good()).replace(/\.[^.]*$/, '.')}`],
    ['a space inside it', async () => `Bearer ${(await good()).replace('.', '. ')}`],
    [
      'claims of another token',
      async () => {
        const [head, , signature] = (await good()).split('.')
        return `Bearer ${head}.${json64({ ...CLAIMS, role: 'admin', exp: inAMinute() })}.${signature}`
      },
    ],
    ['a token that has expired', async () => `Bearer ${await sign(CLAIMS, 'HS256', secretKey, '-1m')}`],
    ['an RSA token that has expired', async () => `Bearer ${await sign(CLAIMS, 'RS256', rsa.privateKey, '-1m')}`],
    ['a token that is not valid yet', async () => `Bearer ${await sign({ ...CLAIMS, nbf: inAMinute() + 600 })}`],
    ['another secret', async () => `Bearer ${await sign(CLAIMS, 'HS256', Buffer.from(SECRET.replace('a', 'b')))}`],
    ['another RSA key', async () => `Bearer ${await sign(CLAIMS, 'RS256', foreign.privateKey)}`],
    [
      'an algorithm that is not configured',
      async () => `Bearer ${await sign(CLAIMS, 'HS512', Buffer.alloc(64, SECRET))}`,
    ],
    ['alg none', () => `Bearer ${json64({ alg: 'none' })}.${json64({ ...CLAIMS, exp: inAMinute() })}.`],
    ['alg None, signed', () => `Bearer ${handmade({ alg: 'None' }, SECRET)}`],
    ['no alg, signed', () => `Bearer ${handmade({}, SECRET)}`],
    ['HS256 over the RSA public key', () => `Bearer ${handmade({ alg: 'HS256' }, rsaPem)}`],
    [
      'HS256 over the RSA public key without its last line break',
      () => `Bearer ${handmade({ alg: 'HS256' }, rsaPem.trimEnd())}`,
    ],
    [
      'HS256 over the bytes of the RSA public key',
      () => `Bearer ${handmade({ alg: 'HS256' }, rsa.publicKey.export({ type: 'spki', format: 'der' }))}`,
    ],
    ['HS256 over nothing', () => `Bearer ${handmade({ alg: 'HS256' }, '')}`],
    [
      'a key that it brings itself',
      async () => {
        const jwk = foreign.publicKey.export({ format: 'jwk' })
        const token = new SignJWT(CLAIMS).setProtectedHeader({ alg: 'RS256', jwk }).setExpirationTime('5m')
        return `Bearer ${await token.sign(foreign.privateKey)}`
      },
    ],
    [
      'a critical extension that nobody knows',
      () => `Bearer ${handmade({ alg: 'HS256', crit: ['exp2'], exp2: 1 }, SECRET)}`,
    ],
  ])('%s is answered 401, and nothing is upgraded', async (_what, authorization) => {
    const value = await authorization()
    const answer = await knock(busOf(algorithms), value === '' ? {} : { Authorization: value })
    expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringMatching(/^Bearer/) } })
    expect(answer?.headers).not.toHaveProperty('upgrade')
  })

  test('a good token is welcomed in each of its places', async () => {
    const token = await good()
    const answers = await Promise.all([
      knock(busOf(algorithms), { Authorization: `Bearer ${token}` }),
      knock(busOf(algorithms), { 'Sec-WebSocket-Protocol': `arqon.v1, bearer.${token}` }),
      knock(busOf(algorithms), {}, `/?token=${token}`),
      knock(busOf(algorithms), {}, `/?access_token=${token}`),
      knock(busOf(algorithms), {}, `/?auth_token=${token}`),
    ])
    expect(answers.map((answer) => answer?.status)).toEqual([101, 101, 101, 101, 101])
    expect(answers[1]?.headers['sec-websocket-protocol'], 'never the token itself').toBe('arqon.v1')
  })

  test.each(['/?token=%', '/?token=%ff', '//', 'http://[', '/?access_token=a&token=b', '/?token[]=a'])(
    'the target %j does not get past it',
    async (target) => expect([400, 401]).toContain((await knock(busOf(algorithms), {}, target))?.status),
  )

  test('HTTP asks for the same, but for the pages that say how the bus is', async () => {
    const { http } = busOf(algorithms)
    const statuses = async (headers: Record<string, string>) => {
      const paths = [
        '/health',
        '/ready',
        '/version',
        '/status',
        '/metrics',
        '/storage/history?room=r',
        '/system/config',
      ]
      return Promise.all(paths.map(async (path) => (await fetch(http + path, { headers })).status))
    }
    const confused = `Bearer ${handmade({ alg: 'HS256' }, rsaPem)}`
    expect(await statuses({})).toEqual([200, 200, 200, 401, 401, 401, 401])
    expect(await statuses({ authorization: confused })).toEqual([200, 200, 200, 401, 401, 401, 401])
    const publish = { method: 'POST', body: '{"room":"r","channel":"c","payload":{}}' }
    expect((await fetch(`${http}/v1/publish`, publish)).status).toBe(401)
  })
})

describe('two tenants with the same names', () => {
  const topic = { room: 'science', channel: 'general' }
  const tokens = {
    acme: sign({ sub: 'alice', tenant_id: 'acme', role: 'admin' }),
    rival: sign({ sub: 'alice', tenant_id: 'rival', role: 'admin' }),
  }
  const as = async (tenant: keyof typeof tokens) => ({ authorization: `Bearer ${await tokens[tenant]}` })
  const join = async (tenant: keyof typeof tokens) => {
    const client = await EnvelopeClient.connect(busOf('HS256').ws, { headers: await as(tenant) })
    await client.data('join_channel', { ...topic, presence: true, echo: true })
    return client
  }
  const http = async (tenant: keyof typeof tokens, path: string, body?: object): Promise<unknown> => {
    const headers = { ...(await as(tenant)), 'content-type': 'application/json' }
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
    return (await fetch(`${busOf('HS256').http}${path}`, init)).json()
  }

  test('see nothing of each other', async () => {
    const [acme, rival] = [await join('acme'), await join('rival')]
    const id = 'arq_01J00000000000000000000000'
    const first = await acme.publish('science', 'general', { of: 'acme' }, id)
    expect(first.payload).toMatchObject({ seq: 1, delivered: 1 })
    // The same id is no duplicate, and the streams count for themselves.
    const second = await rival.publish('science', 'general', { of: 'rival' }, id)
    expect(second.payload).toMatchObject({ seq: 1, delivered: 1 })
    expect(second.payload).not.toHaveProperty('duplicate')
    expect(second.payload?.epoch).not.toBe(first.payload?.epoch)
    await http('acme', '/v1/publish', { ...topic, payload: { of: 'acme' } })
    await http('rival', '/v1/publish', { ...topic, payload: { of: 'rival' } })

    for (const [client, own, other] of [
      [acme, 'acme', rival],
      [rival, 'rival', acme],
    ] as const) {
      await client.command('ping')
      expect(client.inbox.filter(({ type }) => type === 'message').map(({ payload }) => payload?.of)).toEqual([
        own,
        own,
      ])
      expect(await client.data('presence', topic)).toMatchObject({
        count: 1,
        members: [{ client_id: client.clientId }],
      })
      expect(await client.data('channel_info', topic)).toMatchObject({
        members: [{ client_id: client.clientId }],
        seq: 2,
      })
      expect(await client.data('list_channels')).toMatchObject({ count: 1, channels: [{ members: 1, seq: 2 }] })
      expect(await client.data('status')).toMatchObject({ connections: 1, channels: 1, messages: { published: 2 } })
      expect(JSON.stringify(await client.data('history', topic))).not.toContain(other.clientId)
      expect(JSON.stringify(await client.data('op.history.get', {}))).not.toContain(other.clientId)
      expect(JSON.stringify(client.inbox)).not.toContain(other.clientId)
      client.send({ type: 'message', to_client: other.clientId, payload: { of: own } })
      expect(await client.next(({ type }) => type === 'error')).toMatchObject({ error_code: 'NOT_FOUND' })
      const page = await http(own, `/storage/history?room=${topic.room}&channel=${topic.channel}`)
      expect(page).toMatchObject({ count: 2, entries: Array(2).fill({ envelope: { payload: { of: own } } }) })
      expect(await http(own, `/storage/history?client_id=${other.clientId}`)).toMatchObject({ count: 0 })
      expect(await http(own, '/storage/stats')).toMatchObject({ streams: 1, messages: 2 })
    }
  })

  test('cannot go on from each other’s positions', async () => {
    const [acme, rival] = [await join('acme'), await join('rival')]
    const { payload } = await acme.publish('science', 'general', { of: 'acme' })
    const since = { epoch: payload?.epoch, seq: 0 }
    expect(await rival.data('join_channel', { ...topic, since })).toMatchObject({
      recovered: false,
      reason: 'epoch_changed',
    })
    expect(JSON.stringify(rival.inbox)).not.toContain('"of":"acme"')
  })

  test('a tenant named in an envelope, an argument or a query names nobody', async () => {
    const rival = await join('rival')
    const refused = { error_code: 'VALIDATION_ERROR' }
    expect(await rival.command('history', { ...topic, tenant_id: 'acme' })).toMatchObject(refused)
    expect(await rival.command('join_channel', { ...topic, tenant: 'acme' })).toMatchObject(refused)
    const problem = { status: 400, code: 'VALIDATION_ERROR' }
    expect(await http('rival', '/storage/history?room=science&tenant_id=acme')).toMatchObject(problem)
    expect(await http('rival', '/v1/publish', { ...topic, tenant_id: 'acme', payload: {} })).toMatchObject(problem)
  })
})

test('a connection takes a new token of the same subject and tenant, and no other', async () => {
  const headers = { authorization: `Bearer ${await sign(CLAIMS)}` }
  const client = await EnvelopeClient.connect(busOf('HS256').ws, { headers })
  const refresh = async (token: Promise<string>) =>
    (await client.command('auth.refresh', { token: await token })).status
  expect(await refresh(sign({ ...CLAIMS, sub: 'bob' }))).toBe('error')
  expect(await refresh(sign({ ...CLAIMS, tenant_id: 'rival' }))).toBe('error')
  expect(await refresh(sign(CLAIMS, 'HS256', secretKey, '-1m'))).toBe('error')
  expect(await refresh(Promise.resolve(handmade({ alg: 'HS256' }, rsaPem)))).toBe('error')
  expect(await client.data('whoami')).toMatchObject({ subject: 'alice', tenant_id: 'acme', role: 'user' })
  expect(await refresh(sign(CLAIMS))).toBe('success')
})
