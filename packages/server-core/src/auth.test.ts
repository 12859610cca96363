import { createHmac, KeyObject, sign as signBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { CompactEncrypt, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AuthOptions, createAuthenticator, refreshedIdentity } from './auth.js'
import { systemClock } from './clock.js'
import type { Identity } from './identity.js'

type Alg = AuthOptions['algorithms'][number]
type Signer = (input: string) => Buffer

const NOW = Date.UTC(2026, 10, 23, 5, 17, 24)
const NOW_SECONDS = NOW / 1000
const clock = { ...systemClock, now: () => NOW }
const SECRET = 'a secret of more than thirty-two bytes'

/** Tokens made by hand, so that nothing hinders them from being wrong. */
const base64url = (text: string | Uint8Array) => Buffer.from(text).toString('base64url')
const hmac =
  (secret: string): Signer =>
  (input) =>
    createHmac('sha256', secret).update(input).digest()
function forge(header: object | string, payload: object | string | Uint8Array, sign: Signer = hmac(SECRET)): string {
  const text = (part: object | string) => (typeof part === 'string' ? part : JSON.stringify(part))
  const input = `${base64url(text(header))}.${base64url(payload instanceof Uint8Array ? payload : text(payload))}`
  return `${input}.${base64url(sign(input))}`
}
const hs256 = { alg: 'HS256', typ: 'JWT' }
const withClaims = (claims: object) => forge(hs256, { sub: 'alice', ...claims })

interface Pair {
  readonly pem: string
  readonly jwk: object
  readonly sign: Signer
}
async function pair(alg: 'RS256' | 'ES256' | 'EdDSA'): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const key = KeyObject.from(privateKey)
  const sign: Signer = (input) =>
    signBytes(alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return { pem: await exportSPKI(publicKey), jwk: await exportJWK(publicKey), sign }
}

let rsa: Pair
let ec: Pair
let ed: Pair
beforeAll(async () => {
  ;[rsa, ec, ed] = await Promise.all([pair('RS256'), pair('ES256'), pair('EdDSA')])
})

const hmacOptions: AuthOptions = { algorithms: ['HS256'], secrets: [SECRET], clock }
const hmacAuthenticator = createAuthenticator(hmacOptions)
const everything = (): AuthOptions => ({
  algorithms: ['HS256', 'RS256', 'ES256', 'EdDSA'],
  secrets: [SECRET],
  publicKeyPem: `${rsa.pem}\n${ec.pem}\n${ed.pem}`,
  clock,
})
const signers = (): Record<Alg, Signer> => ({ HS256: hmac(SECRET), RS256: rsa.sign, ES256: ec.sign, EdDSA: ed.sign })
const authenticate = (token: string, options: AuthOptions = hmacOptions) =>
  createAuthenticator(options).authenticate(token)

/** Expects a refusal whose text matches, and quotes neither the token nor a secret. */
async function expectRefusal(token: string, options: AuthOptions, text: string | RegExp): Promise<void> {
  const error = await authenticate(token, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'AUTHENTICATION_FAILED' })
  const shown = JSON.stringify([String(error), error])
  expect(shown).toMatch(text)
  for (const part of [...token.split('.'), ...(options.secrets ?? [])]) {
    if (part.length >= 12) expect(shown).not.toContain(part)
  }
}

describe('a good token', () => {
  it.each<Alg>(['HS256', 'RS256', 'ES256', 'EdDSA'])('made by jose with %s lets its subject in', async (alg) => {
    const { privateKey, publicKey } = alg === 'HS256' ? { privateKey: Buffer.from(SECRET) } : await generateKeyPair(alg)
    const token = await new SignJWT({ tenant_id: 'acme', role: 'operator' })
      .setProtectedHeader({ alg })
      .setSubject('alice')
      .setExpirationTime(NOW_SECONDS + 60)
      .sign(privateKey)
    const publicKeyPem = publicKey && (await exportSPKI(publicKey))
    const identity = await authenticate(token, { algorithms: [alg], secrets: [SECRET], publicKeyPem, clock })
    expect(identity).toStrictEqual({
      subject: 'alice',
      tenant: 'acme',
      role: 'operator',
      permissions: null,
      expiresAt: NOW + 60_000,
    })
  })

  it('of the least claims is a user of the default tenant, for ever', async () => {
    await expect(authenticate(withClaims({}))).resolves.toStrictEqual({
      subject: 'alice',
      tenant: 'default',
      role: 'user',
      permissions: null,
      expiresAt: null,
    })
  })

  it('lets in where the algorithms are several, by its own', async () => {
    const authenticator = createAuthenticator(everything())
    for (const [alg, sign] of Object.entries(signers())) {
      await expect(authenticator.authenticate(forge({ alg }, { sub: alg }, sign))).resolves.toMatchObject({
        subject: alg,
      })
    }
  })

  it.each(['JWT', 'jwt', 'at+jwt', 'application/at+jwt'])('may be of type %s', async (typ) => {
    await expect(authenticate(forge({ alg: 'HS256', typ }, { sub: 'alice' }))).resolves.toMatchObject({
      subject: 'alice',
    })
  })

  it('may have claims that nobody here knows', async () => {
    await expect(authenticate(withClaims({ scope: 'a b', realm_access: { roles: [] } }))).resolves.toBeDefined()
  })

  it('gives an identity that nobody can change', async () => {
    const permissions = [{ room: 'a', channel: '*', actions: ['publish'] }]
    const identity = await authenticate(withClaims({ permissions }))
    const parts = [identity, identity.permissions, identity.permissions?.[0], identity.permissions?.[0]?.actions]
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true)
  })
})

