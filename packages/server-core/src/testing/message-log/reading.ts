import { describe, expect, it } from 'vitest'
import { type LogFixture, seqs, upTo } from './fixture.js'

const NOT_TOO_MANY = { limit: 1000 }
const ORDERS = ['oldest-first', 'newest-first'] as const

export function describeReading(t: LogFixture): void {
  describeMessages(t)
  describeCatchingUp(t)
  describeFilters(t)
  describePages(t)
  describeTenants(t)
}

function describeMessages(t: LogFixture): void {
  describe('a message', () => {
    it('comes back with its place, its time and its text', async () => {
      const stream = t.stream()
      const message = t.message(stream, { payload: { text: 'hello' } })
      const [appended] = await t.append([message])
      const [stored] = (await t.read(stream)).messages
      expect(stored).toMatchObject({ id: message.id, seq: 1, epoch: appended?.epoch })
      expect({ ...stored?.stream }).toMatchObject(stream)
      expect(stored?.storedAt).toBeGreaterThan(0)
      const { seq, epoch, ...rest } = JSON.parse(stored?.text ?? '')
      expect({ seq, epoch }).toEqual({ seq: 1, epoch: appended?.epoch })
      expect(rest).toEqual(JSON.parse(message.text))
    })

    it.each([
      ['letters of every script', 'Grüße, 世界, שלום, 👩‍🔬, e\u0301'],
      ['what JSON must escape', '"\\\b\f\n\r\t\u0000\u001f'],
      ['what other languages take for line ends', '\u0085\u2028\u2029'],
      ['the ends of the planes', '\ud7ff\ue000\ufffd\uffff\u{10ffff}'],
      ['what looks like SQL, keys and globs', `'; DROP TABLE x; -- $1 {a} [b] * ? % _ \\`],
    ])('keeps %s', async (_, text) => {
      const stream = t.stream()
      await t.append([t.message(stream, { payload: { text, [text]: 1 } })])
      const [stored] = (await t.read(stream)).messages
      expect(JSON.parse(stored?.text ?? '').payload).toEqual({ text, [text]: 1 })
    })

    it('keeps numbers as they were written, and keys in their order', async () => {
      const stream = t.stream()
      const payload = '{"z":1e2,"a":-0.5,"10":1.7976931348623157e308,"9":0.1}'
      await t.append([t.message(stream, { text: `{"id":"x","payload":${payload}}` })])
      const [stored] = (await t.read(stream)).messages
      expect(stored?.text).toContain(payload)
    })

    it('of a megabyte keeps every character', async () => {
      const stream = t.stream()
      const text = 'é0123456789abcdef'.repeat(64_000)
      await t.append([t.message(stream, { payload: { text } })])
      const missed = await t.log.readAfter(stream, { ...(await t.log.position(stream)), seq: 0 }, NOT_TOO_MANY)
      expect(JSON.parse(missed?.messages[0]?.text ?? '').payload.text).toBe(text)
    })

    it('may be in a channel with the longest names, in any script', async () => {
      const stream = { tenant: t.tenant(), room: '室'.repeat(128), channel: '道'.repeat(128) }
      await t.fill(stream, 2)
      const page = await t.read({ ...stream, limit: 1 })
      expect(page.cursor?.length).toBeLessThanOrEqual(512)
      expect(seqs(await t.readAll({ ...stream, limit: 1 }))).toEqual([1, 2])
    })
  })
}

