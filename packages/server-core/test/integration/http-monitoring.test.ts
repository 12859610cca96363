import { busCommands, historyCommands } from '@arqonbus/protocol'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { routes } from '../../src/http/app.js'
import {
  API_KEY,
  bearer,
  memoryLog,
  post,
  send,
  startBus,
  startDraining,
  type TestBus,
  withTokens,
} from './http-harness.js'

async function json(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(url, init)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  return v.parse(v.record(v.string(), v.unknown()), await response.json())
}

async function publish(bus: TestBus, count: number, headers?: Record<string, string>, channel = 'general') {
  for (let n = 1; n <= count; n++) {
    const response = await post(`${bus.url}/v1/publish`, { room: 'science', channel, payload: { n } }, headers)
    expect(response.status).toBe(200)
  }
}

describe('health', () => {
  it('says that the bus is well', async () => {
    const { url } = await startBus()
    expect(await json(`${url}/health`)).toEqual({
      status: 'healthy',
      timestamp: expect.stringMatching(/Z$/),
      service: 'arqonbus',
    })
  })

  it('says that the bus is ready', async () => {
    const { url } = await startBus()
    expect(await json(`${url}/ready`)).toMatchObject({ ready: true, status: 'healthy' })
  })

  it.each(['/health', '/ready'])('turns %s to 503 while the bus drains', async (path) => {
    const { url } = await startDraining()
    const response = await fetch(url + path)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ status: 'draining' })
    expect(response.headers.get('connection')).toBe('close')
  })

  it.each(['/status', '/version', '/metrics', '/storage/stats', '/storage/history?room=r', '/openapi.json'])(
    'still answers %s while the bus drains',
    async (path) => {
      const { url } = await startDraining()
      expect((await fetch(url + path)).status).toBe(200)
    },
  )

  it('says name, version, protocol and build', async () => {
    const { url } = await startBus({ build: 'abc123' })
    expect(await json(`${url}/version`)).toEqual({
      name: 'ArqonBus',
      version: '9.8.7',
      protocol: '1.0',
      build: 'abc123',
    })
  })

  it('says null for a build that nobody named', async () => {
    const { url } = await startBus()
    expect(await json(`${url}/version`)).toMatchObject({ build: null })
  })
})

describe('status', () => {
  it('is what the command status answers, with the uptime', async () => {
    const bus = await startBus()
    await publish(bus, 2)
    const status = await json(`${bus.url}/status`)
    const data = v.parse(busCommands.status.data, status)
    expect(data).toMatchObject({ rooms: 1, channels: 1, messages: { published: 2 }, storage: { entries: 2 } })
    expect(status).toMatchObject({ uptime: expect.any(Number), timestamp: expect.any(String) })
  })

  it("counts what is the caller's tenant's alone", async () => {
    const bus = await startBus(withTokens())
    await publish(bus, 3, await bearer({ tenant_id: 'acme' }))
    const other = await json(`${bus.url}/status`, { headers: await bearer({ tenant_id: 'other' }) })
    expect(other).toMatchObject({ rooms: 0, channels: 0, messages: { published: 0 }, storage: { entries: 0 } })
    const own = await json(`${bus.url}/status`, { headers: await bearer({ tenant_id: 'acme' }) })
    expect(own).toMatchObject({ rooms: 1, messages: { published: 3 }, storage: { entries: 3 } })
  })

  it('shows whoever has the API key all tenants', async () => {
    const bus = await startBus(withTokens())
    await publish(bus, 1, await bearer({ tenant_id: 'acme' }))
    await publish(bus, 1, await bearer({ tenant_id: 'other' }))
    expect(await json(`${bus.url}/status`, { headers: { 'x-api-key': API_KEY } })).toMatchObject({
      rooms: 2,
      messages: { published: 2 },
    })
  })

  it('is answered however many commands were sent', async () => {
    const { url } = await startBus({
      rateLimits: { messagesPerSecond: 1, commandsPerSecond: 1, connectionsPerMinute: 1 },
    })
    for (let i = 0; i < 5; i++) expect((await fetch(`${url}/status`)).status).toBe(200)
  })
})

