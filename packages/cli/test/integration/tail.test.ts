import { createServer } from 'node:http'
import * as v from 'valibot'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { Arqon, jsonLines } from '../arqon.js'
import { connected, startBus, withTokens } from '../bus.js'
import { here } from '../here.js'
import { TcpProxy } from '../tcp-proxy.js'

const PING = '{"type":"command","command":"ping"}'
const welcome = expect.objectContaining({ payload: expect.objectContaining({ welcome: 'Connected to ArqonBus' }) })

/** How many listen to science:general. */
async function members(url: string): Promise<() => Promise<number>> {
  const client = await connected(url)
  return async () => (await client.channel('science', 'general').presence()).count
}

test('without a channel it prints every frame, the welcome first, one JSON text a line', async () => {
  const { env, ws } = await startBus()
  const { code, stdout, stderr } = await here(['tail', '--ws-url', ws, '--limit', '2', '--send', PING], { env })
  expect(jsonLines(stdout)).toEqual([
    welcome,
    expect.objectContaining({ type: 'response', payload: expect.objectContaining({ message: expect.any(String) }) }),
  ])
  expect(stderr).toBe('')
  expect(code).toBe(0)
})

test('--send can be repeated, and what is no frame is sent as well', async () => {
  const { env } = await startBus()
  const join = '{"type":"command","command":"join_channel","args":{"room":"a","channel":"b"}}'
  const { stdout } = await here(['tail', '--limit', '4', '--send', join, '--send', 'nonsense', '--send', PING], {
    env,
  })
  // The bus answers what is no frame at once, and commands when they are done.
  const types = jsonLines(stdout).map((frame) => v.parse(v.looseObject({ type: v.string() }), frame).type)
  expect(types.toSorted()).toEqual(['error', 'message', 'response', 'response'])
})

test('--raw prints frames byte for byte', async () => {
  const frames = ['{ "welcome" :  "häé" }', 'no JSON\u001b', '{"n":1e3}']
  const url = await serveFrames(frames)
  const { stdout } = await here(['tail', '--ws-url', url, '--limit', '3', '--raw'])
  expect(stdout).toBe(`${frames.join('\n')}\n`)
})

test('without --raw every line is JSON, whatever comes', async () => {
  const url = await serveFrames(['{\n"a":1}', 'no JSON\u001b', Buffer.from([1, 2])])
  const { stdout } = await here(['tail', '--ws-url', url, '--limit', '3'])
  expect(stdout).toBe('{"a":1}\n{"text":"no JSON\\u001b"}\n{"binary":"AQI="}\n')
})

test('--jwt, ARQONBUS_AUTH_JWT and --header let it in', async () => {
  const secured = await startBus(withTokens())
  const { stdout } = await here([
    'token',
    'mint',
    '--sub',
    'alice',
    '--tenant',
    'acme',
    '--secret',
    'a secret of the tests, of more than thirty-two bytes',
  ])
  const token = stdout.trim()
  const env = secured.env
  const one = ['tail', '--limit', '1']
  const tenant = expect.objectContaining({ payload: expect.objectContaining({ tenant_id: 'acme' }) })
  expect(jsonLines((await here([...one, '--jwt', token], { env })).stdout)).toEqual([tenant])
  expect(jsonLines((await here(one, { env: { ...env, ARQONBUS_AUTH_JWT: token } })).stdout)).toEqual([tenant])
  expect(jsonLines((await here([...one, '--header', `Authorization: Bearer ${token}`], { env })).stdout)).toEqual([
    tenant,
  ])
  const refused = await here([...one, '--jwt', `${token}x`], { env })
  expect(refused).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringContaining('refused the token (HTTP 401)'),
  })
  expect(refused.stderr).not.toContain(token)
  const without = await here(one, { env })
  expect(without).toMatchObject({ code: 4, stderr: expect.stringContaining('none was given') })
})

test('--timeout-seconds ends it with 0, or with 124 where --limit was not reached', async () => {
  const { env } = await startBus()
  const [whole, missed] = await Promise.all([
    here(['tail', '--timeout-seconds', '0.2'], { env }),
    here(['tail', '--timeout-seconds', '0.2', '--limit', '2'], { env }),
  ])
  expect(whole).toMatchObject({ code: 0, stderr: '' })
  expect(jsonLines(whole.stdout)).toEqual([welcome])
  expect(missed).toMatchObject({ code: 124, stderr: expect.stringContaining('the time was over after 1 of 2') })
})

test('it ends with the connection, and says why', async () => {
  const { env, bus } = await startBus()
  const tail = new Arqon(['tail'], { env })
  await tail.prints('Connected to ArqonBus')
  await bus.stop()
  expect(await tail.ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('closed the connection (4100: the node is draining)'),
  })
})

test('where HTTP answers instead of a WebSocket, it says so', async () => {
  const { http } = await startBus()
  const { code, stderr } = await here(['tail', '--ws-url', http])
  expect(code).toBe(3)
  expect(stderr).toContain('answered HTTP 404 instead of a WebSocket')
  expect(stderr).toContain('Is this the WebSocket port of the bus?')
})

