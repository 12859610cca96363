import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type BearerRequest, bearerToken } from './bearer.js'

const plain: BearerRequest = { headers: {}, url: '/' }

describe('the Authorization header', () => {
  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER a.b.c', 'Bearer   a.b.c'])(
    'gives the token of "%s"',
    (authorization) => {
      expect(bearerToken({ ...plain, headers: { authorization } })).toBe('a.b.c')
    },
  )

  it.each([
    ['empty', ''],
    ['another scheme', 'Basic YTpi'],
    ['a scheme without a token', 'Bearer'],
    ['a scheme and a space', 'Bearer '],
    ['a token without a scheme', 'a.b.c'],
    ['a scheme that only begins like Bearer', 'BearerX a.b.c'],
    ['no space', 'Bearer:a.b.c'],
    ['a tab in place of the space', 'Bearer\ta.b.c'],
    ['white space before', ' Bearer a.b.c'],
    ['white space after', 'Bearer a.b.c '],
    ['a line break after', 'Bearer a.b.c\n'],
    ['two tokens', 'Bearer a.b.c d.e.f'],
    ['two credentials joined by a comma', 'Bearer a.b.c, Bearer d.e.f'],
    ['a quoted token', 'Bearer "a.b.c"'],
    ['a letter beyond ASCII', 'Bearer ä.b.c'],
  ])('is refused where it holds %s', (_what, authorization) => {
    expect(() => bearerToken({ ...plain, headers: { authorization } })).toThrow(
      expect.objectContaining({ code: 'AUTHENTICATION_FAILED' }),
    )
  })

  it('is refused where there are several, even the same twice', () => {
    const headers = { authorization: ['Bearer a.b.c', 'Bearer a.b.c'] }
    expect(() => bearerToken({ ...plain, headers })).toThrow('There are several Authorization headers')
  })

  it('is not passed over for the query when it is malformed', () => {
    expect(() => bearerToken({ headers: { authorization: 'Basic YTpi' }, url: '/?token=a.b.c' })).toThrow('RFC 6750')
  })

  it('does not say what it held', () => {
    expect(() => bearerToken({ ...plain, headers: { authorization: 'Basic s3cret' } })).not.toThrow('s3cret')
  })
})

describe('the subprotocol pair', () => {
  it('gives the token', () => {
    expect(bearerToken({ ...plain, protocols: ['arqon.v1', 'bearer.a.b.c'] })).toBe('a.b.c')
  })

  it('gives the token of a set, as ws has it, in any order', () => {
    expect(bearerToken({ ...plain, protocols: new Set(['bearer.a.b.c', 'arqon.v1']) })).toBe('a.b.c')
  })

  it('gives none where only arqon.v1 is offered', () => {
    expect(bearerToken({ ...plain, protocols: ['arqon.v1'] })).toBeUndefined()
  })

  it.each([
    ['without arqon.v1, as the bus could select nothing', ['bearer.a.b.c']],
    ['without a token', ['arqon.v1', 'bearer.']],
    ['twice', ['arqon.v1', 'bearer.a.b.c', 'bearer.d.e.f']],
  ])('is refused %s', (_how, protocols) => {
    expect(() => bearerToken({ ...plain, protocols })).toThrow(
      expect.objectContaining({ code: 'AUTHENTICATION_FAILED' }),
    )
  })
})

describe('the query', () => {
  it.each(['token', 'access_token', 'auth_token'])('gives the token in %s', (name) => {
    expect(bearerToken({ ...plain, url: `/ws?room=a&${name}=a.b.c#x` })).toBe('a.b.c')
  })

  it('gives token before access_token before auth_token', () => {
    expect(bearerToken({ ...plain, url: '/?auth_token=3&access_token=2&token=1' })).toBe('1')
    expect(bearerToken({ ...plain, url: '/?auth_token=3&access_token=2' })).toBe('2')
  })

  it('gives the token of an absolute URL', () => {
    expect(bearerToken({ ...plain, url: 'http://localhost:9100/?token=a.b.c' })).toBe('a.b.c')
  })

  it.each(['/', '/ws', '/?room=a', '/?TOKEN=a', '/#?x', '/x#token=a.b.c', '//', undefined])('has none in %s', (url) => {
    expect(bearerToken({ ...plain, url })).toBeUndefined()
  })

  it.each(['/?token=', '/?token', '/?token=a&token=b', '/?token=&access_token=a.b.c'])('is refused as %s', (url) => {
    expect(() => bearerToken({ ...plain, url })).toThrow(expect.objectContaining({ code: 'AUTHENTICATION_FAILED' }))
  })
})

describe('of several places', () => {
  const everywhere: BearerRequest = {
    headers: { authorization: 'Bearer header' },
    protocols: ['arqon.v1', 'bearer.protocol'],
    url: '/?token=query',
  }

  it('the header wins', () => {
    expect(bearerToken(everywhere)).toBe('header')
  })

  it('the subprotocol wins where there is no header', () => {
    expect(bearerToken({ ...everywhere, headers: {} })).toBe('protocol')
  })
})

describe('with a real request', () => {
  const server = createServer()
  afterEach(() => server.close())

  it('sees in headersDistinct what headers hides', async () => {
    const seen = new Promise<BearerRequest>((resolve) => {
      server.on('request', (incoming, response) => {
        resolve({ headers: incoming.headersDistinct, url: incoming.url })
        response.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    request({
      port,
      headers: ['Host', 'x', 'Authorization', 'Bearer one', 'Authorization', 'Bearer two'],
      agent: false,
    }).end()
    const incoming = await seen
    expect(() => bearerToken(incoming)).toThrow('several Authorization headers')
  })
})