function describeCatchingUp(t: LogFixture): void {
  describe('after a position', () => {
    it('comes exactly what follows, oldest first', async () => {
      const stream = t.stream()
      const messages = t.messages(stream, 6)
      const [first] = await t.append(messages)
      const missed = await t.log.readAfter(stream, { epoch: first?.epoch ?? '', seq: 2 }, NOT_TOO_MANY)
      expect(seqs(missed?.messages)).toEqual([3, 4, 5, 6])
      expect(missed?.messages.map(({ id }) => id)).toEqual(messages.slice(2).map(({ id }) => id))
      expect(missed?.more).toBe(false)
    })

    it('comes a page at a time', async () => {
      const stream = t.stream()
      const [first] = await t.fill(stream, 5)
      const missedFrom = (seq: number) => t.log.readAfter(stream, { epoch: first?.epoch ?? '', seq }, { limit: 2 })
      expect(await missedFrom(0)).toMatchObject({ messages: [{ seq: 1 }, { seq: 2 }], more: true })
      expect(await missedFrom(2)).toMatchObject({ messages: [{ seq: 3 }, { seq: 4 }], more: true })
      expect(await missedFrom(4)).toMatchObject({ messages: [{ seq: 5 }], more: false })
    })

    it('comes no more than fits, but one message always', async () => {
      const stream = t.stream()
      const [first] = await t.fill(stream, 3)
      const length = (await t.read(stream)).messages[0]?.text.length ?? 0
      const missedFrom = (maxCharacters: number) =>
        t.log.readAfter(stream, { epoch: first?.epoch ?? '', seq: 0 }, { limit: 10, maxCharacters })
      expect(await missedFrom(1)).toMatchObject({ messages: [{ seq: 1 }], more: true })
      expect(seqs((await missedFrom(length * 2 + 1))?.messages)).toEqual([1, 2])
      expect(await missedFrom(length * 10)).toMatchObject({ more: false })
    })

    it('comes nothing at the end', async () => {
      const stream = t.stream()
      const [, , last] = await t.fill(stream, 3)
      expect(await t.log.readAfter(stream, { epoch: last?.epoch ?? '', seq: 3 }, NOT_TOO_MANY)).toEqual({
        messages: [],
        more: false,
      })
    })

    it('ahead of the stream comes no answer', async () => {
      const stream = t.stream()
      const [first] = await t.fill(stream, 3)
      expect(await t.log.readAfter(stream, { epoch: first?.epoch ?? '', seq: 4 }, NOT_TOO_MANY)).toBeUndefined()
    })

    it('of another epoch comes no answer', async () => {
      const [stream, other] = [t.stream(), t.stream()]
      await t.fill(stream, 3)
      const foreign = await t.log.position(other)
      expect(await t.log.readAfter(stream, foreign, NOT_TOO_MANY)).toBeUndefined()
      expect(await t.log.readAfter(stream, { epoch: "it's none", seq: 0 }, NOT_TOO_MANY)).toBeUndefined()
    })

    it('of a former life comes no answer', async () => {
      const stream = t.stream()
      const [first] = await t.fill(stream, 3)
      await t.log.remove(stream)
      await t.fill(stream, 3)
      expect(await t.log.readAfter(stream, { epoch: first?.epoch ?? '', seq: 1 }, NOT_TOO_MANY)).toBeUndefined()
    })

    it('comes no answer where what follows has been pushed out, and all of it where just nothing has', async () => {
      const stream = t.stream()
      const [first] = await t.fill(stream, 10, { retention: { maxMessages: 4, maxAgeMs: 3_600_000 } })
      const missedFrom = (seq: number) => t.log.readAfter(stream, { epoch: first?.epoch ?? '', seq }, NOT_TOO_MANY)
      expect(await missedFrom(5)).toBeUndefined()
      expect(seqs((await missedFrom(6))?.messages)).toEqual([7, 8, 9, 10])
      expect(seqs((await missedFrom(10))?.messages)).toEqual([])
    })
  })
}