describe('keys', () => {
  it('are several secrets during a rotation, each tried', async () => {
    const options = { ...hmacOptions, secrets: ['the new secret', SECRET] }
    await expect(authenticate(withClaims({}), options)).resolves.toBeDefined()
    await expect(authenticate(forge(hs256, { sub: 'a' }, hmac('the new secret')), options)).resolves.toBeDefined()
    await expectRefusal(forge(hs256, { sub: 'a' }, hmac('another')), options, 'The signature does not match')
  })

  it('are several PEM blocks during a rotation, each tried', async () => {
    const next = await pair('RS256')
    const options: AuthOptions = {
      algorithms: ['RS256'],
      publicKeyPem: `old\r\n${rsa.pem}\r\nnew\r\n${next.pem}`,
      clock,
    }
    await expect(authenticate(forge({ alg: 'RS256' }, { sub: 'a' }, rsa.sign), options)).resolves.toBeDefined()
    await expect(authenticate(forge({ alg: 'RS256' }, { sub: 'a' }, next.sign), options)).resolves.toBeDefined()
  })

  it('are a JWK, whatever kid the token names', async () => {
    const options: AuthOptions = { algorithms: ['ES256'], publicKeyPem: JSON.stringify(ec.jwk), clock }
    await expect(authenticate(forge({ alg: 'ES256', kid: 'x' }, { sub: 'a' }, ec.sign), options)).resolves.toBeDefined()
  })

  it('are chosen from a JWK set by kid and algorithm', async () => {
    const next = await pair('ES256')
    const keys = [
      { ...ec.jwk, kid: 'a' },
      { ...next.jwk, kid: 'b' },
      { ...ed.jwk, kid: 'a' },
      { kty: 'new' },
      { kty: 'EC', crv: 'new', x: '', y: '' },
    ]
    const options: AuthOptions = { algorithms: ['ES256'], publicKeyPem: JSON.stringify({ keys }), clock }
    const token = (header: object) => forge({ alg: 'ES256', ...header }, { sub: 'a' }, next.sign)
    await expect(authenticate(token({ kid: 'b' }), options)).resolves.toBeDefined()
    await expect(authenticate(token({}), options)).resolves.toBeDefined()
    await expectRefusal(token({ kid: 'a' }), options, 'The signature does not match')
    await expectRefusal(token({ kid: 'c' }), options, 'No key of this bus has the kid')
  })
})

describe('the algorithm', () => {
  it.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'hs256',
    'HS384',
    'HS512',
    'RS256',
    'PS256',
    'Ed25519',
    'HS256 ',
    'x'.repeat(99),
  ])('is refused as "%s" where only HS256 is accepted, signed or not', async (alg) => {
    const signed = forge({ alg }, { sub: 'alice' })
    await expectRefusal(signed, hmacOptions, /lgorithm.* is not accepted, only HS256/)
    await expectRefusal(signed.replace(/[^.]+$/, ''), hmacOptions, /lgorithm.* is not accepted, only HS256/)
  })

  it('is not quoted where it could write into a log', async () => {
    const token = forge({ alg: 'HS256\n\u001b[31m forged' }, { sub: 'alice' })
    await expect(authenticate(token)).rejects.toThrow("The token's algorithm is not accepted")
  })

  it.each([[null], [0], [['HS256']], [{ toString: 'HS256' }], [undefined]])('is refused as %o', async (alg) => {
    const text = alg === undefined ? 'header alg: is required' : 'header alg: must be a string'
    await expectRefusal(forge({ alg, typ: 'JWT' }, { sub: 'alice' }), hmacOptions, text)
  })

  it('cannot turn a public key into a secret, in any spelling of the key', async () => {
    const secrets = [SECRET]
    for (const { pem } of [rsa, ec, ed]) {
      const body = pem.replace(/-----[A-Z ]+-----|\s/g, '')
      const spellings = [pem, pem.trimEnd(), `${pem.trimEnd()}\n`, `${pem}\n`, pem.replaceAll('\n', '\r\n'), body]
      spellings.push(Buffer.from(body, 'base64').toString('latin1'), everything().publicKeyPem ?? '')
      for (const spelling of spellings) {
        const token = forge(hs256, { sub: 'mallory', role: 'admin' }, hmac(spelling))
        await expectRefusal(token, { algorithms: ['RS256'], publicKeyPem: rsa.pem, clock }, 'HS256 is not accepted')
        await expectRefusal(token, { ...everything(), secrets }, 'The signature does not match')
      }
    }
  })

  it('does not make the key of one algorithm serve another', async () => {
    const s = signers()
    for (const alg of ['RS256', 'ES256', 'EdDSA'] as const) {
      for (const other of Object.keys(s) as Alg[]) {
        if (other !== alg) await expectRefusal(forge({ alg }, { sub: 'a' }, s[other]), everything(), 'does not match')
      }
    }
  })

  it('of nothing configured is refused even with a good key', async () => {
    await expectRefusal(
      forge({ alg: 'ES256' }, { sub: 'a' }, ec.sign),
      { ...everything(), algorithms: ['EdDSA'] },
      'ES256 is not',
    )
  })
})

