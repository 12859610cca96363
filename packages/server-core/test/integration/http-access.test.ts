import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { routes } from '../../src/http/app.js'
import type { BusOptions } from '../../src/index.js'
import { API_KEY, bearer, post, send, startBus, token, withTokens } from './http-harness.js'

const paths = (needs: string) =>
  routes.filter((route) => route.needs === needs).map(({ method, path }) => ({ method, path }))
const open = paths('nothing')
const closed = routes.filter((route) => route.needs !== 'nothing').map(({ method, path }) => ({ method, path }))
const forAdmins = [...paths('admin'), ...paths('owner')]

const ask = (url: string, { method, path }: { method: string; path: string }, headers: Record<string, string> = {}) =>
  method === 'POST' ? post(url + path, {}, headers) : fetch(url + path, { headers })

/** On loopback, without a token, with whatever else. */
const noAuth = (changes: Partial<BusOptions> = {}, adminApiKey?: string) =>
  startBus({ http: { host: '127.0.0.1', port: 0, adminApiKey }, ...changes })

describe('with authentication', () => {
  it.each(open)('serves $path to everybody', async (route) => {
    const { url } = await startBus(withTokens())
    expect((await ask(url, route)).status).toBe(200)
  })

  it.each(closed)('refuses $method $path without a token', async (route) => {
    const { url } = await startBus(withTokens())
    const response = await ask(url, route)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="arqonbus"')
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'AUTHENTICATION_FAILED', status: 401 })
  })

  it.each([
    ['one of another key', () => token({}, 'another secret of more than thirty-two bytes!')],
    ['an expired one', () => token({ exp: 1 })],
    ['one without a signature', async () => `${(await token()).split('.').slice(0, 2).join('.')}.`],
    ['a malformed one', async () => 'not-a-token'],
  ])('refuses %s', async (_, make) => {
    const { url } = await startBus(withTokens())
    const given = await make()
    const response = await fetch(`${url}/status`, { headers: { authorization: `Bearer ${given}` } })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="arqonbus", error="invalid_token"')
    expect(await response.text()).not.toContain(given)
  })

  it.each(['token', 'access_token', 'auth_token'])('takes no token from the query (%s)', async (name) => {
    const { url } = await startBus(withTokens())
    expect((await fetch(`${url}/status?${name}=${await token()}`)).status).toBe(401)
  })

  it('refuses another scheme, and two tokens', async () => {
    const { url } = await startBus(withTokens())
    expect((await fetch(`${url}/status`, { headers: { authorization: 'Basic YTpi' } })).status).toBe(401)
    const good = `Bearer ${await token()}`
    expect((await send(`${url}/status`, { headers: { authorization: [good, good] } })).status).toBe(401)
  })

  it('logs no token', async () => {
    const { url, logged } = await startBus(withTokens())
    const given = await token()
    await fetch(`${url}/status?token=${given}`, { headers: { authorization: `Bearer ${given}x` } })
    await vi.waitFor(() => expect(logged).toContainEqual(expect.objectContaining({ route: '/status', status: 401 })))
    expect(JSON.stringify(logged)).not.toContain(given)
  })

  it.each(forAdmins)('refuses users $method $path', async (route) => {
    const { url } = await startBus(withTokens())
    const response = await ask(url, route, await bearer({ role: 'user' }))
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
    expect(await response.json()).toMatchObject({ code: 'AUTHORIZATION_ERROR' })
  })

  it.each(paths('admin'))('serves admins $path', async (route) => {
    const { url } = await startBus(withTokens())
    expect((await ask(url, route, await bearer({ role: 'admin' }))).status).toBe(200)
  })

  it.each(paths('admin'))('serves $path to the API key', async (route) => {
    const { url } = await startBus(withTokens())
    expect((await ask(url, route, { 'x-api-key': API_KEY })).status).toBe(200)
  })

  it.each([
    ['another', 'no'],
    ['an empty', ''],
    ['a longer', `${API_KEY}x`],
    ['a shorter', API_KEY.slice(0, -1)],
  ])('refuses %s key, whatever token is beside it', async (_, key) => {
    const { url } = await startBus(withTokens())
    const headers = { 'x-api-key': key, ...(await bearer({ role: 'admin', tenant_id: '*' })) }
    expect((await fetch(`${url}/system/info`, { headers })).status).toBe(401)
  })

  it('refuses two keys', async () => {
    const { url } = await startBus(withTokens())
    expect((await send(`${url}/system/info`, { headers: { 'x-api-key': [API_KEY, API_KEY] } })).status).toBe(401)
  })

  it('takes no key where none is configured', async () => {
    const { url } = await startBus({ ...withTokens(), http: { host: '127.0.0.1', port: 0 } })
    expect((await fetch(`${url}/status`, { headers: { 'x-api-key': 'undefined' } })).status).toBe(401)
  })
})

