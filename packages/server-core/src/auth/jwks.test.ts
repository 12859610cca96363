import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuthenticator } from '../auth.js'
import { systemClock } from '../clock.js'
import type { Authenticator } from '../identity.js'

const SECOND = 1_000
const MINUTE = 60_000

/** A key server on loopback that answers what `answer` says. */
class KeyServer {
  requests = 0
  answer: { status?: number; body: string; location?: string } | 'never' | 'reset' = { body: '{"keys":[]}' }
  connectionHeader: string | undefined
  readonly #server: Server = createServer((request, response) => {
    this.requests++
    this.connectionHeader = request.headers.connection
    if (this.answer === 'never') return
    if (this.answer === 'reset') {
      request.socket.destroy()
      return
    }
    const { status = 200, body, location } = this.answer
    response.writeHead(status, location === undefined ? {} : { location }).end(body)
  })

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks`
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }
}

async function signingKey(kid: string | undefined) {
  const alg = 'ES256'
  const { privateKey, publicKey } = await generateKeyPair(alg)
  const jwk = { ...(await exportJWK(publicKey)), alg, use: 'sig', ...(kid === undefined ? {} : { kid }) }
  const header = kid === undefined ? { alg } : { alg, kid }
  return { jwk, token: (subject: string) => new SignJWT({ sub: subject }).setProtectedHeader(header).sign(privateKey) }
}

const keySet = (...keys: readonly { jwk: object }[]) => ({ body: JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }) })

let server: KeyServer
let authenticator: Authenticator
let elapsed: number

beforeEach(async () => {
  server = new KeyServer()
  elapsed = 0
  authenticator = authenticatorFor(await server.start())
})
afterEach(async () => {
  authenticator.close()
  await server.stop()
})

function authenticatorFor(jwksUrl: string): Authenticator {
  const clock = { ...systemClock, monotonic: () => elapsed }
  return createAuthenticator({ algorithms: ['ES256', 'RS256'], jwksUrl, clock })
}

const unreachable = expect.objectContaining({
  code: 'AUTHENTICATION_FAILED',
  message: expect.stringContaining('the key server cannot be reached'),
})

describe('a key server that answers', () => {
  it('gives the key that a token names', async () => {
    const [a, b] = [await signingKey('a'), await signingKey('b')]
    server.answer = keySet(a, b)
    await expect(authenticator.authenticate(await b.token('bob'))).resolves.toMatchObject({ subject: 'bob' })
  })

  it('is asked once for many tokens at the same time, and not again for an hour of tokens', async () => {
    const key = await signingKey('a')
    server.answer = keySet(key)
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, i) => key.token(`user-${i}`)))
    await Promise.all(tokens.map((token) => authenticator.authenticate(token)))
    elapsed = 29 * MINUTE
    await authenticator.authenticate(await key.token('late'))
    expect(server.requests).toBe(1)
  })

  it('is not held open', async () => {
    const key = await signingKey('a')
    server.answer = keySet(key)
    await authenticator.authenticate(await key.token('alice'))
    expect(server.connectionHeader).toBe('close')
  })

  it('gives every key that fits to a token without kid', async () => {
    const [a, b] = [await signingKey('a'), await signingKey('b')]
    const unnamed = await signingKey(undefined)
    server.answer = keySet(a, { jwk: { ...unnamed.jwk, kid: 'c' } }, b)
    await expect(authenticator.authenticate(await unnamed.token('carol'))).resolves.toMatchObject({ subject: 'carol' })
  })

  it('gives no key of another algorithm, nor one for encryption', async () => {
    const key = await signingKey('a')
    server.answer = keySet({ jwk: { ...key.jwk, alg: 'ES384' } }, { jwk: { ...key.jwk, use: 'enc' } })
    await expect(authenticator.authenticate(await key.token('alice'))).rejects.toThrow('has no key for the kid')
  })

  it('is no help for another key under a known kid', async () => {
    const [real, forged] = [await signingKey('a'), await signingKey('a')]
    server.answer = keySet(real)
    await expect(authenticator.authenticate(await forged.token('mallory'))).rejects.toThrow(
      'The signature does not match',
    )
  })
})

describe('a rotation', () => {
  it('is followed when a token names a key that was not there', async () => {
    const [old, fresh] = [await signingKey('old'), await signingKey('new')]
    server.answer = keySet(old)
    await authenticator.authenticate(await old.token('alice'))
    server.answer = keySet(old, fresh)
    elapsed += 10 * SECOND
    await expect(authenticator.authenticate(await fresh.token('alice'))).resolves.toMatchObject({ subject: 'alice' })
    await expect(authenticator.authenticate(await old.token('alice'))).resolves.toMatchObject({ subject: 'alice' })
    expect(server.requests).toBe(2)
  })

  it('ends a key that was taken away after an hour at most', async () => {
    const [old, fresh] = [await signingKey('old'), await signingKey('new')]
    server.answer = keySet(old)
    await authenticator.authenticate(await old.token('alice'))
    server.answer = keySet(fresh)
    elapsed = 60 * MINUTE
    await expect(authenticator.authenticate(await old.token('alice'))).rejects.toThrow('has no key for the kid')
  })

  it('is looked for in the background from half the time on, while the known keys serve', async () => {
    const [old, fresh] = [await signingKey('old'), await signingKey('new')]
    server.answer = keySet(old)
    await authenticator.authenticate(await old.token('alice'))
    server.answer = keySet(fresh)
    elapsed = 30 * MINUTE
    await authenticator.authenticate(await old.token('alice'))
    await expect
      .poll(async () => authenticator.authenticate(await old.token('alice')).catch((error: Error) => error.message))
      .toContain('has no key for the kid')
    expect(server.requests).toBe(2)
  })
})

describe('tokens with unknown keys', () => {
  it('make one request in ten seconds, however many they are', async () => {
    const key = await signingKey('known')
    server.answer = keySet(key)
    await authenticator.authenticate(await key.token('alice'))
    const strangers = await Promise.all(['x', 'y', 'z'].map((kid) => signingKey(kid)))
    for (let second = 1; second <= 30; second++) {
      elapsed = second * SECOND
      const tokens = await Promise.all(strangers.map((stranger) => stranger.token('mallory')))
      const results = await Promise.allSettled(tokens.map((token) => authenticator.authenticate(token)))
      expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    }
    expect(server.requests).toBe(1 + 3)
  })
})

describe('an outage', () => {
  it.each<[string, KeyServer['answer']]>([
    ['a reset connection', 'reset'],
    ['an error', { status: 503, body: 'busy' }],
    ['what is not JSON', { body: '<html>' }],
    ['JSON that is no key set', { body: '{"keys":{}}' }],
    ['a redirect, which is not followed', { status: 302, body: '', location: 'http://127.0.0.1:1/' }],
    ['more than a MiB', { body: `{"keys":[],"x":"${'x'.repeat(1024 * 1024)}"}` }],
  ])('with %s is told, with its cause', async (_what, answer) => {
    server.answer = answer
    const token = await (await signingKey('a')).token('alice')
    const refused = authenticator.authenticate(token)
    await expect(refused).rejects.toThrow(unreachable)
    await expect(refused).rejects.toMatchObject({ cause: expect.any(Error), details: { retry_after_ms: 10_000 } })
  })

  it('from the beginning is told where nothing listens', async () => {
    await server.stop()
    await expect(authenticator.authenticate(await (await signingKey('a')).token('alice'))).rejects.toThrow(unreachable)
  })

  it('makes one request in ten seconds, and ends by itself', async () => {
    const key = await signingKey('a')
    server.answer = { status: 500, body: '' }
    const token = await key.token('alice')
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => authenticator.authenticate(token)))
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    elapsed = 9 * SECOND
    await expect(authenticator.authenticate(token)).rejects.toMatchObject({ details: { retry_after_ms: 1_000 } })
    expect(server.requests).toBe(1)
    server.answer = keySet(key)
    elapsed = 10 * SECOND
    await expect(authenticator.authenticate(token)).resolves.toMatchObject({ subject: 'alice' })
    expect(server.requests).toBe(2)
  })

  it('does not touch whoever has a known key, and tells the others', async () => {
    const [known, unknown] = [await signingKey('a'), await signingKey('b')]
    server.answer = keySet(known)
    await authenticator.authenticate(await known.token('alice'))
    await server.stop()
    elapsed = 59 * MINUTE
    await expect(authenticator.authenticate(await unknown.token('bob'))).rejects.toThrow(unreachable)
    await expect(authenticator.authenticate(await known.token('alice'))).resolves.toMatchObject({ subject: 'alice' })
    await expect(authenticator.authenticate(await unknown.token('bob'))).rejects.toThrow(unreachable)
  })

  it('is forgotten once the key server has answered', async () => {
    const [known, unknown] = [await signingKey('a'), await signingKey('b')]
    server.answer = 'reset'
    await expect(authenticator.authenticate(await unknown.token('bob'))).rejects.toThrow(unreachable)
    server.answer = keySet(known)
    elapsed = 10 * SECOND
    await authenticator.authenticate(await known.token('alice'))
    await expect(authenticator.authenticate(await unknown.token('bob'))).rejects.toThrow('has no key for the kid')
  })

  it('locks everybody out once the keys are an hour old', async () => {
    const key = await signingKey('a')
    server.answer = keySet(key)
    const token = await key.token('alice')
    await authenticator.authenticate(token)
    await server.stop()
    elapsed = 60 * MINUTE
    await expect(authenticator.authenticate(token)).rejects.toThrow(unreachable)
  })

  it('of a server that never answers is told after two seconds', async () => {
    server.answer = 'never'
    const token = await (await signingKey('a')).token('alice')
    const start = performance.now()
    await expect(authenticator.authenticate(token)).rejects.toThrow(unreachable)
    expect(performance.now() - start).toBeLessThan(4_000)
  })

  it('is over at once when the authenticator is closed', async () => {
    server.answer = 'never'
    const refused = authenticator.authenticate(await (await signingKey('a')).token('alice'))
    const told = expect(refused).rejects.toThrow(unreachable)
    await expect.poll(() => server.requests).toBe(1)
    const start = performance.now()
    authenticator.close()
    await told
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})

describe('a key set with a key that must not be used', () => {
  it('is refused where it holds the private part', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const token = await new SignJWT({ sub: 'alice' }).setProtectedHeader({ alg: 'ES256', kid: 'a' }).sign(privateKey)
    server.answer = keySet({ jwk: { ...(await exportJWK(privateKey)), kid: 'a' } })
    await expect(authenticator.authenticate(token)).rejects.toThrow('one that cannot be used')
  })

  it('is refused where it is RSA of 1024 bits', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    server.answer = keySet({ jwk: publicKey.export({ format: 'jwk' }) })
    const input = [{ alg: 'RS256' }, { sub: 'mallory' }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const token = [...input, sign('sha256', Buffer.from(input.join('.')), privateKey).toString('base64url')].join('.')
    await expect(authenticator.authenticate(token)).rejects.toThrow('cannot be verified with the keys of this bus')
  })
})
