import { once } from 'node:events'
import { request } from 'node:http'
import { SignJWT } from 'jose'
import { afterEach } from 'vitest'
import WebSocket from 'ws'
import {
  type BusOptions,
  createAuthenticator,
  createBus,
  createLogger,
  createMemoryLog,
  defaultBusOptions,
  type MessageLog,
  systemClock,
} from '../../src/index.js'

const SECRET = 'a secret of more than thirty-two bytes, for tests alone'
export const API_KEY = 'the admin key of this test'

/** A bus on free ports that runs until the test ends. */
export interface TestBus {
  readonly url: string
  readonly wsUrl: string
  readonly bus: ReturnType<typeof createBus>
  /** What it has logged, one parsed line each. */
  readonly logged: Record<string, unknown>[]
}

const running: ReturnType<typeof createBus>[] = []
const clients: WebSocket[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate()
  await Promise.all(running.splice(0).map((bus) => bus.stop()))
})

export async function startBus(changes: Partial<BusOptions> = {}): Promise<TestBus> {
  const logged: Record<string, unknown>[] = []
  const destination = { write: (line: string) => void logged.push(JSON.parse(line)) }
  const bus = createBus({
    ...defaultBusOptions(),
    listen: { host: '127.0.0.1', port: 0 },
    http: { host: '127.0.0.1', port: 0 },
    drainMs: 2000,
    nodeId: 'node-test',
    version: '9.8.7',
    logger: createLogger({ level: 'debug', destination }),
    ...changes,
  })
  running.push(bus)
  const { ws, http } = await bus.start()
  return { url: http?.url ?? '', wsUrl: ws.url, bus, logged }
}

/** A client that has got its welcome, and is cut off when the test ends. */
export async function connect(bus: TestBus, headers: Record<string, string> = {}): Promise<WebSocket> {
  const client = new WebSocket(bus.wsUrl, { headers })
  clients.push(client)
  await once(client, 'message')
  return client
}

/** A bus that drains until the test ends: it has a client that never answers the close. */
export async function startDraining(changes: Partial<BusOptions> = {}): Promise<TestBus> {
  const bus = await startBus({ drainMs: 30_000, ...changes })
  const client = await connect(bus)
  client.pause()
  void bus.bus.drain()
  return bus
}

/** Options for a bus that wants tokens. */
export function withTokens(): Partial<BusOptions> {
  const authenticator = createAuthenticator({ algorithms: ['HS256'], secrets: [SECRET], clock: systemClock })
  return { authenticator, http: { host: '127.0.0.1', port: 0, adminApiKey: API_KEY } }
}

/** A token that such a bus takes. */
export function token(claims: Record<string, unknown> = {}, secret = SECRET): Promise<string> {
  const payload = { sub: 'alice', tenant_id: 'acme', exp: Math.floor(Date.now() / 1000) + 300, ...claims }
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))
}

export async function bearer(claims?: Record<string, unknown>): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await token(claims)}` }
}

export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(url, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } })
}

/** A request with headers that `fetch` will not send. */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string | string[]> } = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, ...options }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** A memory log of which some methods do something else. */
export function memoryLog(changes: Partial<MessageLog>): MessageLog {
  const deduplication = { windowMs: 60_000, maxIds: 1000 }
  const log = createMemoryLog({ clock: systemClock, deduplication, keep: true, maxAgeMs: 60_000 })
  return {
    capabilities: log.capabilities,
    append: (messages) => log.append(messages),
    position: (stream) => log.position(stream),
    readAfter: (stream, position, limit) => log.readAfter(stream, position, limit),
    read: (query) => log.read(query),
    remove: (stream) => log.remove(stream),
    count: (tenant) => log.count(tenant),
    prune: () => log.prune(),
    close: () => log.close(),
    ...changes,
  }
}
