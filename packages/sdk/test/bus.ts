import { createHmac } from 'node:crypto'
import { onTestFinished } from 'vitest'
// @boundaries-ignore: the real bus to test against; the package itself leans on the protocol alone
import * as core from '../../server-core/src/index.js'
import { ArqonClient, type ArqonError, type ClientOptions } from '../src/index.js'

const SECRET = 'a secret of the tests, of more than thirty-two bytes'

/** A real bus on a free port of loopback, stopped with the test. */
export async function startBus(
  changes: Partial<core.BusOptions> = {},
): Promise<{ url: string; port: number; bus: core.Bus }> {
  const bus = core.createBus({
    ...core.defaultBusOptions(),
    listen: { host: '127.0.0.1', port: 0 },
    http: undefined,
    logger: core.createLogger({ level: 'silent' }),
    nodeId: 'node-test',
    version: '0.0.0-test',
    drainMs: 1000,
    ...changes,
  })
  const { ws } = await bus.start()
  onTestFinished(() => bus.stop())
  return { url: ws.url, port: ws.port, bus }
}

/** A clock whose wall time can be put forward. */
export function movableClock(): core.Clock & { forward(ms: number): void } {
  let ahead = 0
  return {
    ...core.systemClock,
    now: () => core.systemClock.now() + ahead,
    forward: (ms) => {
      ahead += ms
    },
  }
}

/** Options of a bus that wants tokens. */
export function withTokens(): Partial<core.BusOptions> {
  const authenticator = core.createAuthenticator({
    algorithms: ['HS256'],
    secrets: [SECRET],
    clockToleranceSeconds: 0,
    clock: core.systemClock,
  })
  return { authenticator }
}

/** A token that such a bus takes (RFC 7515, HS256), for `alice` unless the claims say otherwise. */
export function token(claims: Record<string, unknown> = {}, secret = SECRET): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 'alice', tenant_id: 'acme', exp: Math.floor(Date.now() / 1000) + 3600, ...claims })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** A client that comes back fast, closed with the test. `errors` holds what its `error` event told. */
export function newClient(options: ClientOptions): { client: ArqonClient; errors: ArqonError[] } {
  const client = new ArqonClient({ reconnect: { minDelayMs: 5, maxDelayMs: 50 }, timeoutMs: 5000, ...options })
  const errors: ArqonError[] = []
  client.on('error', (error) => errors.push(error))
  onTestFinished(() => client.close())
  return { client, errors }
}

/** As {@link newClient}, connected. */
export async function connected(options: ClientOptions): Promise<{ client: ArqonClient; errors: ArqonError[] }> {
  const made = newClient(options)
  await made.client.connect()
  return made
}