describe('the signature', () => {
  const es256 = (signature: Uint8Array) => forge({ alg: 'ES256' }, { sub: 'mallory' }, () => Buffer.from(signature))
  const only = (): AuthOptions => ({ algorithms: ['ES256'], publicKeyPem: ec.pem, clock })
  /** The order of P-256. */
  const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
  const ZERO = Buffer.alloc(32)
  const ONE = Buffer.concat([Buffer.alloc(31), Buffer.of(1)])

  it.each<[string, Buffer]>([
    ['r and s zero (the psychic signature)', Buffer.concat([ZERO, ZERO])],
    ['r zero', Buffer.concat([ZERO, ONE])],
    ['s zero', Buffer.concat([ONE, ZERO])],
    ['r and s the order of the curve', Buffer.concat([ORDER, ORDER])],
    ['r the order, s one', Buffer.concat([ORDER, ONE])],
    ['r and s one', Buffer.concat([ONE, ONE])],
    ['all ones', Buffer.alloc(64, 0xff)],
    ['DER with zeros', Buffer.from('3006020100020100', 'hex')],
    ['one byte', Buffer.of(0)],
  ])('of ES256 is refused as %s', async (_what, signature) => {
    await expectRefusal(es256(signature), only(), 'The signature does not match')
  })

  it('of ES256 is refused as DER, with a byte more and with a byte less', async () => {
    const input = (extra: (signature: Buffer) => Buffer) =>
      forge({ alg: 'ES256' }, { sub: 'a' }, (text) => extra(ec.sign(text)))
    const der = (signature: Buffer) => {
      const integer = (bytes: Buffer) => Buffer.concat([Buffer.of(2, 33, 0), bytes])
      return Buffer.concat([Buffer.of(0x30, 70), integer(signature.subarray(0, 32)), integer(signature.subarray(32))])
    }
    await expectRefusal(input(der), only(), 'The signature does not match')
    await expectRefusal(
      input((s) => Buffer.concat([s, Buffer.of(0)])),
      only(),
      'The signature does not match',
    )
    await expectRefusal(
      input((s) => s.subarray(0, 63)),
      only(),
      'The signature does not match',
    )
  })

  it.each<Alg>(['HS256', 'RS256', 'ES256', 'EdDSA'])('of %s is refused truncated, empty and of zeros', async (alg) => {
    const wrong = (change: (signature: Buffer) => Buffer) =>
      forge({ alg }, { sub: 'a' }, (input) => change(signers()[alg](input)))
    for (const cut of [1, 2, 16, 31]) {
      await expectRefusal(
        wrong((s) => s.subarray(0, s.length - cut)),
        everything(),
        'The signature does not match',
      )
    }
    await expectRefusal(
      wrong((s) => s.subarray(0, 1)),
      everything(),
      'The signature does not match',
    )
    await expectRefusal(
      wrong((s) => Buffer.alloc(s.length)),
      everything(),
      'The signature does not match',
    )
    await expectRefusal(
      wrong((s) => Buffer.concat([s, s])),
      everything(),
      'The signature does not match',
    )
    await expectRefusal(
      wrong(() => Buffer.alloc(0)),
      everything(),
      'signature is not canonical base64url',
    )
  })

  it.each<Alg>(['HS256', 'RS256', 'ES256', 'EdDSA'])('of %s covers every character of the token', async (alg) => {
    const authenticator = createAuthenticator(everything())
    const token = forge({ alg, kid: 'k' }, { sub: 'alice', tenant_id: 'acme' }, signers()[alg])
    await authenticator.authenticate(token)
    const accepted = (changed: string) =>
      authenticator.authenticate(changed).then(
        () => true,
        () => false,
      )
    const place = fc.integer({ min: 0, max: token.length - 1 })
    const base64 = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
    const character = fc.oneof(
      { weight: 3, arbitrary: base64 },
      fc.string({ unit: 'binary', minLength: 0, maxLength: 2 }),
    )
    await fc.assert(
      fc.asyncProperty(place, character, async (at, put) => {
        fc.pre(token[at] !== put)
        expect(await accepted(token.slice(0, at) + put + token.slice(at + 1))).toBe(false)
      }),
      { numRuns: 300 },
    )
    // The last character has bits that carry nothing: a lax decoder does not see them.
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/') {
      expect(await accepted(token.slice(0, -1) + last)).toBe(token.endsWith(last))
    }
  })
})

