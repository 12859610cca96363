import type { JsonObject } from '@arqonbus/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Identity } from './identity.js'
import type { Channel } from './rooms.js'
import { createTestCore, type TestCore } from './testing/bus.js'
import { createFakeSession } from './testing/index.js'

let t: TestCore
let channel: Channel
beforeEach(() => {
  t = createTestCore()
  channel = t.core.rooms.create({ tenant: 'default', room: 'science', channel: 'general' }, {}, true)
})
afterEach(() => t.close())

/** A client in a channel, as `join_channel` makes one. */
function member(name: string, { presence = true, identity = {} as Partial<Identity>, in: where = channel } = {}) {
  const { session, connection } = createFakeSession({ subject: name, ...identity }, `client_${name}`)
  const membership = t.core.rooms.join(where, session, { presence, echo: false })
  t.core.presence.join(membership)
  const events = () => connection.envelopes().map(({ payload }) => payload as JsonObject)
  return {
    session,
    connection,
    membership,
    events,
    news: () => events().map((event) => `${event.event} ${clientOf(event)}`),
  }
}

function clientOf({ member, channel: name }: JsonObject): unknown {
  return typeof member === 'object' && member !== null && 'client_id' in member ? member.client_id : name
}

const told = (list: readonly { news(): string[] }[]) => list.map(({ news }) => news())

describe('those who asked for it', () => {
  it('are told of who comes and goes, but not of themselves', async () => {
    const a = member('a')
    await t.settle()
    const b = member('b')
    await t.settle()
    t.core.presence.leave(a.membership)
    await t.settle()
    expect(told([a, b])).toEqual([['presence.join client_b'], ['presence.leave client_a']])
    expect(a.events()[0]).toMatchObject({
      event: 'presence.join',
      room: 'science',
      channel: 'general',
      member: { client_id: 'client_b', subject: 'b', description: null, joined_at: '2026-11-23T05:17:24.123Z' },
    })
  })

  it('are told, others are not', async () => {
    const quiet = member('quiet', { presence: false })
    const watcher = member('watcher')
    await t.settle()
    member('c')
    await t.settle()
    expect(told([quiet, watcher])).toEqual([[], ['presence.join client_c']])
  })

  it('are told in one frame of all that came in one turn, in its order', async () => {
    const watcher = member('watcher')
    await t.settle()
    const some = Array.from({ length: 50 }, (_, n) => member(`m${n}`, { presence: false }))
    for (const { membership } of some.slice(0, 10)) t.core.presence.leave(membership)
    await t.settle()
    expect(watcher.connection.frames).toHaveLength(1)
    expect(watcher.news()).toEqual([
      ...some.map(({ session }) => `presence.join ${session.clientId}`),
      ...some.slice(0, 10).map(({ session }) => `presence.leave ${session.clientId}`),
    ])
  })

  it('are told of each channel by itself', async () => {
    const other = t.core.rooms.create({ tenant: 'default', room: 'science', channel: 'other' }, {}, true)
    const here = member('here')
    const there = member('there', { in: other })
    await t.settle()
    member('new', { in: other, presence: false })
    await t.settle()
    expect(told([here, there])).toEqual([[], ['presence.join client_new']])
  })

  it('are not told of somebody whose joining failed', async () => {
    const watcher = member('watcher')
    await t.settle()
    const { session } = createFakeSession({}, 'client_never')
    const membership = t.core.rooms.join(channel, session, { presence: true, echo: false })
    t.core.presence.leave(membership)
    await t.settle()
    expect(watcher.news()).toEqual([])
    expect(channel.members.size).toBe(1)
  })

  it('are told who somebody is', async () => {
    const watcher = member('watcher')
    await t.settle()
    const bot = member('bot')
    bot.session.description = { type: 'ai-agent', screen_name: 'Ada' }
    t.core.presence.leave(bot.membership)
    await t.settle()
    expect(watcher.events()[1]).toMatchObject({ member: { description: { type: 'ai-agent', screen_name: 'Ada' } } })
  })
})

describe('of a new channel', () => {
  it('everybody in its room is told once who asked for presence and may see it', async () => {
    const other = t.core.rooms.create({ tenant: 'default', room: 'science', channel: 'other' }, {}, true)
    const elsewhere = t.core.rooms.create({ tenant: 'default', room: 'art', channel: 'general' }, {}, true)
    const foreign = t.core.rooms.create({ tenant: 'foreign', room: 'science', channel: 'general' }, {}, true)
    const grants = [{ room: 'science', channel: 'general', actions: ['subscribe' as const] }]
    const twice = member('twice')
    t.core.rooms.join(other, twice.session, { presence: true, echo: false })
    const some = [
      twice,
      member('quiet', { presence: false }),
      member('limited', { identity: { permissions: grants } }),
      member('elsewhere', { in: elsewhere }),
      member('foreign', { in: foreign, identity: { tenant: 'foreign' } }),
    ]
    await t.settle()
    const before = some.map(({ news }) => news().length)
    const created = t.core.rooms.create({ tenant: 'default', room: 'science', channel: 'new' }, {}, true)
    t.core.presence.tellRoom(created, 'channel.created')
    const after = some.map(({ news }, i) => news().slice(before[i]))
    expect(after).toEqual([['channel.created new'], [], [], [], []])
  })
})