function describeFilters(t: LogFixture): void {
  describe('a reading', () => {
    it('may be of a channel, a room or the whole tenant', async () => {
      const tenant = t.tenant()
      const names = [t.stream(tenant, 'a', 'x'), t.stream(tenant, 'b', 'x'), t.stream(tenant, 'a', 'y')]
      await t.append(names.map((stream) => t.message(stream)))
      const topics = async (query: object) =>
        (await t.read({ tenant, ...query })).messages.map(({ stream }) => `${stream.room}:${stream.channel}`).sort()
      expect(await topics({ room: 'x', channel: 'a' })).toEqual(['x:a'])
      expect(await topics({ room: 'x' })).toEqual(['x:a', 'x:b'])
      expect(await topics({})).toEqual(['x:a', 'x:b', 'y:a'])
      expect(await topics({ room: 'z' })).toEqual([])
    })

    it.each(ORDERS)('has its order: %s', async (order) => {
      const stream = t.stream()
      await t.fill(stream, 4)
      const expected = order === 'oldest-first' ? [1, 2, 3, 4] : [4, 3, 2, 1]
      expect(seqs((await t.read({ ...stream, order })).messages)).toEqual(expected)
    })

    it('may begin behind a seq', async () => {
      const stream = t.stream()
      await t.fill(stream, 5)
      expect(seqs((await t.read({ ...stream, afterSeq: 3 })).messages)).toEqual([4, 5])
      expect(seqs((await t.read({ ...stream, afterSeq: 3, order: 'newest-first' })).messages)).toEqual([5, 4])
      expect(seqs((await t.read({ ...stream, afterSeq: 0 })).messages)).toEqual(upTo(5))
      expect(seqs((await t.read({ ...stream, afterSeq: 99 })).messages)).toEqual([])
    })

    it('may be of a span of time, both its ends included', async () => {
      const stream = t.stream()
      for (let n = 0; n < 4; n++) {
        await t.fill(stream, 1)
        await t.advance(20)
      }
      const [first, second, third] = (await t.read(stream)).messages.map(({ storedAt }) => storedAt)
      const between = async (since?: number, until?: number, order: 'oldest-first' | 'newest-first' = 'oldest-first') =>
        seqs((await t.read({ ...stream, since, until, order })).messages)
      expect(await between(second)).toEqual([2, 3, 4])
      expect(await between(undefined, second)).toEqual([1, 2])
      expect(await between(second, third)).toEqual([2, 3])
      expect(await between(second, third, 'newest-first')).toEqual([3, 2])
      expect(await between((first ?? 0) + 1, (second ?? 0) - 1)).toEqual([])
    })

    it('may be narrowed by everything at once', async () => {
      const tenant = t.tenant()
      const stream = t.stream(tenant)
      await t.fill(stream, 3)
      await t.advance(20)
      await t.fill(stream, 3)
      await t.fill(t.stream(tenant, 'other'), 3)
      const since = (await t.read({ ...stream, afterSeq: 3, limit: 1 })).messages[0]?.storedAt
      const page = await t.read({ ...stream, afterSeq: 4, since, limit: 1 })
      expect(seqs(page.messages)).toEqual([5])
      expect(
        seqs((await t.read({ ...stream, afterSeq: 4, since, limit: 1, cursor: page.cursor ?? '' })).messages),
      ).toEqual([6])
    })

    it('of what nobody ever wrote to is empty', async () => {
      expect(await t.read(t.stream())).toEqual({ messages: [], cursor: null })
      expect(await t.read({ tenant: t.tenant() })).toEqual({ messages: [], cursor: null })
    })

    it('has times that never fall within a stream', async () => {
      const stream = t.stream()
      for (let n = 0; n < 5; n++) await t.fill(stream, 2)
      const times = (await t.read(stream)).messages.map(({ storedAt }) => storedAt)
      expect(times).toEqual([...times].sort((a, b) => a - b))
    })
  })
}

/** Eight messages in each of three channels, in batches of all three, at several times. */
async function fillThree(t: LogFixture, tenant: string): Promise<void> {
  const names = [t.stream(tenant, 'a'), t.stream(tenant, 'b'), t.stream(tenant, 'c', 'other')]
  for (let n = 0; n < 4; n++) {
    await t.append(names.flatMap((stream) => t.messages(stream, 2)))
    if (n % 2 === 0) await t.advance(5)
  }
}