describe('the header', () => {
  it.each([
    ['alg twice, the good one last', '{"alg":"none","alg":"HS256"}'],
    ['alg twice, the good one first', '{"alg":"HS256","alg":"none"}'],
    ['alg twice, once escaped', '{"alg":"HS256","\\u0061lg":"HS256"}'],
    ['kid twice', '{"alg":"HS256","kid":"a","kid":"b"}'],
    ['a key twice deep inside', '{"alg":"HS256","x":{"a":1,"a":2}}'],
    ['__proto__', '{"alg":"HS256","__proto__":{"alg":"none"}}'],
    ['a list', '["HS256"]'],
    ['null', 'null'],
    ['a string', '"HS256"'],
    ['half an object', '{"alg":"HS256"'],
    ['an object and more', '{"alg":"HS256"}{}'],
    ['a byte order mark', '\ufeff{"alg":"HS256"}'],
    ['a comment', '{"alg":"HS256"/**/}'],
  ])('is refused with %s', async (_what, header) => {
    await expectRefusal(forge(header, { sub: 'alice' }), hmacOptions, "The token's header: ")
  })

  it.each<[string, object]>([
    ['crit unknown', { crit: ['http://example.com/x'], 'http://example.com/x': 1 }],
    ['crit empty', { crit: [] }],
    ['crit no list', { crit: 'exp' }],
    ['crit of a known parameter', { crit: ['alg'] }],
    ['an unencoded payload', { crit: ['b64'], b64: false }],
    ['an unencoded payload that is not critical', { b64: false }],
    ['an encoded payload said with b64', { crit: ['b64'], b64: true }],
  ])('is refused with %s', async (_what, parameters) => {
    await expectRefusal(forge({ ...hs256, ...parameters }, { sub: 'alice' }), hmacOptions, /header (crit|b64): /)
  })

  it('is refused with b64 false and a payload that really is unencoded', async () => {
    const header = base64url(JSON.stringify({ alg: 'HS256', b64: false, crit: ['b64'] }))
    const payload = '{"sub":"alice"}'
    const token = `${header}.${payload}.${base64url(hmac(SECRET)(`${header}.${payload}`))}`
    await expectRefusal(token, hmacOptions, 'header crit: ')
  })

  it.each(['dpop+jwt', 'logout+jwt', 'secevent+jwt', 'JOSE', 'jwtx', ''])('is refused with typ "%s"', async (typ) => {
    await expectRefusal(forge({ alg: 'HS256', typ }, { sub: 'alice' }), hmacOptions, 'header typ: must be JWT')
  })

  it.each<[string, unknown]>([
    ['a number', 1],
    ['null', null],
    ['a list', ['k']],
    ['an object', { $ne: null }],
    ['very long', 'k'.repeat(1025)],
  ])('is refused with a kid that is %s', async (_what, kid) => {
    await expectRefusal(forge({ ...hs256, kid }, { sub: 'alice' }), hmacOptions, 'header kid: must be')
  })

  it.each([
    '../../../../dev/null',
    "x' UNION SELECT 'key",
    '|whoami',
    '/proc/self/environ',
    '__proto__',
    '\u0000',
    '',
    '🔑',
  ])('takes the kid "%s" for a name and nothing else', async (kid) => {
    await expectRefusal(
      forge({ ...hs256, kid }, { sub: 'mallory' }, hmac('')),
      hmacOptions,
      'The signature does not match',
    )
    const keys = [{ ...ec.jwk, kid: 'a' }]
    const options: AuthOptions = { algorithms: ['ES256'], publicKeyPem: JSON.stringify({ keys }), clock }
    await expectRefusal(
      forge({ alg: 'ES256', kid }, { sub: 'mallory' }, ec.sign),
      options,
      'No key of this bus has the kid',
    )
  })

  it('cannot bring its own key, and makes the bus fetch nothing', async () => {
    let requests = 0
    const attacker = await pair('ES256')
    const server = createServer((_request, response) => {
      requests++
      response.end(JSON.stringify({ keys: [{ ...attacker.jwk, kid: 'm' }] }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const own = { jwk: attacker.jwk, jku: url, x5u: url, x5c: ['MIIB'], 'x5t#S256': 'AA', kid: 'm' }
    try {
      const bad = forge({ alg: 'ES256', ...own }, { sub: 'mallory' }, attacker.sign)
      await expectRefusal(bad, everything(), 'The signature does not match')
      const shared = forge({ ...hs256, ...own, jwk: { kty: 'oct', k: base64url('mine') } }, { sub: 'm' }, hmac('mine'))
      await expectRefusal(shared, everything(), 'The signature does not match')
      // An issuer that names its keys there is no attacker: the token is as good as its signature.
      await expect(
        authenticate(forge({ alg: 'ES256', ...own }, { sub: 'a' }, ec.sign), everything()),
      ).resolves.toBeDefined()
    } finally {
      server.close()
    }
    expect(requests).toBe(0)
  })
})

describe('the spelling of a token', () => {
  const good = withClaims({})
  const [header = '', payload = '', signature = ''] = good.split('.')

  it.each<[string, string]>([
    ['nothing', ''],
    ['one part', header],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${good}.${signature}`],
    ['dots alone', '..'],
    ['three dots', '...'],
    ['no header', `.${payload}.${signature}`],
    ['no payload', `${header}..${signature}`],
    ['white space before', ` ${good}`],
    ['white space after', `${good} `],
    ['a line break after', `${good}\n`],
    ['a tab before', `\t${good}`],
    ['a no-break space before', `\u00a0${good}`],
    ['a byte order mark before', `\ufeff${good}`],
    ['a zero byte after', `${good}\0`],
    ['the scheme before', `Bearer ${good}`],
    ['quotes around', `"${good}"`],
    ['padding', `${good}=`],
    ['padding in the header', `${header}=.${payload}.${signature}`],
    ['one character too many', `${header}A.${payload}.${signature}`],
    ['the letters of plain base64', `${header}.${payload}.+/${signature.slice(2)}`],
    ['a line break inside', `${header}.${payload}\n.${signature}`],
    ['letters beyond ASCII', `${header}.${payload}.ü${signature.slice(1)}`],
    ['letters that look alike', good.replace('e', 'е')],
    ['full-width letters', good.replace('e', 'ｅ')],
    ['the JSON serialization', JSON.stringify({ protected: header, payload, signature })],
    ['half a character', `${good}\ud800`],
  ])('is refused with %s', async (_what, token) => {
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' })
  })

  it('is told by what is wrong with it', async () => {
    await expect(authenticate(` ${good}`)).rejects.toThrow('The token has white space in it')
    await expect(authenticate(`${good}.${signature}`)).rejects.toThrow('is not a compact JWS (RFC 7515): three')
    await expect(authenticate(`${good}=`)).rejects.toThrow("The token's signature is not canonical base64url")
  })

  it('is refused encrypted (JWE)', async () => {
    const token = await new CompactEncrypt(Buffer.from('{"sub":"alice"}'))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(Buffer.alloc(32))
    await expectRefusal(token, hmacOptions, 'The token is encrypted')
  })

  it('may have 16 KiB and not a character more', async () => {
    const padded = (length: number) => withClaims({ x: 'x'.repeat(length) })
    const length = Array.from({ length: 8 }, (_, i) => 12_150 + i).find((n) => padded(n).length > 16_300) ?? 0
    expect(padded(length).length).toBeLessThanOrEqual(16_384)
    await expect(authenticate(padded(length))).resolves.toBeDefined()
    await expectRefusal(padded(length + 100), hmacOptions, 'more than 16384 characters')
  })

  it.each([
    ['dots', '.'.repeat(5_000_000)],
    ['letters', 'A'.repeat(5_000_000)],
    ['white space', ' '.repeat(5_000_000)],
  ])('costs nothing where it is 5 MB of %s', async (_what, token) => {
    const start = performance.now()
    await expect(authenticate(token)).rejects.toThrow('more than 16384 characters')
    expect(performance.now() - start).toBeLessThan(250)
  })
})

describe('the payload', () => {
  it.each<[string, string | Uint8Array]>([
    ['sub twice', '{"sub":"alice","sub":"bob"}'],
    ['tenant_id twice, once escaped', '{"sub":"a","tenant_id":"x","tenant\\u005fid":"y"}'],
    ['exp twice', '{"sub":"a","exp":1,"exp":9999999999}'],
    ['a key twice in a grant', '{"sub":"a","permissions":[{"room":"a","room":"*","channel":"*","actions":[]}]}'],
    ['__proto__', '{"sub":"a","__proto__":{"role":"admin"}}'],
    ['constructor', '{"sub":"a","constructor":{"prototype":{"role":"admin"}}}'],
    ['a list', '[{"sub":"alice"}]'],
    ['null', 'null'],
    ['a string', '"alice"'],
    ['no JSON', 'sub=alice'],
    ['a lone surrogate', '{"sub":"\\ud800"}'],
    ['a byte order mark', '\ufeff{"sub":"alice"}'],
    ['bytes that are not UTF-8', Buffer.from('{"sub":"\xff"}', 'latin1')],
    ['a number past all', '{"sub":"a","exp":1e999}'],
    ['an integer that a number cannot hold', '{"sub":"a","id":12345678901234567}'],
    ['a depth past all', `{"sub":"a","x":${'['.repeat(40)}${']'.repeat(40)}}`],
  ])('is refused with %s', async (_what, text) => {
    await expectRefusal(forge(hs256, text), hmacOptions, "The token's payload: ")
  })

  it('is not quoted by a refusal, numbers included', async () => {
    const error = await authenticate(forge(hs256, '{"sub":"a","id":12345678901234567}')).catch(String)
    expect(error).toContain("The token's payload: ")
    expect(error).not.toMatch(/\d{16}/)
  })
})

describe('times', () => {
  it.each<[string, object]>([
    ['past', { exp: NOW_SECONDS - 6 }],
    ['past by the whole tolerance', { exp: NOW_SECONDS - 5 }],
    ['zero', { exp: 0 }],
    ['negative', { exp: -1 }],
    ['very negative', { exp: -1e300 }],
    ['a float in the past', { exp: NOW_SECONDS - 5.001 }],
  ])('refuse an exp that is %s', async (_what, claims) => {
    await expectRefusal(withClaims(claims), hmacOptions, /The token expired [\de+]+ s ago/)
  })

  it('bear the tolerance, and what was accepted still expires at exp', async () => {
    await expect(authenticate(withClaims({ exp: NOW_SECONDS - 4.999 }))).resolves.toMatchObject({
      expiresAt: NOW - 4_999,
    })
    await expect(authenticate(withClaims({ nbf: NOW_SECONDS + 5 }))).resolves.toBeDefined()
  })

  it('bear none where none is given', async () => {
    const options = { ...hmacOptions, clockToleranceSeconds: 0 }
    await expectRefusal(withClaims({ exp: NOW_SECONDS }), options, 'expired 0 s ago')
    await expect(authenticate(withClaims({ exp: NOW_SECONDS + 0.001 }), options)).resolves.toMatchObject({
      expiresAt: NOW + 1,
    })
    await expectRefusal(withClaims({ nbf: NOW_SECONDS + 0.001 }), options, 'not valid yet, but in 1 s')
    await expect(authenticate(withClaims({ nbf: NOW_SECONDS }), options)).resolves.toBeDefined()
  })

  it('refuse an nbf in the future, and say how far', async () => {
    await expectRefusal(withClaims({ nbf: NOW_SECONDS + 60 }), hmacOptions, 'The token is not valid yet, but in 60 s')
  })

  it('let an iat be anything that is a time: it grants nothing', async () => {
    await expect(authenticate(withClaims({ iat: NOW_SECONDS + 3600 }))).resolves.toBeDefined()
  })

  it.each(['exp', 'nbf', 'iat'])('refuse an %s that is no number of seconds', async (claim) => {
    for (const value of [String(NOW_SECONDS + 60), '', null, true, [NOW_SECONDS + 60], { $gt: 0 }]) {
      await expectRefusal(withClaims({ [claim]: value }), hmacOptions, `Claim ${claim}: must be a number of seconds`)
    }
    for (const value of [NOW + 60_000, 253_402_300_800, 1e300, Number.MAX_VALUE]) {
      await expectRefusal(withClaims({ [claim]: value }), hmacOptions, 'in milliseconds?')
    }
  })

  it('take the last second of the year 9999', async () => {
    await expect(authenticate(withClaims({ exp: 253_402_300_799 }))).resolves.toMatchObject({
      expiresAt: 253_402_300_799_000,
    })
  })

  it('want an exp where the options do', async () => {
    const options = { ...hmacOptions, requireExpiry: true }
    await expectRefusal(withClaims({}), options, 'Claim exp: is required')
    await expect(authenticate(withClaims({ exp: NOW_SECONDS + 1 }), options)).resolves.toBeDefined()
  })
})

describe('claims', () => {
  it.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['a number', 7],
    ['null', null],
    ['blank', ' '],
    ['with a space at its end', 'alice '],
    ['with a line break', 'ali\nce'],
    ['with a zero byte', 'alice\0'],
    ['with an escape sequence', '\u001b[31malice'],
    ['with a change of direction', 'alice\u202eecila'],
    ['with a zero-width space', 'ali\u200bce'],
    ['with a line separator', 'ali\u2028ce'],
    ['too long', 'a'.repeat(129)],
  ])('refuse a sub that is %s', async (_what, sub) => {
    await expectRefusal(forge(hs256, { sub }), hmacOptions, 'Claim sub: ')
  })

  it.each(['auth0|5f7c8ec7', 'alice@example.com', 'Zoë Müller', '李雷', '👩', 'a'.repeat(128), '😀'.repeat(128)])(
    'take the sub %s',
    async (sub) => {
      await expect(authenticate(forge(hs256, { sub }))).resolves.toMatchObject({ subject: sub })
    },
  )

  it.each<[unknown]>([
    ['a:b'],
    [''],
    ['a b'],
    ['a*'],
    ['**'],
    ['?'],
    ['{x}'],
    ['a'.repeat(129)],
    [null],
    [1],
    [['acme']],
    [{ name: 'acme' }],
  ])('refuse the tenant %j', async (tenant_id) => {
    await expectRefusal(withClaims({ tenant_id, role: 'admin' }), hmacOptions, 'Claim tenant_id: ')
  })

  it('give every tenant to an admin alone', async () => {
    await expect(authenticate(withClaims({ tenant_id: '*', role: 'admin' }))).resolves.toMatchObject({ tenant: '*' })
    for (const role of ['user', 'operator', undefined]) {
      await expectRefusal(withClaims({ tenant_id: '*', role }), hmacOptions, /Claim tenant_id: .* admin alone/)
    }
  })

  it.each(['Admin', 'root', '', null, ['admin'], 'admin ', 'operator,admin'])('refuse the role %j', async (role) => {
    await expectRefusal(withClaims({ role }), hmacOptions, 'Claim role: must be user, admin or operator')
  })

  const grant = { room: 'science', channel: 'lab-*', actions: ['publish', 'history'] }

  it('give permissions as they are, an empty list included', async () => {
    await expect(authenticate(withClaims({ permissions: [grant] }))).resolves.toMatchObject({ permissions: [grant] })
    await expect(authenticate(withClaims({ permissions: [] }))).resolves.toMatchObject({ permissions: [] })
  })

  it.each<[string, unknown]>([
    ['null, which is not the same as none', null],
    ['one grant without a list', grant],
    ['a text', 'publish'],
    ['a grant without a room', [{ ...grant, room: undefined }]],
    ['a grant without a channel', [{ ...grant, channel: undefined }]],
    ['a grant without actions', [{ ...grant, actions: undefined }]],
    ['an action as a text', [{ ...grant, actions: 'publish' }]],
    ['an unknown action', [{ ...grant, actions: ['publish', 'fly'] }]],
    ['the action *', [{ ...grant, actions: ['*'] }]],
    ['a room that is no glob', [{ ...grant, room: 'a:b' }]],
    ['an empty channel', [{ ...grant, channel: '' }]],
    ['a grant with a condition that nobody here knows', [{ ...grant, until: 5 }]],
    ['a grant that is null', [grant, null]],
    ['257 grants', Array.from({ length: 257 }, () => ({ room: '*', channel: '*', actions: [] }))],
  ])('refuse permissions that are %s', async (_what, permissions) => {
    await expectRefusal(withClaims({ permissions }), hmacOptions, 'Claim permissions')
  })

  it('take 256 grants', async () => {
    const permissions = Array.from({ length: 256 }, () => ({ room: '*', channel: '*', actions: [] }))
    const { permissions: granted } = await authenticate(withClaims({ permissions }))
    expect(granted).toHaveLength(256)
  })

  it('name the issuer that the options want', async () => {
    const options = { ...hmacOptions, issuer: 'https://id.example' }
    await expect(authenticate(withClaims({ iss: 'https://id.example' }), options)).resolves.toBeDefined()
    await expectRefusal(withClaims({}), options, 'Claim iss: is required')
    await expectRefusal(withClaims({ iss: 'https://id.example/' }), options, 'Claim iss: is not the issuer')
    await expectRefusal(withClaims({ iss: ['https://id.example'] }), options, 'Claim iss: must be a string')
  })

  it('name the audience that the options want', async () => {
    const options = { ...hmacOptions, audience: 'bus' }
    await expect(authenticate(withClaims({ aud: 'bus' }), options)).resolves.toBeDefined()
    await expect(authenticate(withClaims({ aud: ['other', 'bus'] }), options)).resolves.toBeDefined()
    await expectRefusal(withClaims({}), options, 'Claim aud: is required')
    for (const aud of ['bus2', 'a bus', [], ['other']]) {
      await expectRefusal(withClaims({ aud }), options, 'Claim aud: does not name this bus')
    }
    await expectRefusal(withClaims({ aud: ['bus', 1] }), options, 'Claim aud')
  })

  it('are not looked at before the signature', async () => {
    await expectRefusal(forge(hs256, { sub: '', exp: 1 }, hmac('another')), hmacOptions, 'The signature does not match')
  })
})

describe('options', () => {
  const errorsOf = (options: Partial<AuthOptions>): unknown => {
    try {
      createAuthenticator({ algorithms: ['HS256'], clock, ...options }).close()
      return 'accepted'
    } catch (error) {
      expect(error).toMatchObject({ code: 'VALIDATION_ERROR' })
      return error
    }
  }
  const broken = (path: string, message: string) => ({
    details: { errors: expect.arrayContaining([{ path, message: expect.stringContaining(message) }]) },
  })

  it('want an algorithm', () => {
    expect(errorsOf({ algorithms: [] })).toMatchObject(broken('algorithms', 'at least one'))
  })

  it.each(['none', 'HS512', 'hs256', 'PS256', ''])('do not take %s for an algorithm', (name) => {
    // As it comes from JavaScript, where no compiler has looked.
    const algorithms = JSON.parse(JSON.stringify(['RS256', name])) as AuthOptions['algorithms']
    expect(errorsOf({ algorithms, publicKeyPem: rsa.pem })).toMatchObject(
      broken('algorithms.1', 'must be one of HS256'),
    )
  })

  it('want a secret for HS256, and no empty one', () => {
    expect(errorsOf({})).toMatchObject(broken('secrets', 'HS256 needs a secret'))
    expect(errorsOf({ secrets: [] })).toMatchObject(broken('secrets', 'HS256 needs a secret'))
    expect(errorsOf({ secrets: [SECRET, ''] })).toMatchObject(broken('secrets.1', 'must not be empty'))
    expect(errorsOf({ publicKeyPem: rsa.pem })).toMatchObject(broken('secrets', 'HS256 needs a secret'))
  })

  it('take no key text for a secret', () => {
    const spellings = [
      rsa.pem,
      rsa.pem.trim(),
      rsa.pem.replaceAll('\n', '\r\n'),
      rsa.pem.replace(/-----[A-Z ]+-----|\s/g, ''),
    ]
    for (const secret of spellings) {
      expect(errorsOf({ secrets: [SECRET, secret], publicKeyPem: rsa.pem })).toMatchObject(
        broken('secrets.1', 'text of a key'),
      )
    }
    const secrets = [ec.pem.replace(/-----[A-Z ]+-----|\s/g, '')]
    expect(errorsOf({ secrets, publicKeyPem: `${rsa.pem}${ec.pem}` })).toMatchObject(
      broken('secrets.0', 'text of a key'),
    )
    expect(errorsOf({ secrets: [rsa.pem] })).toMatchObject(broken('secrets.0', 'text of a key'))
  })

  it.each<Alg>(['RS256', 'ES256', 'EdDSA'])('want a public key or a key server for %s', (alg) => {
    expect(errorsOf({ algorithms: [alg], secrets: [SECRET] })).toMatchObject(
      broken('publicKeyPem', `${alg} needs a public key`),
    )
    expect(errorsOf({ algorithms: [alg], jwksUrl: 'https://id.example/jwks' })).toBe('accepted')
    expect(errorsOf({ algorithms: [alg], publicKeyPem: everything().publicKeyPem })).toBe('accepted')
  })

  it('want a key for each algorithm', () => {
    const options = { algorithms: ['RS256', 'ES256', 'EdDSA'] as const, publicKeyPem: rsa.pem }
    expect(errorsOf(options)).toMatchObject(broken('publicKeyPem', 'holds no key that ES256 can use'))
    expect(errorsOf(options)).toMatchObject(broken('publicKeyPem', 'holds no key that EdDSA can use'))
  })

  it('want public keys from one place', () => {
    const options = { algorithms: ['RS256'] as const, publicKeyPem: rsa.pem, jwksUrl: 'https://id.example/' }
    expect(errorsOf(options)).toMatchObject(broken('jwksUrl', 'together with publicKeyPem'))
  })

  it.each([
    '',
    'id.example/jwks',
    'file:///etc/passwd',
    'data:application/json,{}',
    'ftp://x/',
    'https://u:p@id.example/',
    'https://u@id.example/',
  ])('do not take %s for the URL of a key server', (jwksUrl) => {
    expect(errorsOf({ algorithms: ['RS256'], jwksUrl })).toMatchObject(
      broken('jwksUrl', 'must be an http or https URL'),
    )
  })

  it.each<[string, string, string]>([
    ['nothing', '', 'must be PEM'],
    ['a word', 'secret', 'must be PEM'],
    ['broken PEM', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'not a key that can be read'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'not CERTIFICATE'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'not PRIVATE KEY'],
    ['broken JSON', '{"kty":', 'is not JSON'],
    ['JSON that is no key', '{"a":1}', 'must be a JWK'],
    ['a key set that is no list', '{"keys":{}}', 'must be a JWK'],
    ['an empty key set', '{"keys":[]}', 'holds no key that RS256 can use'],
    ['a shared key', '{"kty":"oct","k":"AAAA"}', 'private or a shared key'],
    ['a private JWK', '{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}', 'private or a shared key'],
  ])('do not take %s for a public key', (_what, publicKeyPem, message) => {
    expect(errorsOf({ algorithms: ['RS256'], publicKeyPem })).toMatchObject(broken('publicKeyPem', message))
  })

  it('do not take an RSA key of 1024 bits, nor a curve that is not P-256', async () => {
    const { generateKeyPairSync } = await import('node:crypto')
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' })
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'pem' })
    for (const publicKeyPem of [String(weak), String(other)]) {
      expect(errorsOf({ algorithms: ['RS256'], publicKeyPem })).toMatchObject(
        broken('publicKeyPem', 'must be RSA of 2048 bits'),
      )
    }
  })

  it('leave out of a key set what is for another use or algorithm, or is no point of its curve', () => {
    for (const part of [{ use: 'enc' }, { alg: 'ES384' }, { key_ops: ['sign'] }, { y: 'A'.repeat(43) }]) {
      const publicKeyPem = JSON.stringify({ keys: [{ ...ec.jwk, ...part }] })
      expect(errorsOf({ algorithms: ['ES256'], publicKeyPem })).toMatchObject(broken('publicKeyPem', 'holds no key'))
    }
  })

  it.each([-1, 301, Number.NaN, Number.POSITIVE_INFINITY])(
    'do not take a tolerance of %s seconds',
    (clockToleranceSeconds) => {
      expect(errorsOf({ secrets: [SECRET], clockToleranceSeconds })).toMatchObject(
        broken('clockToleranceSeconds', 'must be'),
      )
    },
  )

  it('say everything that is wrong at once, and no secret', () => {
    const error = errorsOf({ algorithms: ['HS256', 'ES256'], secrets: [rsa.pem], publicKeyPem: rsa.pem })
    expect(error).toMatchObject(broken('secrets.0', 'text of a key'))
    expect(error).toMatchObject(broken('publicKeyPem', 'holds no key that ES256'))
    expect(JSON.stringify(error)).not.toContain(rsa.pem.slice(40, 80))
  })
})

describe('closing', () => {
  it('may be done twice', () => {
    const authenticator = createAuthenticator(hmacOptions)
    authenticator.close()
    expect(() => authenticator.close()).not.toThrow()
  })
})

describe('refreshedIdentity', () => {
  const old: Identity = { subject: 'alice', tenant: 'acme', role: 'user', permissions: null, expiresAt: NOW }

  it('is the new identity, with its role, permissions and expiry', () => {
    const fresh: Identity = { ...old, role: 'operator', permissions: [], expiresAt: NOW + 60_000 }
    expect(refreshedIdentity(old, fresh)).toBe(fresh)
  })

  it.each<[string, Partial<Identity>]>([
    ['subject', { subject: 'bob' }],
    ['subject', { subject: 'Alice' }],
    ['tenant', { tenant: 'other' }],
    ['tenant', { tenant: '*', role: 'admin' }],
  ])('refuses another %s', (what, change) => {
    expect(() => refreshedIdentity(old, { ...old, ...change })).toThrow(
      expect.objectContaining({ code: 'AUTHENTICATION_FAILED', message: `The new token is for another ${what}` }),
    )
  })
})

it('lets nobody in by chance: what is no token is refused as such', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(fc.base64String(), { maxLength: 5 }).map((parts) => parts.join('.')),
      ),
      async (text) => {
        await expect(hmacAuthenticator.authenticate(text)).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' })
      },
    ),
  )
})
