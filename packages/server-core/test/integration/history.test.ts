import { type JsonObject, jsonObjectSchema } from '@arqonbus/protocol'
import * as v from 'valibot'
import { beforeEach, describe, expect, it } from 'vitest'
import { GatedLog } from '../../src/testing/gated-log.js'
import { FakeClock } from '../../src/testing/index.js'
import { type Client, codeOf, connect, soon, start } from './harness.js'

const TOPIC = { room: 'science', channel: 'general' }
const BEGIN = Date.UTC(2026, 10, 23, 12)
/** Some time after noon of the test's day, as a client writes it. */
const at = (ms: number) => new Date(BEGIN + ms).toISOString()
const EVER = { from_ts: at(-1000), to_ts: at(3_600_000) }

let clock: FakeClock
let log: GatedLog
let client: Client
/** Five messages, a second apart. */
beforeEach(async () => {
  clock = new FakeClock(BEGIN)
  log = new GatedLog(clock)
  client = await connect(await start({ clock, log, pingIntervalMs: 1e12 }))
  for (let n = 1; n <= 5; n++) {
    await client.publish('science', 'general', { n })
    clock.advance(1000)
  }
})

const entriesSchema = v.array(
  v.looseObject({ envelope: v.looseObject({ payload: jsonObjectSchema }), stored_at: v.string() }),
)
/** The number in each entry. */
const numbers = ({ entries }: JsonObject) => v.parse(entriesSchema, entries).map(({ envelope }) => envelope.payload.n)
const get = async (args: object) => numbers(await client.call('op.history.get', { ...TOPIC, ...args }))

describe('reading history', () => {
  it('gives the newest first, with when and where each was stored', async () => {
    const data = await client.call('history', TOPIC)
    expect(numbers(data)).toEqual([5, 4, 3, 2, 1])
    expect(data).toMatchObject({ count: 5, next_cursor: null, ...TOPIC, since: null, until: null, limit: 50 })
    const [newest] = v.parse(v.array(jsonObjectSchema), data.entries)
    const { client_id: sender } = await client.welcome
    expect(newest).toMatchObject({
      envelope: { type: 'message', sender, seq: 5, ...TOPIC },
      stored_at: at(4000),
      storage_metadata: { seq: 5, backend: 'memory' },
    })
  })

  it('may be of a span of time, with its ends, down to the nanosecond', async () => {
    expect(await get({ since: at(2000) })).toEqual([5, 4, 3])
    expect(await get({ until: at(2000) })).toEqual([3, 2, 1])
    expect(await get({ since: at(1000), until: at(2000) })).toEqual([3, 2])
    expect(await get({ since: '2026-11-23T12:00:02.000000001Z' })).toEqual([5, 4])
    expect(await get({ until: '2026-11-23T12:00:01.999999999Z' })).toEqual([2, 1])
    expect(await get({ since: '2026-11-23T13:00:02+01:00' })).toEqual([5, 4, 3])
    expect(await get({ since: '2026-11-23T12:00:02' })).toEqual([5, 4, 3])
  })

  it('behind a seq gives the oldest first', async () => {
    expect(await get({ after_seq: 2 })).toEqual([3, 4, 5])
    expect(await get({ after_seq: 2, limit: 2 })).toEqual([3, 4])
  })

  it('page by page gives all of it', async () => {
    const seen: unknown[] = []
    let cursor: unknown
    do {
      const page = await client.call('history', { ...TOPIC, limit: 2, ...(cursor ? { cursor } : {}) })
      seen.push(...numbers(page))
      cursor = page.next_cursor
      await client.publish('science', 'general', { n: 'late' })
    } while (cursor)
    expect(seen).toEqual([5, 4, 3, 2, 1])
  })

  it('of a room gives all its channels', async () => {
    await client.publish('science', 'other', { n: 'other' })
    expect(numbers(await client.call('history', { room: 'science' }))).toEqual(['other', 5, 4, 3, 2, 1])
    expect(numbers(await client.call('history', { room: 'art' }))).toEqual([])
  })

  it.each<[object, string]>([
    [{ channel: 'general' }, 'args.room'],
    [{ room: 'science', after_seq: 1 }, 'args.after_seq'],
    [{ ...TOPIC, since: at(2000), until: at(1000) }, 'args.until'],
    [{ ...TOPIC, since: 'yesterday' }, 'args.since'],
    [{ ...TOPIC, limit: 0 }, 'args.limit'],
    [{ ...TOPIC, limit: 1001 }, 'args.limit'],
    [{ ...TOPIC, cursor: 'x' }, 'args.cursor'],
  ])('with %j is refused at %s', async (args, path) => {
    const admin = await connect(await start({ anonymousRole: 'admin' }))
    expect(await admin.ask({ type: 'command', command: 'history', args })).toMatchObject({
      error_code: 'VALIDATION_ERROR',
      payload: { errors: [{ path }] },
    })
  })

  it('without a store is told so', async () => {
    log.fail('read', () => new Error('no store'))
    expect(await codeOf(client.call('history', TOPIC))).toBe('INTERNAL_ERROR')
  })
})

