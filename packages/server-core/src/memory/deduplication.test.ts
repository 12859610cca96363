import { describe, expect, it } from 'vitest'
import { FakeClock } from '../testing/index.js'
import { Deduplication } from './deduplication.js'
import { createMemoryLog } from './log.js'

const LIFE = {}

function seen(windowMs = 1000, maxIds = 3) {
  const clock = new FakeClock()
  const ids = new Deduplication({ windowMs, maxIds }, clock.now())
  const knows = (...keys: string[]) => keys.filter((key) => ids.find(LIFE, key, clock.now()))
  const remember = (...keys: string[]) => {
    for (const key of keys) ids.remember(LIFE, key, { seq: 1, stored: true, at: clock.now() })
  }
  return { clock, ids, knows, remember, prune: () => ids.prune(clock.now()) }
}

describe('ids', () => {
  it('are known with what came of them, in the stream that they were used in', () => {
    const { clock, ids } = seen()
    const came = { seq: 7, stored: false, at: clock.now() }
    ids.remember(LIFE, 'a', came)
    expect(ids.find(LIFE, 'a', clock.now())).toBe(came)
    expect(ids.find(LIFE, 'b', clock.now())).toBeUndefined()
    expect(ids.find({}, 'a', clock.now())).toBeUndefined()
  })

  it('are forgotten after the window, and not before', () => {
    const { clock, knows, remember } = seen()
    remember('a')
    clock.advance(600)
    remember('b')
    clock.advance(400)
    expect(knows('a', 'b')).toEqual(['a', 'b'])
    clock.advance(1)
    expect(knows('a', 'b')).toEqual(['b'])
  })

  it('of the window before are known as long as theirs lasts', () => {
    const { clock, knows, remember } = seen()
    remember('a')
    clock.advance(900)
    remember('b')
    clock.advance(200)
    remember('c')
    expect(knows('a', 'b', 'c')).toEqual(['b', 'c'])
    clock.advance(600)
    expect(knows('b', 'c')).toEqual(['b', 'c'])
  })

  it('are at least as many as may be, at most twice as many', () => {
    const { knows, remember } = seen()
    remember('1', '2', '3', '4', '5', '6', '7')
    expect(knows('1', '2', '3', '4', '5', '6', '7')).toEqual(['4', '5', '6', '7'])
  })

  it('are counted together, whichever stream they were used in', () => {
    const { clock, ids, knows, remember } = seen()
    remember('a')
    for (let n = 0; n < 5; n++) ids.remember({}, `other ${n}`, { seq: 1, stored: true, at: clock.now() })
    expect(knows('a')).toEqual(['a'])
    ids.remember({}, 'one more', { seq: 1, stored: true, at: clock.now() })
    expect(knows('a')).toEqual([])
  })

  it('of a stream that has gone are forgotten with it, and make room', () => {
    const { ids, knows, remember, prune } = seen()
    remember('a', 'b', 'c', 'd')
    ids.forget(LIFE)
    expect(knows('a', 'b', 'c', 'd')).toEqual([])
    expect(prune()).toBe(true)
    ids.forget(LIFE)
    remember('e')
    expect(knows('e')).toEqual(['e'])
  })

  it('leave nothing behind', () => {
    const { clock, remember, prune } = seen()
    remember('a')
    expect(prune()).toBe(false)
    clock.advance(1001)
    expect(prune()).toBe(false)
    clock.advance(1001)
    expect(prune()).toBe(true)
  })
})

describe('the log in memory', () => {
  function made(changes: { keep?: boolean; maxIds?: number } = {}) {
    const clock = new FakeClock()
    const { keep = true, maxIds = 100 } = changes
    const log = createMemoryLog({ clock, deduplication: { windowMs: 1000, maxIds }, keep, maxAgeMs: 60_000 })
    const stream = { tenant: 't', room: 'r', channel: 'c' }
    const append = (id: string) =>
      log.append([{ stream, id, text: '{"a":1}', retention: { maxMessages: 10, maxAgeMs: 60_000 } }])
    return { clock, log, stream, append }
  }

  it('keeps the order of what was said though the clock is set back', async () => {
    const { clock, log, append } = made()
    await append('a')
    clock.set(clock.now() - 3_600_000)
    await append('b')
    const { messages } = await log.read({ tenant: 't', order: 'oldest-first', limit: 10 })
    expect(messages.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(messages[1]?.storedAt).toBe(messages[0]?.storedAt)
  })

  it('that keeps nothing numbers, and knows ids again', async () => {
    const { log, stream, append } = made({ keep: false })
    expect(await append('a')).toMatchObject([{ seq: 1, stored: false, duplicate: false }])
    expect(await append('a')).toMatchObject([{ seq: 1, stored: false, duplicate: true }])
    expect(await append('b')).toMatchObject([{ seq: 2, stored: false }])
    expect(await log.count()).toEqual({ streams: 1, messages: 0 })
    const { epoch } = await log.position(stream)
    expect(await log.readAfter(stream, { epoch, seq: 2 }, { limit: 1 })).toEqual({ messages: [], more: false })
    expect(await log.readAfter(stream, { epoch, seq: 1 }, { limit: 1 })).toBeUndefined()
  })

  it('forgets a tenant that has neither streams nor ids', async () => {
    const { clock, log, stream, append } = made()
    await append('a')
    await log.remove(stream)
    clock.advance(5000)
    await log.prune()
    clock.advance(5000)
    await log.prune()
    expect(await log.count()).toEqual({ streams: 0, messages: 0 })
  })

  it('is empty once it is closed', async () => {
    const { log, append } = made()
    await append('a')
    await log.close()
    expect(await log.count()).toEqual({ streams: 0, messages: 0 })
  })
})
