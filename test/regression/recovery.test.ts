import { ArqonClient, type ChannelMessage } from '@arqonbus/sdk'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { Publisher } from '../publisher.js'
import { seed, seededRandom } from '../seeded-random.js'
import { TcpProxy } from '../tcp-proxy.js'

/** The SDK over connections that are cut all the time. */

const QUICK = { minDelayMs: 1, maxDelayMs: 20 }
const PATIENT = { timeout: 30_000, interval: 20 }

let bus: BusProcess
let proxy: TcpProxy

const begin = async (settings: Record<string, number> = {}) => {
  bus = await BusProcess.start({ settings })
  proxy = await TcpProxy.to(bus.ws)
}
beforeEach(() => begin())
afterEach(async () => {
  await proxy?.close()
  await bus?.kill()
})

/** A client behind the proxy. Nothing but what the test expects may go wrong in it. */
async function client(url = proxy.url): Promise<ArqonClient> {
  const made = new ArqonClient({ url, reconnect: QUICK, offlineQueue: { maxMessages: 10_000, maxBytes: 10_000_000 } })
  onTestFinished(() => made.close())
  await made.connect({ retry: true })
  return made
}

async function publisher(...rest: Parameters<typeof Publisher.connect> extends [string, ...infer Rest] ? Rest : never) {
  const made = await Publisher.connect(bus.ws, ...rest)
  onTestFinished(() => made.close())
  return made
}

