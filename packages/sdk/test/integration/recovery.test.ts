import { expect, test, vi } from 'vitest'
import type { ChannelMessage } from '../../src/index.js'
import { connected, startBus } from '../bus.js'
import { TcpProxy } from '../tcp-proxy.js'

const numbers = (messages: readonly ChannelMessage[]) => messages.map(({ payload }) => payload.n)
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

test('every message comes once and in order over connections that are cut again and again', async () => {
  const { url, port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const { client: writer } = await connected({ url })
  const { client: reader, errors } = await connected({ url: proxy.url })
  const channels = ['a', 'b', 'c', 'd']
  const got = new Map<string, ChannelMessage[]>()
  for (const name of channels) {
    got.set(name, [])
    await reader.channel('r', name).subscribe((message) => void got.get(name)?.push(message))
  }
  const last = 500
  for (let n = 1; n <= last; n++) {
    await Promise.all(channels.map((name) => writer.channel('r', name).publish({ n })))
    if (n % 25 === 0) proxy.cut()
  }
  for (const name of channels) {
    await expect.poll(() => got.get(name), { timeout: 5000 }).toHaveLength(last)
    expect(numbers(got.get(name) ?? [])).toEqual(upTo(last))
  }
  expect(proxy.accepted).toBeGreaterThan(5)
  expect(errors).toEqual([])
})

test('a publisher that is cut again and again publishes everything once and in order', async () => {
  const { url, port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const { client: reader } = await connected({ url })
  const { client: writer } = await connected({ url: proxy.url })
  const got: ChannelMessage[] = []
  await reader.channel('r', 'c').subscribe((message) => void got.push(message))
  const channel = writer.channel('r', 'c')
  const last = 600
  const acks = []
  for (let n = 1; n <= last; n++) {
    acks.push(channel.publish({ n }))
    if (n % 50 === 0) {
      proxy.cut()
      await vi.waitFor(() => expect(writer.state).toBe('connected'))
    }
  }
  const places = (await Promise.all(acks)).map(({ seq }) => seq)
  expect(places).toEqual(upTo(last))
  await expect.poll(() => got).toHaveLength(last)
  expect(numbers(got)).toEqual(upTo(last))
})

test('who publishes and listens in one channel never hears itself, though recovery brings its own messages back', async () => {
  const { url, port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const { client: other } = await connected({ url })
  const { client } = await connected({ url: proxy.url })
  const plain: ChannelMessage[] = []
  const echoed: ChannelMessage[] = []
  await client.channel('r', 'plain').subscribe((message) => void plain.push(message))
  await client.channel('r', 'echoed').subscribe((message) => void echoed.push(message), { echo: true })
  const own: Promise<unknown>[] = []
  for (let n = 1; n <= 300; n++) {
    own.push(client.channel('r', 'plain').publish({ own: n }), client.channel('r', 'echoed').publish({ n: 2 * n - 1 }))
    if (n % 30 === 0) {
      proxy.cut()
      await vi.waitFor(() => expect(client.state).toBe('connected'))
    }
    await other.channel('r', 'plain').publish({ n })
    await Promise.all(own.slice(-1))
    await other.channel('r', 'echoed').publish({ n: 2 * n })
  }
  await Promise.all(own)
  await expect.poll(() => plain).toHaveLength(300)
  expect(numbers(plain)).toEqual(upTo(300))
  await expect.poll(() => echoed).toHaveLength(600)
  expect(numbers(echoed)).toEqual(upTo(600))
})

test('a publish whose acknowledgement got lost resolves from what recovery brings back', async () => {
  const { url, port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const { client: watcher } = await connected({ url })
  const { client } = await connected({ url: proxy.url })
  const seen: ChannelMessage[] = []
  const own: ChannelMessage[] = []
  await watcher.channel('r', 'c').subscribe((message) => void seen.push(message))
  await client.channel('r', 'c').subscribe((message) => void own.push(message))
  proxy.muffle()
  const publishing = client.channel('r', 'c').publish({ n: 1 })
  await expect.poll(() => seen).toHaveLength(1)
  proxy.cut()
  expect(await publishing).toEqual({
    id: seen[0]?.id,
    seq: 1,
    epoch: seen[0]?.epoch,
    delivered: 0,
    stored: true,
    duplicate: false,
  })
  await client.call('ping')
  expect(own).toEqual([])
})

test('messages published while offline wait, and go out in order with the time at which they were published', async () => {
  const { url, port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const { client: reader } = await connected({ url })
  const { client } = await connected({ url: proxy.url })
  const got: ChannelMessage[] = []
  await reader.channel('r', 'c').subscribe((message) => void got.push(message))
  proxy.down()
  await expect.poll(() => client.state).toBe('reconnecting')
  const before = Date.now()
  const acks = upTo(20).map((n) => client.channel('r', 'c').publish({ n }))
  const after = Date.now()
  proxy.up()
  await Promise.all(acks)
  await expect.poll(() => numbers(got)).toEqual(upTo(20))
  for (const { timestamp } of got) {
    expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(timestamp)).toBeLessThanOrEqual(after)
  }
})

test('what does not fit the offline queue is refused at once', async () => {
  const { port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const { client } = await connected({ url: proxy.url, offlineQueue: { maxMessages: 3, maxBytes: 2000 } })
  const channel = client.channel('r', 'c')
  proxy.down()
  await expect.poll(() => client.state).toBe('reconnecting')
  const first = channel.publish({ text: 'x'.repeat(1500) })
  await expect(channel.publish({ text: 'x'.repeat(1500) })).rejects.toMatchObject({
    code: 'QUEUE_FULL',
    retryable: true,
  })
  const rest = [channel.publish({ n: 2 }), channel.publish({ n: 3 })]
  await expect(channel.publish({ n: 4 })).rejects.toMatchObject({ code: 'QUEUE_FULL' })
  proxy.up()
  await expect(Promise.all([first, ...rest])).resolves.toHaveLength(3)
})

test('a subscription made while offline is joined on the next connection', async () => {
  const { url, port } = await startBus()
  const proxy = await TcpProxy.before(port)
  const { client: writer } = await connected({ url })
  const { client } = await connected({ url: proxy.url })
  proxy.down()
  await expect.poll(() => client.state).toBe('reconnecting')
  const got: ChannelMessage[] = []
  const subscribing = client.channel('r', 'c').subscribe((message) => void got.push(message))
  proxy.up()
  await subscribing
  await writer.channel('r', 'c').publish({ n: 1 })
  await expect.poll(() => numbers(got)).toEqual([1])
})

test('history that no longer reaches back is a gap: told, and then it goes on', async () => {
  const { url, port } = await startBus({ maxHistorySize: 10 })
  const proxy = await TcpProxy.before(port)
  const { client: writer } = await connected({ url })
  const { client } = await connected({ url: proxy.url })
  const got: ChannelMessage[] = []
  const gaps = vi.fn()
  client.on('gap', gaps)
  const subscription = await client.channel('r', 'c').subscribe((message) => void got.push(message))
  await writer.channel('r', 'c').publish({ n: 1 })
  await expect.poll(() => got).toHaveLength(1)
  proxy.down()
  for (let n = 2; n <= 50; n++) await writer.channel('r', 'c').publish({ n })
  proxy.up()
  await expect
    .poll(() => gaps.mock.calls)
    .toMatchObject([[{ room: 'r', channel: 'c', reason: 'history_gone', since: { seq: 1 }, seq: 50 }]])
  await expect.poll(() => subscription.position?.seq).toBe(50)
  await writer.channel('r', 'c').publish({ n: 51 })
  await expect.poll(() => numbers(got)).toEqual([1, 51])
})

test('a bus that came back without its memory is a gap too', async () => {
  const first = await startBus()
  const { client, errors } = await connected({ url: first.url })
  const gaps = vi.fn()
  client.on('gap', gaps)
  const got: ChannelMessage[] = []
  await client.channel('r', 'c').subscribe((message) => void got.push(message))
  await first.bus.stop()
  await startBus({ listen: { host: '127.0.0.1', port: first.port } })
  await expect.poll(() => gaps.mock.calls, { timeout: 10_000 }).toMatchObject([[{ reason: 'epoch_changed' }]])
  const { client: writer } = await connected({ url: first.url })
  await writer.channel('r', 'c').publish({ n: 1 })
  await expect.poll(() => numbers(got)).toEqual([1])
  expect(errors).toEqual([])
})

test('a connection that is half open is given up and made again', async () => {
  const { url, port } = await startBus({ pingIntervalMs: 100, pingTimeoutMs: 600 })
  const proxy = await TcpProxy.before(port)
  const { client: writer } = await connected({ url })
  const { client } = await connected({ url: proxy.url })
  const disconnected = vi.fn()
  client.on('disconnected', disconnected)
  const got: ChannelMessage[] = []
  await client.channel('r', 'c').subscribe((message) => void got.push(message))
  proxy.swallow()
  await writer.channel('r', 'c').publish({ n: 1 })
  await expect.poll(() => numbers(got), { timeout: 15_000 }).toEqual([1])
  expect(disconnected).toHaveBeenCalledWith({
    code: 1006,
    reason: expect.stringContaining('silent'),
    willReconnect: true,
  })
})
