import { expect, it } from 'vitest'
import { banner } from '../src/banner.js'
import { parseOptions } from '../src/options.js'

const listening = { ws: { url: 'ws://127.0.0.1:9100', port: 9100 }, http: { url: 'http://127.0.0.1:8080', port: 8080 } }

it('says where it listens, what it keeps, who may come in, and what to type', () => {
  const text = banner(parseOptions([], {}).settings, listening)
  expect(text).toContain('ws://127.0.0.1:9100\n')
  expect(text).toContain('http://127.0.0.1:8080\n')
  expect(text).toContain('memory: messages are gone with the process')
  expect(text).toContain('off: everybody')
  expect(text).toContain('npx arqon tail --room demo --channel hello')
  expect(text).toContain('npx arqon pub --room demo --channel hello')
})

it('gives the real port to type, and an address that can be connected to', () => {
  const text = banner(parseOptions([], {}).settings, { ...listening, ws: { url: 'ws://0.0.0.0:4711', port: 4711 } })
  expect(text).toContain('npx arqon tail --ws-url ws://127.0.0.1:4711 --room demo')
})

it('says that a token is needed where one is', () => {
  const env = { ARQONBUS_ENABLE_AUTH: 'true', ARQONBUS_AUTH_JWT_SECRET: 'hunter2' }
  const text = banner(parseOptions([], env).settings, listening)
  expect(text).toContain('on: tokens signed with HS256')
  expect(text).toContain('ARQONBUS_AUTH_JWT=')
  expect(text).not.toContain('hunter2')
})
