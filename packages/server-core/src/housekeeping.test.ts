import { afterEach, beforeEach, expect, it } from 'vitest'
import { type House, keepHouse } from './housekeeping.js'
import { receive } from './pipeline.js'
import { createTestCore, type TestCore } from './testing/bus.js'
import { FakeClock } from './testing/clock.js'
import { createFakeSession } from './testing/connection.js'
import { GatedLog } from './testing/gated-log.js'

const TEN_MINUTES = 600_000

let clock: FakeClock
let log: GatedLog
let t: TestCore
let house: House
beforeEach(() => {
  clock = new FakeClock()
  log = new GatedLog(clock)
  t = createTestCore({ clock, log })
  house = keepHouse(t.core)
})
afterEach(async () => {
  await house.stop()
  await t.close()
})

const turn = () => new Promise((resolve) => setImmediate(resolve))
const topics = () => [...t.core.rooms.ofTenant('acme')].map(({ topic }) => topic)

function channel(name: string, isExplicit = false) {
  return t.core.rooms.create({ tenant: 'acme', room: 'r', channel: name }, {}, isExplicit)
}

async function store(name: string, maxAgeMs = 1e9) {
  const stream = { tenant: 'acme', room: 'r', channel: name }
  await log.append([{ stream, id: 'arq_1_1_abcdef', text: '{"a":1}', retention: { maxMessages: 5, maxAgeMs } }])
}

it('forgets channels that made themselves and that nobody has used for ten minutes', async () => {
  channel('empty')
  channel('explicit', true)
  channel('stored')
  await store('stored')
  t.core.rooms.join(channel('joined'), createFakeSession().session, { presence: false, echo: false })
  clock.advance(TEN_MINUTES)
  await turn()
  expect(topics()).toHaveLength(4)
  clock.advance(5000)
  await turn()
  expect(topics()).toEqual(['r:explicit', 'r:stored', 'r:joined'])
})

it('forgets their streams too: who comes back finds a new life', async () => {
  const gone = channel('gone')
  const { epoch } = await log.position(gone)
  clock.advance(TEN_MINUTES + 5000)
  await turn()
  expect(topics()).toEqual([])
  expect((await log.position(gone)).epoch).not.toBe(epoch)
})

it('forgets old messages', async () => {
  channel('c')
  await store('c', 1000)
  expect((await log.count('acme')).messages).toBe(1)
  clock.advance(5000)
  await turn()
  expect((await log.count('acme')).messages).toBe(0)
})

it('leaves a channel that is used while it looks', async () => {
  const used = channel('used')
  log.hold('read')
  clock.advance(TEN_MINUTES + 5000)
  await turn()
  expect(log.held('read')).toBe(1)
  used.usedAt = clock.now()
  log.open('read')
  await turn()
  expect(topics()).toEqual(['r:used'])
})

it('leaves a channel that something is on its way into', async () => {
  const retention = { maxMessages: 0, maxAgeMs: 1 }
  t.core.rooms.create({ tenant: 'default', room: 'r', channel: 'used' }, { retention }, false)
  clock.advance(TEN_MINUTES)
  log.hold('append')
  const { session, connection } = createFakeSession()
  receive(t.core, session, JSON.stringify({ type: 'message', room: 'r', channel: 'used', payload: {} }))
  t.core.appender.flush()
  clock.advance(5000)
  await turn()
  expect(t.core.rooms.count('default').channels).toBe(1)
  log.open('append')
  await t.settle()
  expect(connection.envelopes()).toMatchObject([{ type: 'message_response', payload: { seq: 1 } }])
})

it('looks one at a time, and is done when it says so', async () => {
  channel('a')
  log.hold('read')
  clock.advance(TEN_MINUTES + 5000)
  clock.advance(5000)
  await turn()
  expect(log.held('read')).toBe(1)
  let isStopped = false
  const stopping = house.stop().then(() => {
    isStopped = true
  })
  await turn()
  expect(isStopped).toBe(false)
  log.open('read')
  await stopping
  expect(clock.timers).toBe(0)
})

it('tries again where the log has failed', async () => {
  channel('a')
  log.fail('read', () => new Error('no store'))
  clock.advance(TEN_MINUTES + 5000)
  await turn()
  expect(t.logged).toContainEqual(expect.objectContaining({ level: 'error', msg: 'housekeeping failed' }))
  log.fail('remove', () => new Error('no store'))
  log.fail('read')
  clock.advance(5000)
  await turn()
  expect(topics()).toEqual(['r:a'])
  log.fail('remove')
  clock.advance(5000)
  await turn()
  expect(topics()).toEqual([])
})

it('ends when the bus goes away', async () => {
  channel('a')
  t.core.state = 'draining'
  clock.advance(TEN_MINUTES + 5000)
  await turn()
  expect(topics()).toEqual(['r:a'])
})
