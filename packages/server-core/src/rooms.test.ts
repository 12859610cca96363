import { describe, expect, it } from 'vitest'
import { isAbandoned, Rooms } from './rooms.js'
import { createFakeSession, FakeClock } from './testing/index.js'

const retention = { maxMessages: 100, maxAgeMs: 1000 }
const wants = { presence: false, echo: false }
const named = (channel: string, tenant = 'acme', room = 'science') => ({ tenant, room, channel })

function made(maxChannelsPerTenant = 10) {
  const clock = new FakeClock()
  const rooms = new Rooms({ retention, maxChannelsPerTenant }, () => clock.now())
  return { clock, rooms }
}

describe('channels', () => {
  it('are found by tenant, room and channel', () => {
    const { rooms } = made()
    const created = rooms.create(named('general'), { description: 'all', lossy: true }, true)
    expect(rooms.get('acme', 'science', 'general')).toBe(created)
    expect(rooms.get('acme', 'science', 'other')).toBeUndefined()
    expect(rooms.get('other', 'science', 'general')).toBeUndefined()
    expect(created).toMatchObject({
      topic: 'science:general',
      description: 'all',
      lossy: true,
      retention,
      explicit: true,
    })
  })

  it('have bounds of their own where they ask for them', () => {
    const { rooms } = made()
    const own = { maxMessages: 1, maxAgeMs: 1 }
    expect(rooms.create(named('general'), { retention: own }, true).retention).toEqual(own)
  })

  it('exist once', () => {
    const { rooms } = made()
    rooms.create(named('general'), {}, false)
    expect(() => rooms.create(named('general'), {}, true)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  })

  it('are bounded for each tenant by itself', () => {
    const { rooms } = made(2)
    rooms.create(named('a'), {}, false)
    rooms.create(named('b'), {}, false)
    expect(() => rooms.create(named('c'), {}, false)).toThrow(expect.objectContaining({ code: 'QUOTA_EXCEEDED' }))
    rooms.create(named('c', 'other'), {}, false)
  })

  it('are counted for a tenant and for all', () => {
    const { rooms } = made()
    rooms.create(named('a'), {}, false)
    rooms.create(named('b'), {}, false)
    rooms.create(named('a', 'acme', 'art'), {}, false)
    rooms.create(named('a', 'other'), {}, false)
    expect(rooms.count('acme')).toEqual({ rooms: 2, channels: 3 })
    expect(rooms.count('nobody')).toEqual({ rooms: 0, channels: 0 })
    expect(rooms.count()).toEqual({ rooms: 3, channels: 4 })
    expect([...rooms.ofTenant('acme')].map(({ topic }) => topic)).toEqual(['science:a', 'science:b', 'art:a'])
    expect([...rooms.ofTenant('nobody')]).toEqual([])
  })
})

describe('members', () => {
  it('are known to their channel and to their session', () => {
    const { rooms } = made()
    const { session } = createFakeSession()
    const channel = rooms.create(named('general'), {}, false)
    const membership = rooms.join(channel, session, wants)
    expect(channel.members.get(session)).toBe(membership)
    expect(session.memberships.get('science:general')).toBe(membership)
    rooms.leave(membership)
    expect(channel.members.size).toBe(0)
    expect(session.memberships.size).toBe(0)
  })

  it('that come again change what they want', () => {
    const { rooms } = made()
    const { session } = createFakeSession()
    const channel = rooms.create(named('general'), {}, false)
    const first = rooms.join(channel, session, wants)
    first.after = 7
    expect(rooms.join(channel, session, { presence: true, echo: true })).toBe(first)
    expect(first).toMatchObject({ presence: true, echo: true, after: 7 })
  })
})

describe('removing', () => {
  it('keeps the name taken until its stream is forgotten', async () => {
    const { rooms } = made()
    const channel = rooms.create(named('general'), {}, true)
    let forget = () => {}
    const removing = rooms.remove(channel, () => new Promise((resolve) => (forget = resolve)))
    expect(rooms.has(channel)).toBe(false)
    expect(channel.ending).toBe(true)
    expect(() => rooms.create(named('general'), {}, true)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
    forget()
    await removing
    expect(rooms.get('acme', 'science', 'general')).toBeUndefined()
    const next = rooms.create(named('general'), {}, true)
    expect(rooms.has(next)).toBe(true)
    expect(rooms.has(channel)).toBe(false)
  })

  it('does nothing where the stream cannot be forgotten', async () => {
    const { rooms } = made()
    const channel = rooms.create(named('general'), {}, true)
    await expect(rooms.remove(channel, () => Promise.reject(new Error('no store')))).rejects.toThrow('no store')
    expect(rooms.has(channel)).toBe(true)
  })

  it('leaves the other channels of the tenant', async () => {
    const { rooms } = made()
    const channel = rooms.create(named('a'), {}, true)
    const other = rooms.create(named('b'), {}, true)
    await rooms.remove(channel, async () => {})
    expect(rooms.has(other)).toBe(true)
    await rooms.remove(other, async () => {})
    expect(rooms.count()).toEqual({ rooms: 0, channels: 0 })
  })
})

describe('abandoned', () => {
  it('is what made itself, is empty, and was not used for long', () => {
    const { rooms, clock } = made()
    const { session } = createFakeSession()
    const itself = rooms.create(named('itself'), {}, false)
    rooms.create(named('on-purpose'), {}, true)
    const left = rooms.create(named('left'), {}, false)
    const membership = rooms.join(left, session, wants)
    clock.advance(1000)
    expect(rooms.abandoned(clock.now())).toEqual([itself])
    rooms.leave(membership)
    expect(rooms.abandoned(clock.now())).toEqual([itself])
    clock.advance(1)
    expect(rooms.abandoned(clock.now())).toEqual([itself, left])
    itself.ending = true
    expect(isAbandoned(itself, clock.now())).toBe(false)
  })
})
