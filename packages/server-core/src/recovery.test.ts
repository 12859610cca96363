import type { JsonObject, Position } from '@arqonbus/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { enter, release } from './recovery.js'
import type { Channel } from './rooms.js'
import { createTestCore, type TestCore } from './testing/bus.js'
import { FakeClock } from './testing/clock.js'
import { createFakeSession } from './testing/connection.js'
import { GatedLog } from './testing/gated-log.js'

const NAME = { tenant: 'default', room: 'science', channel: 'general' }

let log: GatedLog
let t: TestCore
let channel: Channel
let published = 0
beforeEach(() => {
  const clock = new FakeClock()
  log = new GatedLog(clock)
  t = createTestCore({ clock, log, outboundQueueBytes: 100_000 })
  channel = t.core.rooms.create(NAME, {}, true)
  published = 0
})
afterEach(() => t.close())

const publisher = createFakeSession({}, 'client_publisher')

/** Publishes into the channel, in the way of every message; delivered with the next turn. */
function publish(count: number, padding = ''): void {
  for (let n = 0; n < count; n++) {
    published++
    const text = JSON.stringify({ id: `arq_1_${published}_abcdef`, n: published, padding })
    const draft = {
      session: publisher.session,
      stream: channel,
      id: `arq_1_${published}_abcdef`,
      text,
      retention: channel.retention,
    }
    t.core.appender.add(draft)
  }
}

function client() {
  const { session, connection } = createFakeSession({}, 'client_member')
  const seqs = () => connection.envelopes().flatMap(({ seq }) => (typeof seq === 'number' ? [seq] : []))
  const join = async (since?: Position) => {
    const entered = await enter(t.core, session, channel, { presence: false, echo: false, since })
    return { ...entered, live: () => release(entered.membership) }
  }
  return { session, connection, seqs, join }
}

