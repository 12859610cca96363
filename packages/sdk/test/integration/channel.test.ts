import { expect, test, vi } from 'vitest'
import type { ChannelMessage } from '../../src/index.js'
import { connected, startBus } from '../bus.js'

const seqs = (messages: readonly ChannelMessage[]) => messages.map(({ seq }) => seq)

test('a published message reaches a subscriber, and the publisher its acknowledgement', async () => {
  const { url } = await startBus()
  const { client: alice } = await connected({ url })
  const { client: bob } = await connected({ url })
  const got: ChannelMessage[] = []
  await bob.channel('science', 'general').subscribe((message) => void got.push(message))

  const ack = await alice.channel('science', 'general').publish({ text: 'hello' }, { metadata: { sequence: 1 } })

  expect(ack).toMatchObject({ seq: 1, epoch: expect.any(String), delivered: 1, stored: true, duplicate: false })
  await expect.poll(() => got).toHaveLength(1)
  expect(got[0]).toMatchObject({
    id: ack.id,
    type: 'message',
    room: 'science',
    channel: 'general',
    sender: alice.clientId,
    payload: { text: 'hello' },
    metadata: { sequence: 1 },
    seq: 1,
    epoch: ack.epoch,
  })
})

test('publishing the same id again answers the first acknowledgement and delivers nothing', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const got: ChannelMessage[] = []
  const channel = client.channel('r', 'c')
  await channel.subscribe((message) => void got.push(message), { echo: true })
  const first = await channel.publish({ n: 1 })
  const second = await channel.publish({ n: 2 }, { id: first.id })
  await channel.publish({ n: 3 })
  expect(second).toMatchObject({ id: first.id, seq: first.seq, epoch: first.epoch, duplicate: true })
  await expect.poll(() => got.map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 3 }])
})

test('a client does not get its own messages unless it asks for the echo', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const channel = client.channel('r', 'c')
  const without: ChannelMessage[] = []
  const withEcho: ChannelMessage[] = []
  await channel.subscribe((message) => void without.push(message))
  await channel.publish({ n: 1 })
  await channel.subscribe((message) => void withEcho.push(message), { echo: true })
  await channel.publish({ n: 2 })
  await expect.poll(() => withEcho.map(({ payload }) => payload)).toEqual([{ n: 2 }])
  expect(without).toEqual([])
})

test('many handlers share one membership, and the last to go leaves the channel', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const { client: other } = await connected({ url })
  const channel = client.channel('r', 'c')
  const got: string[] = []
  const first = await channel.subscribe(() => void got.push('first'))
  const second = await channel.subscribe(() => void got.push('second'))
  expect((await channel.presence()).members).toHaveLength(1)
  await other.channel('r', 'c').publish({})
  await expect.poll(() => got).toEqual(['first', 'second'])
  await first.unsubscribe()
  await other.channel('r', 'c').publish({})
  await expect.poll(() => got).toEqual(['first', 'second', 'second'])
  await second.unsubscribe()
  expect((await channel.presence()).members).toEqual([])
})

test('a subscriber that comes late can begin in the past while another is live', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const { client: other } = await connected({ url })
  const live: ChannelMessage[] = []
  const late: ChannelMessage[] = []
  const first = await client.channel('r', 'c').subscribe((message) => void live.push(message))
  const begin = first.position
  const publish = async (count: number) => {
    for (let n = 0; n < count; n++) await other.channel('r', 'c').publish({ n })
  }
  await publish(600)
  const busy = publish(200)
  const second = await client.channel('r', 'c').subscribe((message) => void late.push(message), { since: begin })
  await busy
  const all = Array.from({ length: 800 }, (_, index) => index + 1)
  await expect.poll(() => seqs(late)).toEqual(all)
  expect(seqs(live)).toEqual(all)
  expect(second.position).toEqual({ epoch: begin?.epoch, seq: 800 })
})

