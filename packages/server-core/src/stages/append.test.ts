import { BusError } from '@arqonbus/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { receive } from '../pipeline.js'
import type { Channel } from '../rooms.js'
import { createTestCore, type TestCore } from '../testing/bus.js'
import { FakeClock } from '../testing/clock.js'
import { createFakeSession } from '../testing/connection.js'
import { GatedLog } from '../testing/gated-log.js'

let log: GatedLog
let t: TestCore
let channel: Channel
beforeEach(() => {
  const clock = new FakeClock()
  log = new GatedLog(clock)
  t = createTestCore({ clock, log })
  channel = t.core.rooms.create({ tenant: 'default', room: 'science', channel: 'general' }, {}, true)
})
afterEach(() => t.close())

const idOf = (n: number) => `arq_1_${n}_abcdef`

/** A client that publishes, and the ids and codes of the answers it gets. */
function publisher(name = 'publisher') {
  const { session, connection } = createFakeSession({}, `client_${name}`)
  const publish = (n: number, text = '') =>
    receive(
      t.core,
      session,
      JSON.stringify({ id: idOf(n), type: 'message', room: 'science', channel: 'general', payload: { text } }),
    )
  const answers = () =>
    connection.envelopes().map(({ request_id, type, error_code: code }) => (type === 'error' ? code : request_id))
  return { session, connection, publish, answers }
}

function member(name = 'member') {
  const { session, connection } = createFakeSession({}, `client_${name}`)
  t.core.rooms.join(channel, session, { presence: false, echo: false })
  return { session, connection, seqs: () => connection.envelopes().map(({ seq }) => seq) }
}

describe('messages of one turn', () => {
  it('are one batch, one frame for each member and one answer for each sender', async () => {
    const [a, b] = [publisher('a'), publisher('b')]
    const [x, y] = [member('x'), member('y')]
    for (let n = 1; n <= 4; n++) (n % 2 === 0 ? a : b).publish(n)
    await t.settle()
    expect(x.connection.frames).toHaveLength(1)
    expect(y.connection.frames[0]).toBe(x.connection.frames[0])
    expect(x.seqs()).toEqual([1, 2, 3, 4])
    expect(a.answers()).toEqual([idOf(2), idOf(4)])
    expect(b.answers()).toEqual([idOf(1), idOf(3)])
  })

  it('are answered when the log has them, not before', async () => {
    const a = publisher()
    const x = member()
    log.hold('append')
    a.publish(1)
    t.core.appender.flush()
    await new Promise((resolve) => setImmediate(resolve))
    expect(a.session.unsettled).toBe(1)
    expect([a.answers(), x.seqs()]).toEqual([[], []])
    log.open('append')
    await t.settle()
    expect(a.session.unsettled).toBe(0)
    expect([a.answers(), x.seqs()]).toEqual([[idOf(1)], [1]])
  })

  it('keep their order though a later batch is answered first', async () => {
    const a = publisher()
    const x = member()
    const append = log.append.bind(log)
    const late: (() => void)[] = []
    log.append = async (messages) => {
      const answer = append(messages)
      if (late.length === 0) await new Promise<void>((resolve) => late.push(resolve))
      return answer
    }
    a.publish(1)
    t.core.appender.flush()
    a.publish(2)
    t.core.appender.flush()
    await new Promise((resolve) => setImmediate(resolve))
    expect(x.seqs()).toEqual([])
    late[0]?.()
    await t.settle()
    expect(x.seqs()).toEqual([1, 2])
    expect(a.answers()).toEqual([idOf(1), idOf(2)])
  })

  it('go to the log early where they are many', async () => {
    const a = publisher()
    log.hold('append')
    for (let n = 0; n < 4096; n++) a.publish(n)
    expect(log.held('append')).toBe(1)
    for (let n = 0; n < 2; n++) a.publish(5000 + n, 'x'.repeat(600_000))
    expect(log.held('append')).toBe(2)
    log.open('append')
    await t.settle()
    expect(a.answers()).toHaveLength(4098)
  })
})

