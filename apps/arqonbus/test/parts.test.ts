import { createLogger, defaultBusOptions } from '@arqonbus/server-core'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { busOptions, compose, parseOptions } from '../src/index.js'

const logger = createLogger({ level: 'silent' })

it("has the library's defaults", () => {
  const { clock, ...defaults } = defaultBusOptions()
  expect(busOptions(parseOptions([], {}).settings, { logger })).toMatchObject(defaults)
})

it('gives every setting to the bus in its unit', () => {
  const { settings } = parseOptions(
    [
      '--ping-interval-seconds',
      '1.5',
      '--history-max-age-seconds',
      '60',
      '--rate-limit-commands-per-second',
      '7',
      '--node-id',
      'n1',
    ],
    { ARQONBUS_ADMIN_API_KEY: 'an admin key' },
  )
  expect(busOptions(settings, { logger })).toMatchObject({
    pingIntervalMs: 1500,
    historyMaxAgeMs: 60_000,
    rateLimits: { commandsPerSecond: 7 },
    nodeId: 'n1',
    http: { adminApiKey: 'an admin key' },
    shownConfig: { ARQONBUS_ADMIN_API_KEY: '********', ARQONBUS_NODE_ID: 'n1', ARQONBUS_AUTH_JWT_SECRET: null },
  })
})

describe('a composed bus', () => {
  it('listens where the settings say and welcomes', async () => {
    const bus = compose(parseOptions(['--server-port', '0', '--http-port', '0'], {}).settings, { logger })
    const { ws } = await bus.start()
    try {
      const socket = new WebSocket(ws.url)
      const frame = await new Promise<string>((resolve, reject) => {
        socket.on('message', (data) => resolve(String(data)))
        socket.on('error', reject)
      })
      expect(JSON.parse(frame)).toMatchObject({ payload: { welcome: 'Connected to ArqonBus' } })
    } finally {
      await bus.stop()
    }
  })

  it('is not made of keys that cannot be read', () => {
    const flags = ['--enable-auth', '--auth-jwt-algorithm', 'RS256', '--auth-jwt-public-key-file', '/nowhere.pem']
    expect(() => compose(parseOptions(flags, {}).settings, { logger })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR', message: expect.stringContaining('public key') }),
    )
  })

  it('is not made of a certificate that cannot be read', () => {
    const flags = ['--tls-cert-file', '/nowhere.pem', '--tls-key-file', '/nowhere.pem']
    expect(() => compose(parseOptions(flags, {}).settings, { logger })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR' }),
    )
  })
})