test('a position is good in another process: nothing is lost between', async () => {
  const { url } = await startBus()
  const { client: writer } = await connected({ url })
  const { client: reader } = await connected({ url })
  const got: ChannelMessage[] = []
  const subscription = await reader.channel('r', 'c').subscribe((message) => void got.push(message))
  await writer.channel('r', 'c').publish({ n: 1 })
  await expect.poll(() => got).toHaveLength(1)
  const since = subscription.position
  await reader.close()
  await writer.channel('r', 'c').publish({ n: 2 })
  const { client: next } = await connected({ url })
  await next.channel('r', 'c').subscribe((message) => void got.push(message), { since })
  await writer.channel('r', 'c').publish({ n: 3 })
  await expect.poll(() => got.map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})

test('a position of another life of the stream is a gap, told as one', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const gaps = vi.fn()
  client.on('gap', gaps)
  const since = { epoch: 'longgone', seq: 7 }
  const subscription = await client.channel('r', 'c').subscribe(() => undefined, { since })
  expect(gaps).toHaveBeenCalledExactlyOnceWith({
    room: 'r',
    channel: 'c',
    reason: 'epoch_changed',
    since,
    epoch: expect.any(String),
    seq: 0,
  })
  expect(subscription.position).toEqual({ epoch: expect.not.stringMatching('longgone'), seq: 0 })
})

test('for await gives the messages, and leaving the loop leaves the channel', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const { client: other } = await connected({ url })
  const channel = client.channel('r', 'c')
  const loop = (async () => {
    const got: unknown[] = []
    for await (const { payload } of channel) {
      got.push(payload)
      if (got.length === 3) break
    }
    return got
  })()
  await expect.poll(async () => (await channel.presence()).count).toBe(1)
  for (let n = 1; n <= 5; n++) await other.channel('r', 'c').publish({ n })
  expect(await loop).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  expect((await channel.presence()).count).toBe(0)
})

test('a loop ends with its signal, and with the client', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const controller = new AbortController()
  const run = async (signal?: AbortSignal) => {
    for await (const _ of client.channel('r', 'c').messages({ signal })) throw new Error('nobody publishes')
    return 'ended'
  }
  const aborted = run(controller.signal)
  const closed = run()
  await expect.poll(async () => (await client.channel('r', 'c').presence()).count).toBe(1)
  controller.abort()
  expect(await aborted).toBe('ended')
  await client.close()
  expect(await closed).toBe('ended')
})

test('history and presence of a channel', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url, description: { type: 'ai-agent', screen_name: 'Ada' } })
  const channel = client.channel('r', 'c')
  await channel.subscribe(() => undefined)
  for (let n = 1; n <= 3; n++) await channel.publish({ n })
  const { entries } = await channel.history({ limit: 2 })
  expect(entries.map(({ envelope }) => envelope.payload)).toEqual([{ n: 3 }, { n: 2 }])
  const { members } = await channel.presence()
  expect(members).toMatchObject([{ client_id: client.clientId, description: { type: 'ai-agent', screen_name: 'Ada' } }])
})

test('presence events come to who asks for them', async () => {
  const { url } = await startBus()
  const { client } = await connected({ url })
  const { client: other } = await connected({ url })
  const events: string[] = []
  client.on('event', ({ event }) => events.push(event))
  await client.channel('r', 'c').subscribe(() => undefined)
  await client.channel('r', 'c').subscribe(() => undefined, { presence: true })
  const subscription = await other.channel('r', 'c').subscribe(() => undefined)
  await subscription.unsubscribe()
  await expect.poll(() => events).toEqual(['presence.join', 'presence.leave'])
})

test('a handler gets one message at a time; what it throws is told and stops nothing', async () => {
  const { url } = await startBus()
  const { client, errors } = await connected({ url })
  const { client: other } = await connected({ url })
  const steps: string[] = []
  await client.channel('r', 'c').subscribe(async ({ seq }) => {
    steps.push(`${seq} begins`)
    await new Promise(setImmediate)
    steps.push(`${seq} ends`)
    if (seq === 1) throw new Error('no good')
  })
  await Promise.all([1, 2, 3].map((n) => other.channel('r', 'c').publish({ n })))
  await expect.poll(() => steps).toHaveLength(6)
  expect(steps).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends'])
  expect(errors).toMatchObject([{ code: 'HANDLER_FAILED', cause: { message: 'no good' } }])
})

test('a handler that falls too far behind loses its subscription, not the memory', async () => {
  const { url } = await startBus()
  const { client, errors } = await connected({ url })
  const { client: other } = await connected({ url })
  await client.channel('r', 'c').subscribe(() => new Promise(() => undefined), { maxBuffered: 10 })
  for (let n = 0; n < 12; n++) await other.channel('r', 'c').publish({ n })
  await expect.poll(() => errors).toMatchObject([{ code: 'BUFFER_FULL' }])
  await expect.poll(async () => (await client.channel('r', 'c').presence()).count).toBe(0)
})