function describePages(t: LogFixture): void {
  describe('page by page', () => {
    it.each(ORDERS)('a channel is complete, %s', async (order) => {
      const stream = t.stream()
      await t.fill(stream, 7)
      const expected = order === 'oldest-first' ? upTo(7) : upTo(7).reverse()
      for (const limit of [1, 2, 3, 6, 7, 8]) {
        expect(seqs(await t.readAll({ ...stream, order, limit }))).toEqual(expected)
      }
    })

    it.each(ORDERS)('a tenant is complete, each stream in its order, %s', async (order) => {
      const tenant = t.tenant()
      await fillThree(t, tenant)
      const whole = await t.read({ tenant, order })
      for (const limit of [1, 5, 23, 24]) {
        const pages = await t.readAll({ tenant, order, limit })
        expect(pages.map(({ id }) => id)).toEqual(whole.messages.map(({ id }) => id))
      }
      const expected = order === 'oldest-first' ? upTo(8) : upTo(8).reverse()
      for (const channel of ['a', 'b', 'c']) {
        expect(seqs(whole.messages.filter(({ stream }) => stream.channel === channel))).toEqual(expected)
      }
    })

    it.each(ORDERS)('nothing is there twice, and nothing missing, while more arrives, %s', async (order) => {
      const tenant = t.tenant()
      const names = [t.stream(tenant, 'a'), t.stream(tenant, 'b')]
      const before = names.flatMap((stream) => t.messages(stream, 6))
      await t.append(before)
      let pages = 0
      const all = await t.readAll({ tenant, order, limit: 5 }, async () => {
        if (++pages < 20) await t.append(names.map((stream) => t.message(stream)))
      })
      const ids = all.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids).toEqual(expect.arrayContaining(before.map(({ id }) => id)))
    })

    it('the last one says so, though it may be full', async () => {
      const stream = t.stream()
      await t.fill(stream, 4)
      const first = await t.read({ ...stream, limit: 2 })
      expect(first.cursor).toEqual(expect.any(String))
      expect(await t.read({ ...stream, limit: 2, cursor: first.cursor ?? '' })).toMatchObject({ cursor: null })
    })

    it.each(ORDERS)('no page is longer than it may be, and all are complete, %s', async (order) => {
      const stream = t.stream()
      await t.fill(stream, 9)
      const length = (await t.read(stream)).messages[0]?.text.length ?? 0
      const page = await t.read({ ...stream, order, maxCharacters: length * 2 + 2 })
      expect(page.messages).toHaveLength(2)
      const all = seqs(await t.readAll({ ...stream, order, maxCharacters: length * 2 + 2 }))
      expect(all).toEqual(order === 'oldest-first' ? upTo(9) : upTo(9).reverse())
      expect(seqs(await t.readAll({ ...stream, order, maxCharacters: 1 }))).toEqual(all)
    })

    it.each(['', 'x', '*', 'eyJhIjoxfQ', '[1,"a",2]', 'null', '9'.repeat(500)])('%j is no cursor', async (cursor) => {
      const stream = t.stream()
      await t.fill(stream, 1)
      await expect(t.read({ ...stream, cursor })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    })
  })
}

function describeTenants(t: LogFixture): void {
  describe('tenants with the same names', () => {
    it('see nothing of each other', async () => {
      const [a, b] = [t.stream(), t.stream()]
      const [mine] = await t.fill(a, 3)
      await t.fill(b, 1)
      expect(await t.log.position(b)).toMatchObject({ seq: 1 })
      expect(seqs((await t.read(b)).messages)).toEqual([1])
      expect(seqs((await t.read({ tenant: b.tenant })).messages)).toEqual([1])
      expect(await t.log.readAfter(b, { epoch: mine?.epoch ?? '', seq: 0 }, NOT_TOO_MANY)).toBeUndefined()
      expect(await t.log.count(a.tenant)).toEqual({ streams: 1, messages: 3 })
      expect(await t.log.count(b.tenant)).toEqual({ streams: 1, messages: 1 })
    })

    it('give no cursor that shows another tenant', async () => {
      const [a, b] = [t.stream(), t.stream()]
      await t.fill(a, 3)
      await t.fill(b, 3)
      const { cursor } = await t.read({ ...a, limit: 1 })
      const page = await t.read({ ...b, cursor: cursor ?? '' }).catch(() => ({ messages: [] }))
      for (const { stream } of page.messages) expect(stream.tenant).toBe(b.tenant)
    })

    it('remove their own only', async () => {
      const [a, b] = [t.stream(), t.stream()]
      await t.fill(a, 2)
      await t.fill(b, 2)
      await t.log.remove(a)
      expect(seqs((await t.read(b)).messages)).toEqual([1, 2])
      expect((await t.log.count(a.tenant)).messages).toBe(0)
    })

    it('may have names that begin alike', async () => {
      const tenant = t.tenant()
      const names = [
        t.stream(tenant, 'c'),
        t.stream(`${tenant}x`, 'c'),
        t.stream(tenant, 'cx'),
        t.stream(tenant, 'c', 'sciencex'),
      ]
      for (const stream of names) await t.fill(stream, 1)
      for (const stream of names) expect(seqs((await t.read(stream)).messages)).toEqual([1])
      expect(await t.log.count(tenant)).toEqual({ streams: 3, messages: 3 })
    })

    it('add up', async () => {
      const before = await t.log.count()
      await t.fill(t.stream(), 2)
      await t.fill(t.stream(), 3)
      const then = await t.log.count()
      expect(then.streams - before.streams).toBe(2)
      expect(then.messages - before.messages).toBe(5)
    })
  })
}
