import { connect } from 'node:net'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { type Envelope, EnvelopeClient } from '../envelope-client.js'
import { Publisher } from '../publisher.js'
import { opcodes, Wire } from '../wire.js'

/** SIGTERM, at its worst: under load, with members that do not read. */

const TOPIC = { room: 'r', channel: 'c' }
const PUBLISHERS = 4
const MEMBERS = 8
/** How much longer than its drain time a process takes to end, on a machine whose cores are all busy. */
const SLACK_MS = 3000

const buses: BusProcess[] = []
const start = async (drainSeconds: number): Promise<BusProcess> => {
  const bus = await BusProcess.start({ settings: { DRAIN_SECONDS: drainSeconds } })
  buses.push(bus)
  return bus
}
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.kill()))
})

/** Publishers that publish without end, and members that read all of it. */
async function load({ ws }: BusProcess) {
  const members = await Promise.all(
    Array.from({ length: MEMBERS }, async () => {
      const member = await EnvelopeClient.connect(ws)
      await member.data('join_channel', TOPIC)
      return member
    }),
  )
  const publishers = await Promise.all(Array.from({ length: PUBLISHERS }, () => Publisher.connect(ws, TOPIC)))
  const publishing = publishers.map((publisher) => publisher.publish(Number.POSITIVE_INFINITY))
  onTestFinished(() => {
    for (const publisher of publishers) publisher.close()
  })
  const acknowledged = () => publishers.flatMap((publisher) => publisher.acknowledged)
  return { members, publishers, acknowledged, ended: Promise.all(publishing) }
}

const idsOf = (envelopes: readonly Envelope[]) =>
  new Set(envelopes.flatMap(({ type, id }) => (type === 'message' ? id : [])))

/** A member that has stopped reading. */
async function stalledMember({ ws }: BusProcess): Promise<Wire> {
  const stalled = await Wire.open(ws)
  stalled.sendJson({ type: 'command', command: 'join_channel', args: TOPIC })
  await stalled.until(() => stalled.texts.length > 0)
  stalled.socket.pause()
  return stalled
}

const isRefused = (url: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) })
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true))
    onTestFinished(() => void socket.destroy())
  })

test('every message that was acknowledged is delivered, everybody is sent away with 4100, and the process ends with 0', async () => {
  const bus = await start(10)
  const { members, publishers, acknowledged, ended } = await load(bus)
  await expect.poll(() => acknowledged().length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(20_000)
  const since = performance.now()
  bus.signal('SIGTERM')
  expect(await bus.exited).toBe(0)
  expect(performance.now() - since).toBeLessThan(SLACK_MS)
  await ended
  const clients = [...members, ...publishers]
  expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual(clients.map(() => 4100))
  const acked = acknowledged()
  expect(new Set(acked).size).toBe(acked.length)
  for (const { inbox } of members) {
    const got = idsOf(inbox)
    expect(acked.filter((id) => !got.has(id))).toEqual([])
    const seqs = inbox.flatMap(({ type, seq }) => (type === 'message' ? Number(seq) : []))
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
    expect(inbox.at(-1)).toMatchObject({ type: 'event', payload: { event: 'server.draining' } })
  }
  expect(await Promise.all([isRefused(bus.ws), isRefused(bus.http)])).toEqual([true, true])
})

test('what was published over HTTP and answered 200 is delivered too; what comes later is refused', async () => {
  const bus = await start(10)
  const member = await EnvelopeClient.connect(bus.ws)
  await member.data('join_channel', TOPIC)
  const taken: unknown[] = []
  const refused: number[] = []
  const publishing = Array.from({ length: 8 }, async () => {
    while (bus.exit === undefined) {
      const body = JSON.stringify({ ...TOPIC, payload: {} })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${bus.http}/v1/publish`, { method: 'POST', headers, body }).catch(() => undefined)
      if (answer === undefined) return
      const said: { id?: unknown } = Object(await answer.json())
      if (answer.status === 200) taken.push(said.id)
      else refused.push(answer.status)
    }
  })
  await expect.poll(() => taken.length, { timeout: 20_000 }).toBeGreaterThan(200)
  bus.signal('SIGTERM')
  expect(await bus.exited).toBe(0)
  await Promise.all(publishing)
  expect(await member.closed).toBe(4100)
  const got = idsOf(member.inbox)
  expect(taken.filter((id) => !got.has(id))).toEqual([])
  expect(refused.filter((status) => status !== 503)).toEqual([])
})

describe('with a member that does not read', () => {
  test('the others get everything, and the process ends with 0 within its time', async () => {
    const bus = await start(2)
    await stalledMember(bus)
    const { members, acknowledged, ended } = await load(bus)
    await expect.poll(() => acknowledged().length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(2000)
    const since = performance.now()
    bus.signal('SIGTERM')
    expect(await bus.exited).toBe(0)
    expect(performance.now() - since).toBeLessThan(2000 + SLACK_MS)
    await ended
    for (const { inbox } of members) {
      const got = idsOf(inbox)
      expect(acknowledged().filter((id) => !got.has(id))).toEqual([])
    }
  })

  test('that reads again in time, it gets everything too, and 4100', async () => {
    const bus = await start(20)
    const stalled = await stalledMember(bus)
    const publisher = await Publisher.connect(bus.ws, TOPIC, { size: 1024 })
    await publisher.publish(500)
    bus.signal('SIGTERM')
    expect(await publisher.closed).toBe(4100)
    stalled.socket.resume()
    expect(await stalled.ended).toBe(4100)
    expect(await bus.exited).toBe(0)
    const got = idsOf(stalled.texts.map((text) => JSON.parse(text)))
    expect(publisher.acknowledged.filter((id) => !got.has(id))).toEqual([])
  })

  test('a second SIGTERM changes nothing', async () => {
    const bus = await start(2)
    await stalledMember(bus)
    const since = performance.now()
    bus.signal('SIGTERM')
    await expect.poll(() => bus.log.some(({ msg }) => msg === 'draining')).toBe(true)
    bus.signal('SIGTERM')
    expect(await bus.exited).toBe(0)
    expect(performance.now() - since).toBeGreaterThan(1900)
    expect(performance.now() - since).toBeLessThan(2000 + SLACK_MS)
  })
})

test('who knocks meanwhile is refused, and who is there is answered no more', async () => {
  const bus = await start(2)
  const stalled = await stalledMember(bus)
  bus.signal('SIGTERM')
  await expect.poll(() => bus.log.some(({ msg }) => msg === 'draining')).toBe(true)
  expect(await isRefused(bus.ws)).toBe(true)
  expect((await fetch(`${bus.http}/health`)).status).toBe(503)
  expect((await fetch(`${bus.http}/ready`)).status).toBe(503)
  stalled.sendJson({ type: 'message', ...TOPIC, payload: {} })
  stalled.frames.length = 0
  stalled.socket.resume()
  expect(await stalled.ended).toBe(4100)
  expect(stalled.texts.filter((text) => text.includes('message_response'))).toEqual([])
  expect(stalled.frames.at(-1)?.opcode).toBe(opcodes.close)
  expect(await bus.exited).toBe(0)
})