describe('a log that fails', () => {
  it('for one message leaves the others', async () => {
    const a = publisher()
    const append = log.append.bind(log)
    log.append = async (messages) => {
      const answers = await append(messages)
      return answers.map((answer, i) => (i === 1 ? new BusError('QUOTA_EXCEEDED', 'full') : answer))
    }
    for (let n = 1; n <= 3; n++) a.publish(n)
    await t.settle()
    expect(a.answers().sort()).toEqual(['QUOTA_EXCEEDED', idOf(1), idOf(3)])
    expect(a.connection.envelopes().find(({ type }) => type === 'error')).toMatchObject({ request_id: idOf(2) })
  })

  it('for a whole batch answers each of its messages, and takes the next', async () => {
    const a = publisher()
    const x = member()
    log.fail('append', () => new Error('password=secret'))
    a.publish(1)
    a.publish(2)
    await t.settle()
    log.fail('append')
    a.publish(3)
    await t.settle()
    expect(a.answers()).toEqual(['STORAGE_UNAVAILABLE', 'STORAGE_UNAVAILABLE', idOf(3)])
    expect(JSON.stringify(a.connection.envelopes())).not.toContain('secret')
    expect(x.seqs()).toEqual([1])
    expect(a.session.unsettled).toBe(0)
    expect(t.logged).toContainEqual(expect.objectContaining({ level: 'error', messages: 2 }))
  })

  it('with a code of the table is answered with that code', async () => {
    const a = publisher()
    log.fail('append', () => new BusError('QUOTA_EXCEEDED', 'The disk is full'))
    a.publish(1)
    await t.settle()
    expect(a.answers()).toEqual(['QUOTA_EXCEEDED'])
  })

  it('before it has given a promise is no worse', async () => {
    const a = publisher()
    log.append = () => {
      throw new Error('broken')
    }
    a.publish(1)
    await t.settle()
    expect(a.answers()).toEqual(['STORAGE_UNAVAILABLE'])
  })

  it('to answer for a message is told as a fault of the bus', async () => {
    const a = publisher()
    log.append = async () => []
    a.publish(1)
    await t.settle()
    expect(a.answers()).toEqual(['INTERNAL_ERROR'])
  })

  it('to keep up is answered once too much waits, and then takes again', async () => {
    const a = publisher()
    log.hold('append')
    for (let n = 0; n < 65_537; n++) a.publish(n)
    expect(a.answers()).toEqual(['STORAGE_UNAVAILABLE'])
    log.open('append')
    await t.settle()
    a.publish(70_000)
    await t.settle()
    expect(a.answers()).toHaveLength(65_538)
    expect(a.answers().at(-1)).toBe(idOf(70_000))
  })

  it('to keep up with large messages is answered by their size', async () => {
    const a = publisher()
    log.hold('append')
    for (let n = 0; n < 66; n++) a.publish(n, 'x'.repeat(1_048_576))
    expect(a.answers()).toEqual(Array(2).fill('STORAGE_UNAVAILABLE'))
    log.open('append')
    await t.settle()
  })
})

describe('a fault of the bus while it delivers', () => {
  it('does not hold up the messages behind', async () => {
    const a = publisher()
    const x = member()
    const broken = createFakeSession({}, 'client_broken')
    broken.connection.deliver = () => {
      throw new Error('a fault')
    }
    const membership = t.core.rooms.join(channel, broken.session, { presence: false, echo: false })
    a.publish(1)
    await t.settle()
    expect(t.logged).toContainEqual(expect.objectContaining({ level: 'error', msg: 'a batch met a fault of the bus' }))
    t.core.rooms.leave(membership)
    a.publish(2)
    await t.settle()
    expect(x.seqs()).toContain(2)
    expect(a.answers()).toContain(idOf(2))
    expect(a.session.unsettled).toBe(0)
  })
})