/** Cuts one of the connections that stand, at once or after up to so many more bytes, as the seed says. */
function cutOne(random: () => number, mostBytes: number): void {
  proxy.cut(Math.floor(random() * proxy.standing), random() < 0.3 ? 0 : Math.floor(random() * mostBytes))
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

test('200 cut connections, 20,000 messages, 20 channels: every subscriber gets every message once and in order', async () => {
  const [CUTS, MESSAGES, CHANNELS, SUBSCRIBERS] = [200, 20_000, 20, 8]
  const random = seededRandom()
  const got = await Promise.all(
    upTo(SUBSCRIBERS).map(async () => {
      const subscriber = await client()
      const bySubscriber = new Map<string, number[]>()
      subscriber.on('gap', (gap) => expect.unreachable(JSON.stringify(gap)))
      for (let i = 0; i < CHANNELS; i++) {
        const seqs: number[] = []
        bySubscriber.set(`c${i}`, seqs)
        await subscriber.channel('r', `c${i}`).subscribe(({ seq }) => void seqs.push(seq ?? 0))
      }
      return bySubscriber
    }),
  )
  const source = await publisher((n) => ({ room: 'r', channel: `c${n % CHANNELS}` }), {})
  for (let i = 0; i < CUTS; i++) {
    await source.publish(MESSAGES / CUTS)
    await expect.poll(() => proxy.standing, { ...PATIENT, interval: 1 }).toBeGreaterThan(0)
    cutOne(random, 20_000)
  }
  proxy.cutAll()
  expect(proxy.cuts).toBeGreaterThanOrEqual(CUTS)
  const total = () => got.flatMap((channels) => [...channels.values()]).reduce((sum, { length }) => sum + length, 0)
  await expect.poll(total, PATIENT).toBeGreaterThanOrEqual(SUBSCRIBERS * MESSAGES)
  const whole = upTo(MESSAGES / CHANNELS)
  for (const channels of got) for (const seqs of channels.values()) expect(seqs, `seed ${seed}`).toEqual(whole)
})

test('every publish over cut connections resolves, and is in the history once and in its order', async () => {
  const [PUBLISHERS, BATCHES, BATCH] = [4, 50, 25]
  const random = seededRandom()
  const seen: string[] = []
  const witness = await client(bus.ws)
  await witness.channel('r', 'c').subscribe(({ payload }) => void seen.push(String(payload.name)))
  const publishing = upTo(PUBLISHERS).map(async (name) => {
    const channel = (await client()).channel('r', 'c')
    const seqs: number[] = []
    for (let batch = 0; batch < BATCHES; batch++) {
      if (proxy.standing > 0) cutOne(random, 5000)
      const acks = upTo(BATCH).map((n) => channel.publish({ name: `${name}-${batch * BATCH + n}` }))
      for (const { seq } of await Promise.all(acks)) seqs.push(seq)
    }
    return seqs
  })
  const seqs = await Promise.all(publishing)
  const total = PUBLISHERS * BATCHES * BATCH
  expect(proxy.cuts).toBeGreaterThan((PUBLISHERS * BATCHES) / 4)
  expect(seqs.flat().sort((a, b) => a - b)).toEqual(upTo(total))
  for (const own of seqs) expect(own, `seed ${seed}`).toEqual([...own].sort((a, b) => a - b))
  const stored = await storedNames(witness, total)
  expect(new Set(stored).size).toBe(total)
  await expect.poll(() => seen.length).toBe(total)
  expect(seen).toEqual(stored)
})

/** The payloads' names in the history, the oldest first. */
async function storedNames(reader: ArqonClient, count: number): Promise<string[]> {
  const names: string[] = []
  while (names.length < count) {
    const { entries } = await reader.channel('r', 'c').history({ after_seq: names.length, limit: 1000 })
    if (entries.length === 0) break
    for (const { envelope } of entries) names.push(String(Object(envelope.payload).name))
  }
  return names
}

test('a subscriber that was too slow is closed with 4102, comes back, and misses nothing', async () => {
  const subscriber = await client()
  const codes: number[] = []
  const seqs: number[] = []
  subscriber.on('disconnected', ({ code }) => void codes.push(code))
  await subscriber.channel('r', 'c').subscribe(({ seq }) => void seqs.push(seq ?? 0))
  const source = await publisher({ room: 'r', channel: 'c' }, { size: 16_384 })
  proxy.pause()
  while ((await bus.metric('arqonbus_slow_consumers_total')) === 0) await source.publish(100)
  proxy.resume()
  await source.publish(100)
  await expect.poll(() => seqs.length, PATIENT).toBeGreaterThanOrEqual(source.acknowledged.length)
  expect(seqs).toEqual(upTo(source.acknowledged.length))
  expect(codes).toEqual([4102])
})

/** What a subscriber was given, and which gaps it was told of. */
async function subscribed() {
  const messages: ChannelMessage[] = []
  const gaps: { since: { seq: number }; seq: number; reason: string }[] = []
  const subscriber = await client()
  subscriber.on('gap', (gap) => void gaps.push(gap))
  await subscriber.channel('r', 'c').subscribe((message) => void messages.push(message))
  return { messages, gaps, numbers: () => messages.map(({ payload }) => Number(payload.n)) }
}

test('what history no longer has is told as a gap, of exactly what is missing', async () => {
  await proxy.close()
  await bus.kill()
  await begin({ MAX_HISTORY_SIZE: 10 })
  const { gaps, numbers } = await subscribed()
  const source = await publisher({ room: 'r', channel: 'c' })
  await source.publish(5)
  await expect.poll(numbers, PATIENT).toEqual(upTo(5))
  proxy.refusing = true
  proxy.cutAll()
  await source.publish(100)
  proxy.refusing = false
  await expect.poll(() => gaps.length, PATIENT).toBe(1)
  await source.publish(5)
  await expect.poll(() => numbers().at(-1), PATIENT).toBe(110)
  expect(gaps).toMatchObject([{ since: { seq: 5 }, seq: 105, reason: 'history_gone' }])
  expect(numbers()).toEqual([...upTo(5), 106, 107, 108, 109, 110])
})

test('what history still has is no gap, to the last message', async () => {
  await proxy.close()
  await bus.kill()
  await begin({ MAX_HISTORY_SIZE: 10 })
  const { gaps, numbers } = await subscribed()
  const source = await publisher({ room: 'r', channel: 'c' })
  await source.publish(5)
  await expect.poll(numbers, PATIENT).toEqual(upTo(5))
  proxy.refusing = true
  proxy.cutAll()
  await source.publish(10)
  proxy.refusing = false
  await expect.poll(numbers, PATIENT).toEqual(upTo(15))
  expect(gaps).toEqual([])
})

test('a bus that died and forgot everything is told as a gap, and delivery goes on', async () => {
  const { gaps, numbers } = await subscribed()
  const before = await publisher({ room: 'r', channel: 'c' })
  await before.publish(5)
  await expect.poll(numbers, PATIENT).toEqual(upTo(5))
  await bus.kill()
  bus = await BusProcess.start()
  proxy.lead(bus.ws)
  await expect.poll(() => gaps, PATIENT).toMatchObject([{ since: { seq: 5 }, seq: 0, reason: 'epoch_changed' }])
  const after = await publisher({ room: 'r', channel: 'c' })
  await after.publish(5)
  await expect.poll(numbers, PATIENT).toEqual([...upTo(5), ...upTo(5)])
})