async function at(seq: number): Promise<Position> {
  return { epoch: (await log.position(NAME)).epoch, seq }
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe('joining from now on', () => {
  it('answers the place where live delivery starts, and delivers from there', async () => {
    const { seqs, join } = client()
    publish(3)
    await t.settle()
    const entered = await join()
    expect(entered).toMatchObject({ seq: 3, recovered: false })
    publish(1)
    await t.settle()
    expect(seqs()).toEqual([])
    entered.live()
    publish(1)
    await t.settle()
    expect(seqs()).toEqual([4, 5])
  })

  it('takes what was on its way into the log for what was before', async () => {
    const { seqs, join } = client()
    log.hold('append')
    publish(3)
    t.core.appender.flush()
    const entered = await join()
    expect(entered.seq).toBe(3)
    entered.live()
    log.open('append')
    await t.settle()
    expect(seqs()).toEqual([])
    publish(1)
    await t.settle()
    expect(seqs()).toEqual([4])
  })

  it('again changes nothing of what is live', async () => {
    const { seqs, join, session } = client()
    const first = await join()
    first.live()
    publish(2)
    await t.settle()
    const again = await join()
    expect(again.membership).toBe(first.membership)
    publish(2)
    await t.settle()
    again.live()
    expect(seqs()).toEqual([1, 2, 3, 4])
    expect(session.memberships.size).toBe(1)
  })

  it('fails with the log, and leaves no member behind', async () => {
    const { join, session } = client()
    log.fail('position', () => new Error('no store'))
    await expect(join()).rejects.toThrow('no store')
    expect(channel.members.size).toBe(0)
    expect(session.memberships.size).toBe(0)
  })

  it('again, failing with the log, loses nothing of what is live', async () => {
    const { seqs, join } = client()
    const first = await join()
    first.live()
    log.hold('position')
    const again = join()
    publish(2)
    await t.settle()
    expect(seqs()).toEqual([])
    log.fail('position', () => new Error('no store'))
    log.open('position')
    await expect(again).rejects.toThrow('no store')
    publish(1)
    await t.settle()
    expect(seqs()).toEqual([1, 2, 3])
  })
})

describe('joining from a position on', () => {
  it('delivers exactly what was missed, in order, before anything live', async () => {
    const { seqs, join } = client()
    publish(10)
    await t.settle()
    const entered = await join(await at(4))
    expect(entered).toMatchObject({ seq: 10, recovered: true })
    expect(seqs()).toEqual(upTo(10, 5))
    publish(2)
    await t.settle()
    expect(seqs()).toEqual(upTo(10, 5))
    entered.live()
    expect(seqs()).toEqual(upTo(12, 5))
    publish(1)
    await t.settle()
    expect(seqs()).toEqual(upTo(13, 5))
  })

  it('at the end of the stream has missed nothing', async () => {
    const { seqs, join } = client()
    publish(3)
    await t.settle()
    expect(await join(await at(3))).toMatchObject({ seq: 3, recovered: true })
    expect(seqs()).toEqual([])
    expect((await t.core.metrics.snapshot()).delivery.recovered).toBe(1)
  })

  it('goes over many pages while publishing goes on', async () => {
    const { seqs, join } = client()
    publish(3000)
    await t.settle()
    let isDone = false
    const since = await at(0)
    const joining = join(since).finally(() => {
      isDone = true
    })
    while (!isDone) {
      publish(7)
      await t.settle()
    }
    const entered = await joining
    publish(5)
    await t.settle()
    entered.live()
    publish(5)
    await t.settle()
    expect(entered.recovered).toBe(true)
    expect(seqs()).toEqual(upTo(published))
  })

  it('of a member does not let live messages overtake what it asks for', async () => {
    const { seqs, join } = client()
    publish(600)
    await t.settle()
    const first = await join()
    first.live()
    publish(2)
    await t.settle()
    expect(seqs()).toEqual([601, 602])
    log.hold('readAfter')
    const again = join(await at(100))
    publish(3)
    await t.settle()
    expect(seqs()).toEqual([601, 602])
    log.open('readAfter')
    const entered = await again
    publish(1)
    await t.settle()
    entered.live()
    expect(entered).toMatchObject({ recovered: true })
    expect(seqs().slice(2)).toEqual(upTo(606, 101))
  })

  it('of a member that fails keeps it a member that misses nothing', async () => {
    const { seqs, join } = client()
    const first = await join()
    first.live()
    log.hold('readAfter')
    const again = join(await at(0))
    publish(3)
    await t.settle()
    log.fail('readAfter', () => new Error('no store'))
    log.open('readAfter')
    await expect(again).rejects.toThrow('no store')
    publish(1)
    await t.settle()
    expect(seqs()).toEqual([1, 2, 3, 4])
  })

  it('waits for a client that reads slowly, rather than cutting it off', async () => {
    const { connection, seqs, join } = client()
    publish(100, 'x'.repeat(5000))
    await t.settle()
    connection.stall()
    const since = await at(0)
    const joining = join(since)
    await t.settle()
    expect(seqs()).toEqual([])
    connection.read()
    expect((await joining).recovered).toBe(true)
    expect(seqs()).toEqual(upTo(100))
    expect(connection.closed).toBeUndefined()
  })
})

describe('a gap', () => {
  /** The one event that tells of it. */
  const eventOf = (envelopes: JsonObject[]) => envelopes.find(({ type }) => type === 'event')?.payload

  it('is told where the history no longer reaches back that far', async () => {
    channel = t.core.rooms.create({ ...NAME, channel: 'short' }, { retention: { maxMessages: 3, maxAgeMs: 1e9 } }, true)
    const { connection, seqs, join } = client()
    publish(10)
    await t.settle()
    const { epoch } = await log.position(channel)
    const entered = await join({ epoch, seq: 2 })
    expect(entered).toMatchObject({ recovered: false, reason: 'history_gone', seq: 10, epoch })
    expect(eventOf(connection.envelopes())).toEqual({
      event: 'history.gap',
      room: 'science',
      channel: 'short',
      reason: 'history_gone',
      since: { epoch, seq: 2 },
      epoch,
      seq: 10,
    })
    entered.live()
    publish(1)
    await t.settle()
    expect(seqs()).toEqual([11])
  })

  it('is told where the stream has another epoch', async () => {
    const { connection, join } = client()
    publish(3)
    await t.settle()
    expect(await join({ epoch: 'former', seq: 1 })).toMatchObject({ recovered: false, reason: 'epoch_changed', seq: 3 })
    expect(eventOf(connection.envelopes())).toMatchObject({
      reason: 'epoch_changed',
      since: { epoch: 'former', seq: 1 },
    })
  })

  it('is told where the position is ahead of the stream', async () => {
    const { connection, join } = client()
    publish(3)
    await t.settle()
    expect(await join(await at(9))).toMatchObject({ recovered: false, reason: 'position_ahead', seq: 3 })
    expect(eventOf(connection.envelopes())).toMatchObject({ reason: 'position_ahead' })
    expect((await t.core.metrics.snapshot()).delivery.gaps).toBe(1)
  })

  it('that opens while a client catches up begins where it has come to', async () => {
    channel = t.core.rooms.create(
      { ...NAME, channel: 'short' },
      { retention: { maxMessages: 600, maxAgeMs: 1e9 } },
      true,
    )
    const { connection, seqs, join } = client()
    publish(600)
    await t.settle()
    const { epoch } = await log.position(channel)
    connection.stall()
    const joining = join({ epoch, seq: 0 })
    await t.settle()
    publish(2000)
    await t.settle()
    connection.read()
    const entered = await joining
    entered.live()
    expect(entered).toMatchObject({ recovered: false, reason: 'history_gone', seq: 2600 })
    expect(seqs()).toEqual(upTo(256))
    expect(eventOf(connection.envelopes())).toMatchObject({ since: { epoch, seq: 256 }, seq: 2600 })
    publish(1)
    await t.settle()
    expect(seqs()).toEqual([...upTo(256), 2601])
  })
})

describe('what is held back', () => {
  it('is bounded: who cannot be let in in time is closed, and can recover', async () => {
    const { connection, session, join } = client()
    log.hold('position')
    const joining = join()
    publish(30, 'x'.repeat(5000))
    await t.settle()
    expect(connection.closed).toBe(4102)
    expect(session.open).toBe(false)
    log.open('position')
    await joining
    expect((await t.core.metrics.snapshot()).delivery.slow_consumers).toBe(1)
  })
})

describe('while it joins', () => {
  it('a connection that ends is no member', async () => {
    const { connection, session, join } = client()
    publish(600)
    await t.settle()
    log.hold('readAfter')
    const joining = join(await at(0))
    connection.close(4103)
    log.open('readAfter')
    await expect(joining).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(channel.members.size).toBe(0)
    expect(session.memberships.size).toBe(0)
    await expect(join()).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(channel.members.size).toBe(0)
  })

  it('a connection that ends is read for no further', async () => {
    const { connection, join } = client()
    publish(2000)
    await t.settle()
    log.hold('readAfter')
    const joining = join(await at(0))
    connection.close(4103)
    const readAfter = log.readAfter.bind(log)
    let reads = 0
    log.readAfter = (...args) => {
      reads++
      return readAfter(...args)
    }
    log.open('readAfter')
    await expect(joining).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(reads).toBe(0)
  })

  it('a channel that is deleted takes no member', async () => {
    const { session, join } = client()
    log.hold('readAfter')
    const joining = join(await at(0))
    await t.core.rooms.remove(channel, (gone) => log.remove(gone))
    log.open('readAfter')
    await expect(joining).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(session.memberships.size).toBe(0)
  })
})