describe('replaying', () => {
  const replay = (args: object = {}) => client.call('op.history.replay', { ...TOPIC, ...EVER, ...args })
  const publish = (sequence: number, n: unknown) =>
    client.ask({ type: 'message', ...TOPIC, payload: { n }, metadata: { sequence } })

  it('gives what was stored between two times, in its order', async () => {
    const data = await replay({ from_ts: at(1000), to_ts: at(3000) })
    expect(numbers(data)).toEqual([2, 3, 4])
    expect(data).toMatchObject({ count: 3, limit: 1000, from_ts: at(1000), to_ts: at(3000), next_cursor: null })
    expect(data.latency_ms).toBeGreaterThanOrEqual(0)
  })

  it('refuses what goes back in a producer, unless that is wanted', async () => {
    for (const [sequence, n] of [
      [1, 'a'],
      [2, 'b'],
      [2, 'c'],
      [1, 'd'],
    ] as const)
      await publish(sequence, n)
    expect(
      await client.ask({ type: 'command', command: 'op.history.replay', args: { ...TOPIC, ...EVER } }),
    ).toMatchObject({
      error_code: 'VALIDATION_ERROR',
      payload: {
        errors: [
          {
            path: 'entries.8.envelope.metadata.sequence',
            message: 'goes back from 2 to 1; strict_sequence: false reads it all the same',
          },
        ],
      },
    })
    expect(numbers(await replay({ strict_sequence: false }))).toEqual([1, 2, 3, 4, 5, 'a', 'b', 'c', 'd'])
  })

  it('minds the sequence of each producer in each channel by itself', async () => {
    await publish(7, 'a')
    await client.ask({
      type: 'message',
      room: 'science',
      channel: 'other',
      payload: { n: 'b' },
      metadata: { sequence: 1 },
    })
    expect(numbers(await client.call('op.history.replay', { room: 'science', ...EVER })).slice(5)).toEqual(['a', 'b'])
  })

  it('to a time before it begins is refused', async () => {
    expect(await codeOf(replay({ from_ts: at(2000), to_ts: at(1000) }))).toBe('VALIDATION_ERROR')
  })
})

describe('deleting a channel', () => {
  it('takes no message and no member while its stream goes', async () => {
    const admin = await connect(await start({ clock, log, anonymousRole: 'admin' }))
    await admin.publish('r', 'c')
    log.hold('remove')
    const deleting = admin.call('delete_channel', { room: 'r', channel: 'c' })
    await soon(() => log.held('remove')).toBe(1)
    const other = await connect({ url: admin.ws.url.replace(/\/$/, '') })
    expect(await codeOf(other.publish('r', 'c'))).toBe('CONFLICT')
    expect(await codeOf(other.join('r', 'c'))).toBe('CONFLICT')
    expect(await codeOf(other.call('channel_info', { room: 'r', channel: 'c' }))).toBe('NOT_FOUND')
    expect(await other.call('list_channels')).toMatchObject({ channels: [] })
    log.open('remove')
    expect(await deleting).toMatchObject({ deleted: true })
    expect(await other.publish('r', 'c')).toMatchObject({ seq: 1 })
  })

  it('that the store cannot forget leaves it as it was', async () => {
    const admin = await connect(await start({ clock, log, anonymousRole: 'admin' }))
    await admin.publish('r', 'c')
    log.fail('remove', () => new Error('no store'))
    expect(await codeOf(admin.call('delete_channel', { room: 'r', channel: 'c' }))).toBe('INTERNAL_ERROR')
    expect(await admin.publish('r', 'c')).toMatchObject({ seq: 2 })
  })
})
