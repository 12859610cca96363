import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { BusProcess } from '../bus-process.js'
import { Publisher } from '../publisher.js'

/** What the process holds. The bounds are some way above what was measured, so that only a change of kind breaks them. */

const KIB = 1024
const MIB = 1024 * KIB

let bus: BusProcess
const open: WebSocket[] = []

const start = async (settings: Record<string, number> = {}) => {
  bus = await BusProcess.start({ inspected: true, settings })
}
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate()
  await bus.kill()
})

async function connect(): Promise<WebSocket> {
  const socket = new WebSocket(bus.ws, { perMessageDeflate: false })
  open.push(socket)
  await once(socket, 'message')
  return socket
}

async function connectMany(count: number): Promise<void> {
  const BATCH = 100
  for (let i = 0; i < count; i += BATCH) await Promise.all(Array.from({ length: BATCH }, connect))
}

async function disconnectAll(): Promise<void> {
  for (const socket of open.splice(0)) socket.terminate()
  await expect.poll(() => bus.metric('arqonbus_connections'), { timeout: 10_000 }).toBe(0)
}

const memory = async () => (await bus.inspector()).memory()

test('an idle connection costs less than 20 KiB', async () => {
  const CONNECTIONS = 2000
  await start()
  // What a bus needs once for any number of connections.
  await connectMany(200)
  await disconnectAll()
  const before = await memory()
  await connectMany(CONNECTIONS)
  const after = await memory()
  expect((after.live - before.live) / CONNECTIONS / KIB, 'KiB of live memory').toBeLessThan(14)
  expect((after.resident - before.resident) / CONNECTIONS / KIB, 'KiB of resident memory').toBeLessThan(20)
  await disconnectAll()
  const freed = await memory()
  expect((freed.live - before.live) / CONNECTIONS / KIB, 'KiB that were not given back').toBeLessThan(1)
})

test('memory stays flat over 100,000 messages, what is kept apart', async () => {
  const [MESSAGES, SIZE, KEPT] = [100_000, 512, 1000]
  await start({ MAX_HISTORY_SIZE: KEPT, DEDUPLICATION_MAX_IDS: KEPT })
  const member = await connect()
  member.send(JSON.stringify({ type: 'command', command: 'join_channel', args: { room: 'r', channel: 'c' } }))
  await once(member, 'message')
  let received = 0
  member.on('message', () => received++)
  const publisher = await Publisher.connect(bus.ws, { room: 'r', channel: 'c' }, { size: SIZE, window: 256 })
  await publisher.publish(MESSAGES / 5)
  const before = await memory()
  await publisher.publish(MESSAGES)
  const after = await memory()
  publisher.close()
  await expect.poll(() => received, { timeout: 10_000 }).toBe(MESSAGES + MESSAGES / 5)
  expect((after.live - before.live) / MIB, 'MiB more').toBeLessThan(2)
  expect((after.mostResident - before.mostResident) / MIB, 'MiB at the worst').toBeLessThan(96)
})

test('what history drops is not held', async () => {
  const [SIZE, KEPT] = [256 * KIB, 4]
  await start({ MAX_HISTORY_SIZE: KEPT, DEDUPLICATION_MAX_IDS: KEPT })
  const publisher = await Publisher.connect(bus.ws, { room: 'r', channel: 'c' }, { size: SIZE, window: 4 })
  await publisher.publish(KEPT)
  const before = await memory()
  await publisher.publish(200)
  const after = await memory()
  publisher.close()
  expect((after.live - before.live) / MIB, 'MiB more').toBeLessThan(2 * KEPT)
})

test('five thousand connections that came and went are forgotten', async () => {
  await start()
  await connectMany(200)
  await disconnectAll()
  const before = await memory()
  for (let i = 0; i < 5000; i += 1000) {
    await connectMany(1000)
    await disconnectAll()
  }
  const after = await memory()
  expect((after.live - before.live) / MIB, 'MiB more').toBeLessThan(2)
})