describe('ending the bus', () => {
  it.each([
    ['/admin/shutdown', 'shutdown', 'shutting down'],
    ['/admin/restart', 'restart', 'restarting'],
  ])('%s answers 202, then tells the owner', async (path, reason, status) => {
    const onShutdown = vi.fn()
    const { url, logged } = await startBus({ ...withTokens(), onShutdown })
    const response = await fetch(url + path, { method: 'POST', headers: { 'x-api-key': API_KEY } })
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({ status })
    await vi.waitFor(() => expect(onShutdown).toHaveBeenCalledExactlyOnceWith(reason))
    expect(logged).toContainEqual(expect.objectContaining({ level: 'warn', reason, subject: 'admin-api-key' }))
  })

  it('lets the answer out before the bus stops', async () => {
    const { url, bus } = await startBus({ ...withTokens(), onShutdown: () => void bus.stop() })
    const response = await fetch(`${url}/admin/shutdown`, { method: 'POST', headers: { 'x-api-key': API_KEY } })
    expect(response.status).toBe(202)
    expect(await response.json()).toMatchObject({ status: 'shutting down' })
    await vi.waitFor(() => expect(bus.state).toBe('stopped'))
  })

  it("is not for the admin of one tenant: the bus is every tenant's", async () => {
    const onShutdown = vi.fn()
    const { url } = await startBus({ ...withTokens(), onShutdown })
    const end = async (claims: Record<string, unknown>) =>
      (await fetch(`${url}/admin/shutdown`, { method: 'POST', headers: await bearer(claims) })).status
    expect(await end({ role: 'admin', tenant_id: 'acme' })).toBe(403)
    expect(onShutdown).not.toHaveBeenCalled()
    expect(await end({ role: 'admin', tenant_id: '*' })).toBe(202)
    await vi.waitFor(() => expect(onShutdown).toHaveBeenCalled())
  })

  it('says so where nobody can end it', async () => {
    const { url } = await startBus(withTokens())
    const response = await fetch(`${url}/admin/shutdown`, { method: 'POST', headers: { 'x-api-key': API_KEY } })
    expect(response.status).toBe(501)
    expect(await response.json()).toMatchObject({ code: 'FEATURE_DISABLED' })
  })

  it('takes no GET', async () => {
    const onShutdown = vi.fn()
    const { url } = await startBus({ ...withTokens(), onShutdown })
    expect((await fetch(`${url}/admin/shutdown`, { headers: { 'x-api-key': API_KEY } })).status).toBe(405)
    expect(onShutdown).not.toHaveBeenCalled()
  })
})

