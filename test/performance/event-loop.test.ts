import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { EnvelopeClient } from '../envelope-client.js'
import type { Inspector } from '../inspector.js'
import { Publisher } from '../publisher.js'

/**
 * How long one frame of 1 MiB keeps everybody else waiting. Each is tried a few times and the best counts: a busy
 * machine makes it longer, but nothing makes it shorter than it is.
 */

const MIB = 1024 * 1024
const TRIES = 5

let bus: BusProcess
let inspector: Inspector
let baselineMs: number

const messageWith = (payload: string) => `{"type":"message","room":"r","channel":"c","payload":${payload}}`
const pairs = (count: number, value: string) => Array.from({ length: count }, (_, i) => `"key${i}":${value}`).join(',')

/** The longest frame of a shape that is not over the limit. */
function largest(frame: (count: number) => string): string {
  let [low, high] = [1, MIB]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (frame(middle).length <= MIB) low = middle
    else high = middle - 1
  }
  return frame(low)
}

/** The shortest time, of a few tries, that the event loop was held while the frame was answered. */
async function heldMs(frame: string): Promise<number> {
  const held: number[] = []
  for (let i = 0; i < TRIES; i++) {
    const client = await EnvelopeClient.connect(bus.ws)
    await client.command('ping')
    await inspector.heldMs()
    client.send(frame)
    await client.next()
    await client.command('ping')
    held.push(await inspector.heldMs())
    client.socket.terminate()
  }
  return Math.min(...held)
}

beforeAll(async () => {
  bus = await BusProcess.start({ inspected: true, settings: { MAX_HISTORY_SIZE: 100 } })
  inspector = await bus.inspector()
  await inspector.watchEventLoop()
  // How fast this machine is at the moment: JSON.parse alone, of a text that is bad for it.
  const parsing = Array.from({ length: TRIES }, () =>
    inspector.evaluate(`(() => {
      const text = '{' + Array.from({ length: 70_000 }, (_, i) => '"key' + i + '":' + i).join(',') + '}'
      const began = performance.now()
      JSON.parse(text)
      return performance.now() - began
    })()`),
  )
  baselineMs = Math.min(...(await Promise.all(parsing)).map(Number))
})
afterAll(() => bus?.kill())

describe('one frame of 1 MiB', () => {
  test.each<[string, () => string]>([
    ['text', () => largest((count) => messageWith(`{"s":"${'a'.repeat(count)}"}`))],
    ['escapes', () => largest((count) => messageWith(`{"s":"${'\\"'.repeat(count)}"}`))],
    ['numbers', () => largest((count) => messageWith(`{"list":[${'1.5,'.repeat(count)}1]}`))],
    [
      'records',
      () =>
        largest((count) =>
          messageWith(`{"list":[${'{"name":"a name","value":12.5,"tags":["a","b"]},'.repeat(count)}1]}`),
        ),
    ],
    ['nonsense', () => 'x'.repeat(MIB)],
  ])('of %s is answered within 50 ms', async (_what, frame) => {
    expect(await heldMs(frame())).toBeLessThan(50)
  })

  test.each<[string, () => string]>([
    ['different keys', () => largest((count) => messageWith(`{${pairs(count, '1')}}`))],
    ['different keys, one twice', () => largest((count) => messageWith(`{${pairs(count, '1')},"key0":1}`))],
    ['empty objects', () => largest((count) => messageWith(`{"list":[${'{},'.repeat(count)}1]}`))],
    ['open brackets', () => '['.repeat(MIB)],
    [
      'integers that a double changes',
      () => largest((count) => messageWith(`{"list":[${'9007199254740993,'.repeat(count)}1]}`)),
    ],
    ['unknown fields', () => largest((count) => `{"type":"message",${pairs(count, '1')}}`)],
    ['a vector clock', () => largest((count) => messageWith(`{},"metadata":{"vector_clock":{${pairs(count, '1')}}}`))],
  ])('of %s, made to be slow, takes no more than a few times what reading it takes', async (_what, frame) => {
    expect(await heldMs(frame())).toBeLessThan(Math.max(50, 16 * baselineMs))
  })
})

test('a page of history holds nobody up, however large its messages are', async () => {
  const topic = { room: 'r', channel: 'large' }
  const publisher = await Publisher.connect(bus.ws, topic, { size: MIB - 1024, window: 4 })
  await publisher.publish(100)
  publisher.close()
  const ask = JSON.stringify({ type: 'command', command: 'history', args: { ...topic, limit: 1000 } })
  expect(await heldMs(ask)).toBeLessThan(Math.max(50, 16 * baselineMs))
})
