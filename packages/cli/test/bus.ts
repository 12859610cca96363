import { ArqonClient } from '@arqonbus/sdk'
import { onTestFinished } from 'vitest'
// @boundaries-ignore: the real bus to test against; the package itself leans on the SDK and the protocol alone
import * as core from '../../server-core/src/index.js'

export const SECRET = 'a secret of the tests, of more than thirty-two bytes'

/** A real bus on free ports of loopback, and the environment in which arqon finds it; stopped with the test. */
export interface TestBus {
  readonly ws: string
  readonly http: string
  readonly port: number
  readonly env: { readonly ARQONBUS_WS_URL: string; readonly ARQONBUS_HTTP_URL: string }
  readonly bus: core.Bus
}

export async function startBus(changes: Partial<core.BusOptions> = {}): Promise<TestBus> {
  const bus = core.createBus({
    ...core.defaultBusOptions(),
    listen: { host: '127.0.0.1', port: 0 },
    http: { host: '127.0.0.1', port: 0 },
    logger: core.createLogger({ level: 'silent' }),
    nodeId: 'node-test',
    version: '9.8.7',
    drainMs: 1000,
    ...changes,
  })
  const { ws, http } = await bus.start()
  onTestFinished(() => bus.stop())
  const url = http?.url ?? ''
  return { ws: ws.url, http: url, port: ws.port, env: { ARQONBUS_WS_URL: ws.url, ARQONBUS_HTTP_URL: url }, bus }
}

/** Options of a bus that wants tokens. */
export function withTokens(options: Partial<core.AuthOptions> = {}): Partial<core.BusOptions> {
  const authenticator = core.createAuthenticator({
    algorithms: ['HS256'],
    secrets: [SECRET],
    clock: core.systemClock,
    ...options,
  })
  return { authenticator }
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

/** A client that is connected until the test ends. */
export async function connected(url: string): Promise<ArqonClient> {
  const client = new ArqonClient({ url })
  onTestFinished(() => client.close())
  await client.connect()
  return client
}