test('with a channel it prints the messages of the channel alone', async () => {
  const { env, ws } = await startBus()
  const tail = new Arqon(['tail', 'science:general', '--limit', '2'], { env })
  await expect.poll(await members(ws)).toBe(1)
  const client = await connected(ws)
  await client.channel('science', 'other').publish({ n: 0 })
  await client.channel('science', 'general').publish({ n: 1 })
  await client.channel('science', 'general').publish({ text: 'bell \u0007' })
  const { code, stdout, stderr } = await tail.ended
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(new RegExp(`^2\\d{3}-\\S+Z {2}#1 {2}${client.clientId} {2}{"n":1}$`)),
    expect.stringMatching(/ #2 .* \{"text":"bell \\u0007"\}$/),
    '',
  ])
  expect(stderr).toMatch(/^listening to science:general as client_\w+\n$/)
  expect(code).toBe(0)
})

test('--json prints the envelopes, a line each', async () => {
  const { env, ws } = await startBus()
  const tail = new Arqon(['tail', '--room', 'science', '--channel', 'general', '--json', '--limit', '1'], { env })
  await expect.poll(await members(ws)).toBe(1)
  const { id } = await (await connected(ws)).channel('science', 'general').publish({ n: 1 })
  const { stdout, stderr } = await tail.ended
  expect(jsonLines(stdout)).toEqual([
    expect.objectContaining({ id, type: 'message', room: 'science', channel: 'general', payload: { n: 1 }, seq: 1 }),
  ])
  expect(stderr).toBe('')
})

test('--last begins with stored messages, and goes on without a gap', async () => {
  const { env, ws } = await startBus()
  const channel = (await connected(ws)).channel('science', 'general')
  for (const n of [1, 2, 3]) await channel.publish({ n })
  const tail = new Arqon(['tail', 'science:general', '--last', '2', '--limit', '3', '--json'], { env })
  await tail.prints('"n":3')
  await channel.publish({ n: 4 })
  expect((await tail.ended).code).toBe(0)
  expect(tail.values).toMatchObject([{ payload: { n: 2 } }, { payload: { n: 3 } }, { payload: { n: 4 } }])
})

test('--since begins after a position', async () => {
  const { env, ws } = await startBus()
  const channel = (await connected(ws)).channel('science', 'general')
  const { epoch } = await channel.publish({ n: 1 })
  await channel.publish({ n: 2 })
  const { stdout } = await here(['tail', 'science:general', '--since', `${epoch}:1`, '--limit', '1', '--json'], {
    env,
  })
  expect(jsonLines(stdout)).toMatchObject([{ payload: { n: 2 } }])
})

test('a gap is told: to people on stderr, to programs on stdout as well', async () => {
  const { env } = await startBus()
  const args = ['tail', 'science:general', '--since', 'anotherlife:5']
  const [people, programs] = [new Arqon(args, { env }), new Arqon([...args, '--json'], { env })]
  await people.prints('! messages were missed (epoch_changed)', 'stderr')
  await programs.prints('history.gap')
  expect(programs.values).toMatchObject([
    {
      type: 'event',
      room: 'science',
      channel: 'general',
      payload: { event: 'history.gap', since: { epoch: 'anotherlife', seq: 5 } },
    },
  ])
})

test('--presence tells who comes and goes', async () => {
  const { env, ws } = await startBus()
  const tail = new Arqon(['tail', 'science:general', '--presence'], { env })
  await expect.poll(await members(ws)).toBe(1)
  const client = await connected(ws)
  await client.call('client.describe', { type: 'human', screen_name: 'Ada' })
  await client.call('join_channel', { room: 'science', channel: 'general' })
  await tail.prints(`Ada (${client.clientId}) has joined`)
  await client.call('leave_channel', { room: 'science', channel: 'general' })
  await tail.prints('has left')
})

test('it comes back after a lost connection, and misses nothing', async () => {
  const { ws, port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const channel = (await connected(ws)).channel('science', 'general')
  const tail = new Arqon(['tail', 'science:general', '--json', '--ws-url', proxy.url])
  await expect.poll(await members(ws)).toBe(1)
  await channel.publish({ n: 1 })
  await tail.prints('"n":1')
  proxy.cut()
  await channel.publish({ n: 2 })
  await tail.prints('trying again in', 'stderr')
  await tail.prints('"n":2')
  await channel.publish({ n: 3 })
  await tail.prints('"n":3')
  expect(tail.values).toMatchObject([{ payload: { n: 1 } }, { payload: { n: 2 } }, { payload: { n: 3 } }])
})

test('what the bus refuses ends it with 1', async () => {
  const { env } = await startBus({ autoCreateChannels: false })
  const { code, stderr } = await here(['tail', 'science:general'], { env })
  expect(stderr).toContain('(NOT_FOUND)')
  expect(code).toBe(1)
})

/** A WebSocket server that sends these frames to whoever comes. */
async function serveFrames(frames: readonly (string | Buffer)[]): Promise<string> {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => {
    for (const frame of frames) socket.send(frame)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets.clients) socket.terminate()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  return `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}
