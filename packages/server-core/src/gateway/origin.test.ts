import { expect, it } from 'vitest'
import { isOriginAllowed } from './origin.js'

it.each([
  [undefined, []],
  ['https://app.example', ['https://app.example']],
  ['https://evil.example', ['*']],
  ['http://localhost', ['loopback']],
  ['http://localhost:5173', ['loopback']],
  ['https://127.0.0.1:8443', ['loopback']],
  ['http://127.1.2.3', ['loopback']],
  ['http://[::1]:3000', ['loopback']],
  ['http://app.localhost', ['https://x.example', 'loopback']],
])('%s may connect where %j may', (origin, allowed) => {
  expect(isOriginAllowed(origin, allowed)).toBe(true)
})

it.each([
  ['https://evil.example', ['loopback']],
  ['https://app.example:8443', ['https://app.example']],
  ['http://app.example', ['https://app.example']],
  ['https://app.example.evil', ['https://app.example']],
  ['http://localhost.evil.example', ['loopback']],
  ['http://127.0.0.1.evil.example', ['loopback']],
  ['http://evillocalhost', ['loopback']],
  ['http://localhost@evil.example', ['loopback']],
  ['null', ['loopback']],
  ['', ['loopback']],
  ['file://', ['loopback']],
  ['chrome-extension://localhost', ['loopback']],
  ['not a url', ['loopback']],
  ['https://app.example', []],
])('%j may not connect where %j may', (origin, allowed) => {
  expect(isOriginAllowed(origin, allowed)).toBe(false)
})