describe('without authentication', () => {
  it.each(paths('token').filter(({ path }) => path !== '/storage/history'))('serves $method $path', async (route) => {
    const { url } = await noAuth()
    const response = await ask(url, route)
    expect(response.status).toBe(route.method === 'POST' ? 400 : 200)
  })

  it.each(forAdmins)('keeps $path from everybody', async (route) => {
    const { url } = await noAuth()
    const response = await ask(url, route)
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toBeNull()
  })

  it.each(paths('admin'))('serves $path to the API key', async (route) => {
    const { url } = await noAuth({}, API_KEY)
    expect((await ask(url, route, { 'x-api-key': API_KEY })).status).toBe(200)
  })

  it('is ended by the API key', async () => {
    const onShutdown = vi.fn()
    const { url } = await noAuth({ onShutdown }, API_KEY)
    expect((await ask(url, { method: 'POST', path: '/admin/shutdown' }, { 'x-api-key': API_KEY })).status).toBe(202)
    await vi.waitFor(() => expect(onShutdown).toHaveBeenCalled())
  })

  it('is ended by anybody where anybody is an admin', async () => {
    const onShutdown = vi.fn()
    const { url } = await noAuth({ anonymousRole: 'admin', onShutdown })
    expect((await fetch(`${url}/admin/shutdown`, { method: 'POST' })).status).toBe(202)
    await vi.waitFor(() => expect(onShutdown).toHaveBeenCalled())
  })

  it.each([
    ['a page of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a page of an allowed origin', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page that hides its origin', { 'sec-fetch-site': 'cross-site' }],
    ['a page that rebinds its name', { host: 'evil.example', origin: 'http://evil.example' }],
  ])('is not ended by %s, even then', async (_, headers) => {
    const onShutdown = vi.fn()
    const { url } = await noAuth({ anonymousRole: 'admin', onShutdown })
    const { status } = await send(`${url}/admin/shutdown`, { method: 'POST', headers })
    expect([403, 421]).toContain(status)
    expect(onShutdown).not.toHaveBeenCalled()
  })
})

describe('origins', () => {
  it.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example'])(
    'refuses pages of %s',
    async (origin) => {
      const { url } = await startBus()
      const publishing = await post(`${url}/v1/publish`, { room: 'r', channel: 'c', payload: {} }, { origin })
      expect(publishing.status).toBe(403)
      expect(publishing.headers.get('access-control-allow-origin')).toBeNull()
      expect((await fetch(`${url}/status`, { headers: { origin } })).status).toBe(403)
      expect((await fetch(`${url}/no/such/path`, { headers: { origin } })).status).toBe(403)
    },
  )

  it.each(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:8000', 'https://app.localhost'])(
    'lets pages of %s read the answer, as the default says',
    async (origin) => {
      const { url } = await startBus()
      const response = await post(`${url}/v1/publish`, { room: 'r', channel: 'c', payload: {} }, { origin })
      expect(response.status).toBe(200)
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
      expect(response.headers.get('vary')).toBe('Origin')
    },
  )

  it('knows only the origins that are listed', async () => {
    const { url } = await startBus({ allowedOrigins: ['https://app.example'] })
    const from = (origin: string) => fetch(`${url}/health`, { headers: { origin } })
    expect((await from('https://app.example')).headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect((await from('http://localhost:3000')).status).toBe(403)
    expect((await from('https://app.example.evil')).status).toBe(403)
  })

  it('lets pages read refusals too', async () => {
    const { url } = await startBus(withTokens())
    const response = await fetch(`${url}/status`, { headers: { origin: 'http://localhost:3000' } })
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
  })

  it('answers what a browser asks before it publishes', async () => {
    const { url } = await startBus(withTokens())
    const response = await fetch(`${url}/v1/publish`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
    expect(response.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS')
    expect(response.headers.get('access-control-allow-headers')).toContain('Idempotency-Key')
  })

  it('answers it for no other page', async () => {
    const { url } = await startBus()
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const response = await fetch(`${url}/v1/publish`, { method: 'OPTIONS', headers })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-methods')).toBeNull()
  })
})

describe('the host', () => {
  it.each(['localhost', 'localhost:8080', 'bus.localhost', '127.0.0.1:1', '127.1.2.3', '[::1]', 'LOCALHOST'])(
    'may be called %s',
    async (host) => {
      const { url } = await startBus()
      expect((await send(`${url}/status`, { headers: { host } })).status).toBe(200)
    },
  )

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', '[::2]:8080', '0.0.0.0'])(
    'may not be called %s, to which a page could have rebound its name',
    async (host) => {
      const { url } = await startBus()
      const { status, text } = await send(`${url}/status`, { headers: { host } })
      expect(status).toBe(421)
      expect(JSON.parse(text)).toMatchObject({ code: 'AUTHORIZATION_ERROR' })
    },
  )

  it('may be called what an allowed origin is called', async () => {
    const { url } = await startBus({ allowedOrigins: ['https://app.example'] })
    expect((await send(`${url}/status`, { headers: { host: 'app.example' } })).status).toBe(200)
  })

  it('may be called anything where a token decides', async () => {
    const { url } = await startBus(withTokens())
    expect((await send(`${url}/health`, { headers: { host: 'bus.example' } })).status).toBe(200)
  })

  it('need not be named by HTTP/1.0, which no browser speaks', async () => {
    const { url } = await startBus()
    const socket = connectSocket(Number(new URL(url).port), '127.0.0.1')
    socket.end('GET /health HTTP/1.0\r\n\r\n')
    const [data] = await once(socket, 'data')
    expect(String(data)).toMatch(/^HTTP\/1\.1 200 /)
    socket.destroy()
  })
})
