import { expect, test, vi } from 'vitest'
import { openSocket } from '../src/browser-socket.js'
import type { SocketRequest } from '../src/socket.js'
import { Peer } from './peer.js'

/** The browser's socket on the WebSocket that Node has as a global: the same interface (https://websockets.spec.whatwg.org). */
function open(request: Partial<SocketRequest>) {
  const events = { message: vi.fn(), heard: vi.fn(), closed: vi.fn() }
  const socket = openSocket({ url: 'ws://127.0.0.1:1', token: undefined, headers: {}, ...request }, events)
  return { socket, events }
}

test('the token travels in the subprotocols, and text goes both ways', async () => {
  const peer = await Peer.start()
  const { socket, events } = open({ url: peer.url, token: 'abc.def.ghi' })
  expect(socket.send('too early')).toBe(false)
  const connection = await peer.connection()
  expect(connection.request.headers['sec-websocket-protocol']).toBe('arqon.v1, bearer.abc.def.ghi')
  expect(connection.request.headers.authorization).toBeUndefined()
  connection.socket.send('hello')
  await expect.poll(() => events.message.mock.calls).toEqual([['hello']])
  expect(socket.send('{"a":1}')).toBe(true)
  await expect.poll(() => connection.received).toEqual([{ a: 1 }])
  connection.socket.send(Buffer.from([1]))
  await expect.poll(() => events.message.mock.calls).toEqual([['hello'], [undefined]])
  socket.close()
  await expect.poll(() => events.closed.mock.calls).toEqual([[{ code: 1000, reason: '' }]])
})

test('without a token no subprotocol is offered', async () => {
  const peer = await Peer.start()
  const { socket } = open({ url: peer.url })
  expect((await peer.connection()).request.headers['sec-websocket-protocol']).toBeUndefined()
  socket.terminate()
})

test('a refused upgrade ends as a browser tells it: without saying why', async () => {
  const peer = await Peer.start()
  peer.refusals.push({ status: 403 })
  const { events } = open({ url: peer.url })
  await expect
    .poll(() => events.closed.mock.calls)
    .toMatchObject([[{ code: 1006, cause: { message: expect.stringContaining('does not tell') } }]])
})

test('what a browser cannot do is refused, and a token is not shown', () => {
  expect(() => open({ headers: { 'X-Trace': '7' } })).toThrowError(
    expect.objectContaining({ code: 'VALIDATION_ERROR' }),
  )
  expect(() => open({ token: 'not a token' })).toThrowError(
    expect.objectContaining({ code: 'VALIDATION_ERROR', message: expect.not.stringContaining('not a token') }),
  )
})
