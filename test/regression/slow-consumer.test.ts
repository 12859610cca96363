import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { EnvelopeClient } from '../envelope-client.js'
import { Publisher } from '../publisher.js'
import { opcodes, type ServerFrame, Wire } from '../wire.js'
import { Witness } from '../witness.js'

/** Clients that stop reading: they, and nobody else, pay for it. */

const SIZE = 16_384
const SLOW = 8
/** What the operating system buffers for a connection is a few MiB, and not ours to say: nobody gets away with this much. */
const MOST_MESSAGES = 10_000
const CUT_MS = 10_000
const CUT = 'arqonbus_connections_closed_total{code="1006"}'

let bus: BusProcess
let witness: Witness

beforeEach(async () => {
  const settings = { MAX_HISTORY_SIZE: 10, DEDUPLICATION_MAX_IDS: 100, ANONYMOUS_ROLE: 'admin' }
  bus = await BusProcess.start({ inspected: true, settings })
  witness = await Witness.of(bus)
})
afterEach(() => bus?.kill())

/** A connection that has joined a channel and reads nothing more. */
async function stalledMember(channel: string): Promise<Wire> {
  const wire = await Wire.open(bus.ws)
  wire.sendJson({ type: 'command', command: 'join_channel', args: { room: 'slow', channel } })
  await wire.until(() => wire.texts.length > 0)
  wire.frames.length = 0
  wire.socket.pause()
  return wire
}

async function publisherTo(channelOf: (n: number) => string): Promise<Publisher> {
  const topicOf = (n: number) => ({ room: 'slow', channel: channelOf(n) })
  const publisher = await Publisher.connect(bus.ws, topicOf, { size: SIZE })
  onTestFinished(() => publisher.close())
  return publisher
}

/** The `seq` of every message that has come. */
const seqsOf = (wire: Wire) => wire.texts.map((text) => Number(JSON.parse(text).seq))
const hasCome = (seq: number) => (frames: readonly ServerFrame[]) =>
  frames.at(-1)?.payload.includes(`"seq":${seq},`) ?? false

test('a subscriber that stops reading is closed with 4102, or cut off; others miss nothing and wait for nothing', async () => {
  const reader = await EnvelopeClient.connect(bus.ws)
  await reader.data('join_channel', { room: 'slow', channel: 'feed0' })
  const stalled = await Promise.all(Array.from({ length: SLOW }, (_, i) => stalledMember(`feed${i}`)))
  const cutBefore = await bus.metric(CUT)
  const publisher = await publisherTo((n) => `feed${n % SLOW}`)
  while ((await bus.metric('arqonbus_slow_consumers_total')) < SLOW) {
    await publisher.publish(25 * SLOW)
    expect(publisher.acknowledged.length).toBeLessThan(MOST_MESSAGES)
  }
  for (const { socket } of stalled.slice(1)) socket.resume()
  expect(await Promise.all(stalled.slice(1).map(({ ended }) => ended))).toEqual(Array(SLOW - 1).fill(4102))
  // The first never reads again, not even its close frame.
  await expect.poll(() => bus.metric(CUT), { timeout: CUT_MS }).toBe(cutBefore + 1)
  const feed = publisher.acknowledged.length / SLOW
  await expect.poll(() => reader.inbox.length).toBe(feed)
  expect(reader.inbox.map(({ seq }) => seq)).toEqual(Array.from({ length: feed }, (_, i) => i + 1))
  reader.socket.terminate()
  publisher.close()
  stalled[0]?.socket.destroy()
  await witness.expectCalm({ peakMib: 128 })
})

test('what a stalled subscriber has got until then is whole and in order', async () => {
  const stalled = await stalledMember('feed')
  const publisher = await publisherTo(() => 'feed')
  while ((await bus.metric('arqonbus_slow_consumers_total')) < 1) await publisher.publish(100)
  stalled.socket.resume()
  expect(await stalled.ended).toBe(4102)
  const seqs = seqsOf(stalled)
  expect(seqs.length).toBeGreaterThan(0)
  expect(seqs).toEqual(seqs.map((_, i) => i + 1))
  publisher.close()
  await witness.expectCalm()
})

test('in a lossy channel it loses the oldest messages, is told of the newest, and stays', async () => {
  const owner = await EnvelopeClient.connect(bus.ws)
  await owner.data('create_channel', { room: 'slow', channel: 'lossy', lossy: true })
  owner.socket.terminate()
  const stalled = await stalledMember('lossy')
  const publisher = await publisherTo(() => 'lossy')
  while ((await bus.metric('arqonbus_dropped_frames_total')) < 100) {
    await publisher.publish(100)
    expect(publisher.acknowledged.length).toBeLessThan(MOST_MESSAGES)
  }
  const last = publisher.acknowledged.length
  stalled.socket.resume()
  await stalled.until(hasCome(last))
  const seqs = seqsOf(stalled)
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  expect(seqs.length).toBeLessThanOrEqual(last - 100)
  expect(seqs.length + (await bus.metric('arqonbus_dropped_frames_total'))).toBe(last)
  await publisher.publish(1)
  await stalled.until(hasCome(last + 1))
  expect(await bus.metric('arqonbus_slow_consumers_total')).toBe(0)
  stalled.socket.destroy()
  publisher.close()
  await witness.expectCalm({ peakMib: 128 })
})

test('who asks without end and reads no answer does not make the bus grow', async () => {
  const question = { opcode: opcodes.text, payload: '{"type":"command","command":"help"}' }
  for (let i = 0; i < SLOW; i++) {
    const asker = await Wire.open(bus.ws)
    asker.socket.pause()
    // The answers would make hundreds of MiB.
    asker.send(...Array.from({ length: 5000 }, () => question))
    onTestFinished(() => void asker.socket.destroy())
  }
  const reader = await EnvelopeClient.connect(bus.ws)
  for (let i = 0; i < 500; i++) await reader.command('help')
  reader.socket.terminate()
  // Answering takes all of one core: others get their turn, but not more.
  await witness.expectCalm({ peakMib: 128, slowestMs: 4000 })
})