describe('metrics', () => {
  it('are text for Prometheus', async () => {
    const bus = await startBus()
    await publish(bus, 2)
    const response = await fetch(`${bus.url}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const text = await response.text()
    expect(text).toContain('arqonbus_messages_published_total 2\n')
    expect(text).toContain('arqonbus_history_messages 2\n')
    expect(text).toContain('arqonbus_http_requests_total{route="/v1/publish",method="POST",status="200"} 2\n')
    expect(text).toContain('process_resident_memory_bytes')
  })

  it('are JSON for who wants JSON', async () => {
    const bus = await startBus()
    await publish(bus, 2)
    expect(await json(`${bus.url}/metrics`, { headers: { accept: 'application/json' } })).toMatchObject({
      server: { name: 'ArqonBus', version: '9.8.7', node_id: 'node-test', state: 'running' },
      connections: { current: 0, opened: 0 },
      messages: { received: 2, published: 2 },
      http: { requests: 2, errors: 0 },
      rooms: 1,
      channels: 1,
      history_messages: 2,
    })
  })

  it.each([
    ['what Prometheus asks for', 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'],
    ['what a browser asks for', 'text/html,application/xhtml+xml,*/*;q=0.8'],
    ['JSON that is wanted less', 'application/json;q=0.2,text/plain'],
  ])('are text for %s', async (_, accept) => {
    const { url } = await startBus()
    const response = await fetch(`${url}/metrics`, { headers: { accept } })
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  it('are always text under /metrics/prometheus', async () => {
    const { url } = await startBus()
    const response = await fetch(`${url}/metrics/prometheus`, { headers: { accept: 'application/json' } })
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  it('count every refusal under its route', async () => {
    const { url } = await startBus()
    await fetch(`${url}/system/info`)
    await fetch(`${url}/no/such/path`)
    await fetch(`${url}/status`, { method: 'DELETE' })
    const text = await (await fetch(`${url}/metrics`)).text()
    expect(text).toContain('arqonbus_http_requests_total{route="/system/info",method="GET",status="403"} 1')
    expect(text).toContain('arqonbus_http_errors_total{route="/system/info",code="AUTHORIZATION_ERROR"} 1')
    expect(text).toContain('arqonbus_http_requests_total{route="unmatched",method="GET",status="404"} 1')
    expect(text).toContain('arqonbus_http_requests_total{route="/status",method="DELETE",status="405"} 1')
    expect(text).toContain('arqonbus_http_request_duration_seconds_count{route="/system/info"} 1')
  })
})

describe('storage', () => {
  it('counts what is kept and says under which bounds', async () => {
    const bus = await startBus({ maxHistorySize: 500, historyMaxAgeMs: 60_000 })
    await publish(bus, 3)
    expect(await json(`${bus.url}/storage/stats`)).toEqual({
      backend: 'memory',
      durable: false,
      persistence: true,
      streams: 1,
      messages: 3,
      max_messages_per_channel: 500,
      max_age_seconds: 60,
    })
  })

  it("counts only the caller's tenant", async () => {
    const bus = await startBus(withTokens())
    await publish(bus, 2, await bearer({ tenant_id: 'acme' }))
    const count = (headers: Record<string, string>) => json(`${bus.url}/storage/stats`, { headers })
    expect(await count(await bearer({ tenant_id: 'other' }))).toMatchObject({ streams: 0, messages: 0 })
    expect(await count(await bearer({ tenant_id: 'acme' }))).toMatchObject({ streams: 1, messages: 2 })
    expect(await count({ 'x-api-key': API_KEY })).toMatchObject({ streams: 1, messages: 2 })
  })

  it('reads what op.history.get answers', async () => {
    const bus = await startBus()
    await publish(bus, 3)
    const page = await json(`${bus.url}/storage/history?room=science&channel=general&limit=2`)
    const command = await post(`${bus.url}/v1/command`, {
      command: 'op.history.get',
      args: { room: 'science', channel: 'general', limit: 2 },
    })
    expect({ message: expect.any(String), data: page }).toEqual(await command.json())
    expect(v.parse(historyCommands['op.history.get'].data, page)).toMatchObject({
      count: 2,
      limit: 2,
      entries: [{ envelope: { payload: { n: 3 } } }, { envelope: { payload: { n: 2 } } }],
    })
  })

  it('reads on where the page before ended', async () => {
    const bus = await startBus()
    await publish(bus, 3)
    const first = await json(`${bus.url}/storage/history?room=science&limit=2`)
    const second = await json(`${bus.url}/storage/history?room=science&limit=2&cursor=${String(first.next_cursor)}`)
    expect(second).toMatchObject({ entries: [{ envelope: { payload: { n: 1 } } }], next_cursor: null })
  })

  it('reads from a seq on', async () => {
    const bus = await startBus()
    await publish(bus, 3)
    const page = await json(`${bus.url}/storage/history?room=science:general&after_seq=1`)
    expect(page).toMatchObject({ entries: [{ envelope: { seq: 2 } }, { envelope: { seq: 3 } }] })
  })

  it('reads what one client sent, page by page', async () => {
    const bus = await startBus(withTokens())
    const [alice, bob] = [await bearer({ sub: 'alice' }), await bearer({ sub: 'bob' })]
    for (let i = 0; i < 3; i++) {
      await publish(bus, 1, alice)
      await publish(bus, 2, bob)
    }
    const read = (query: string) => json(`${bus.url}/storage/history?room=science${query}`, { headers: alice })
    const all = v.parse(historyCommands['op.history.get'].data, await read(''))
    const sender = String(all.entries.at(-1)?.envelope.sender)
    const first = v.parse(historyCommands['op.history.get'].data, await read(`&client_id=${sender}&limit=2`))
    expect(first.entries.map(({ envelope }) => [envelope.sender, envelope.seq])).toEqual([
      [sender, 7],
      [sender, 4],
    ])
    const rest = await read(`&client_id=${sender}&limit=2&cursor=${first.next_cursor}`)
    expect(rest).toMatchObject({ entries: [{ envelope: { seq: 1 } }], count: 1, next_cursor: null })
  })

  /** A log in which `sender` speaks at each place that `isOwn` says, in a room of two channels. */
  async function filledLog(count: number, isOwn: (n: number) => boolean) {
    const log = memoryLog({})
    const retention = { maxMessages: 10_000, maxAgeMs: 60_000 }
    await log.append(
      Array.from({ length: count }, (_, n) => {
        const stream = { tenant: 'default', room: 'science', channel: n % 2 === 0 ? 'even' : 'odd' }
        const envelope = { sender: isOwn(n) ? 'client_a' : 'client_b', payload: { n } }
        return { stream, id: `arq_1_${n}_abcdef`, text: JSON.stringify(envelope), retention }
      }),
    )
    return log
  }

  it('finds what one client sent far back, and goes on exactly behind it', async () => {
    const { url } = await startBus({ log: await filledLog(2500, (n) => n % 500 === 0) })
    const numbers: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const more = cursor === '' ? '' : `&cursor=${cursor}`
      const page = await json(`${url}/storage/history?room=science&client_id=client_a&limit=2${more}`)
      const { entries, next_cursor: next } = v.parse(historyCommands['op.history.get'].data, page)
      expect(entries.length).toBeLessThanOrEqual(2)
      numbers.push(...entries.map(({ envelope }) => envelope.payload))
      cursor = next
    }
    expect(numbers).toHaveLength(5)
    expect(numbers).toEqual(expect.arrayContaining([0, 500, 1000, 1500, 2000].map((n) => ({ n }))))
  })

  it('looks through ten thousand messages for one client, and leaves the rest to the next request', async () => {
    const { url } = await startBus({ log: await filledLog(12_000, (n) => n < 2) })
    const first = await json(`${url}/storage/history?room=science&client_id=client_a`)
    expect(first).toMatchObject({ entries: [], next_cursor: expect.any(String) })
    const rest = await json(
      `${url}/storage/history?room=science&client_id=client_a&cursor=${String(first.next_cursor)}`,
    )
    expect(rest).toMatchObject({ count: 2, next_cursor: null })
  })

  it('finds nothing of a client that sent nothing', async () => {
    const bus = await startBus()
    await publish(bus, 2)
    const page = await json(`${bus.url}/storage/history?room=science&client_id=client_nobody`)
    expect(page).toMatchObject({ entries: [], count: 0, next_cursor: null })
  })

  it("never shows another tenant's messages", async () => {
    const bus = await startBus(withTokens())
    await publish(bus, 2, await bearer({ tenant_id: 'acme' }))
    const headers = await bearer({ tenant_id: 'other', role: 'admin' })
    expect(await json(`${bus.url}/storage/history`, { headers })).toMatchObject({ entries: [], count: 0 })
  })

  it('refuses who may not read the history', async () => {
    const { url } = await startBus(withTokens())
    const headers = await bearer({ permissions: [{ room: 'science', channel: '*', actions: ['publish'] }] })
    const response = await fetch(`${url}/storage/history?room=science`, { headers })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'AUTHORIZATION_ERROR', needs: 'history' })
  })

  it('leaves a whole tenant to its admins', async () => {
    const { url } = await startBus(withTokens())
    expect((await fetch(`${url}/storage/history`, { headers: await bearer() })).status).toBe(403)
    expect((await fetch(`${url}/storage/history`, { headers: await bearer({ role: 'admin' }) })).status).toBe(200)
  })

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=many', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['rom=science', 'rom'],
    ['room=a%20b', 'room'],
    ['channel=general', 'room'],
    ['room=a&since=yesterday', 'since'],
    ['room=a&after_seq=1', 'after_seq'],
  ])('says what is wrong with ?%s', async (query, path) => {
    const { url } = await startBus({ anonymousRole: 'admin' })
    const response = await fetch(`${url}/storage/history?${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'VALIDATION_ERROR',
      errors: [{ path, message: expect.any(String) }],
    })
  })

  it('limits how often it is read', async () => {
    const { url } = await startBus({
      rateLimits: { messagesPerSecond: 0, commandsPerSecond: 1, connectionsPerMinute: 0 },
    })
    expect((await fetch(`${url}/storage/history?room=science`)).status).toBe(200)
    const response = await fetch(`${url}/storage/history?room=science`)
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', retry_after_ms: expect.any(Number) })
  })
})

describe('system', () => {
  it('tells an admin of the process and the machine', async () => {
    const { url } = await startBus({ anonymousRole: 'admin' })
    expect(await json(`${url}/system/info`)).toMatchObject({
      node: process.version,
      platform: process.platform,
      pid: process.pid,
      cpus: expect.any(Number),
      memory: { rss: expect.any(Number) },
      uptime: expect.any(Number),
    })
  })

  it('tells an admin of the configuration, as it is shown', async () => {
    const shownConfig = { ARQONBUS_AUTH_JWT_SECRET: '********', ARQONBUS_SERVER_PORT: 9100 }
    const { url } = await startBus({ anonymousRole: 'admin', shownConfig })
    expect(await json(`${url}/system/config`)).toEqual(shownConfig)
  })

  it('shows no configuration where the composer shows none', async () => {
    const { url } = await startBus({ anonymousRole: 'admin' })
    expect(await json(`${url}/system/config`)).toEqual({})
  })
})

describe('openapi.json', () => {
  const document = v.looseObject({
    openapi: v.string(),
    paths: v.record(
      v.string(),
      v.record(
        v.string(),
        v.looseObject({
          operationId: v.string(),
          summary: v.string(),
          security: v.array(v.record(v.string(), v.array(v.string()))),
          parameters: v.optional(v.array(v.looseObject({ name: v.string(), in: v.string() }))),
          responses: v.record(v.string(), v.looseObject({ description: v.string() })),
        }),
      ),
    ),
  })
  const read = async (changes = {}, headers = {}) => {
    const { url } = await startBus(changes)
    return v.parse(document, await json(`${url}/openapi.json`, { headers }))
  }

  it('describes every route, and nothing else', async () => {
    const { openapi, paths } = await read()
    expect(openapi).toBe('3.1.0')
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
  })

  it('gives every operation a name of its own', async () => {
    const { paths } = await read()
    const names = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(names).size).toBe(routes.length)
    expect(names).toContain('postV1Publish')
  })

  it('makes the query parameters from the schema that checks them', async () => {
    const { paths } = await read()
    const parameters = paths['/storage/history']?.get?.parameters ?? []
    expect(parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['room', 'channel', 'client_id', 'limit', 'cursor']),
    )
  })

  it('makes the bodies from the schemas of the protocol', async () => {
    const { paths } = await read()
    expect(paths['/v1/publish']?.post).toMatchObject({
      parameters: [{ name: 'Idempotency-Key', in: 'header' }],
      requestBody: {
        content: {
          'application/json': {
            schema: { type: 'object', required: ['payload'], properties: { channel: { pattern: expect.any(String) } } },
          },
        },
      },
    })
    expect(JSON.stringify(paths['/v1/command'])).toContain(busCommands.presence.summary)
  })

  it('says who may ask what', async () => {
    const without = await read()
    expect(without.paths['/v1/publish']?.post?.security).toEqual([])
    expect(without.paths['/admin/shutdown']?.post?.security).toEqual([{ apiKey: [] }])
    const withAuth = await read(withTokens(), { 'x-api-key': API_KEY })
    expect(withAuth.paths['/health']?.get?.security).toEqual([])
    expect(withAuth.paths['/v1/publish']?.post?.security).toEqual([{ token: [] }, { apiKey: [] }])
  })
})

describe('HEAD', () => {
  it.each(routes.filter(({ method }) => method === 'GET').map(({ path }) => path))(
    'answers %s like GET, without the body',
    async (path) => {
      const { url } = await startBus({ anonymousRole: 'admin' })
      const head = await send(url + path, { method: 'HEAD' })
      const get = await send(url + path)
      expect([head.status, head.text, head.headers['content-type']]).toEqual([200, '', get.headers['content-type']])
    },
  )
})
