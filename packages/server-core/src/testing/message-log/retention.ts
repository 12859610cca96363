import { describe, expect, it } from 'vitest'
import { KEEP_ALL, type LogFixture, seqs, upTo } from './fixture.js'

/** Short enough to be waited for where the clock is real. */
const AGE_MS = 400

export function describeRetention(t: LogFixture): void {
  describe('what is kept', () => {
    it('is the newest, as many as the stream may have', async () => {
      const stream = t.stream()
      const retention = { maxMessages: 3, maxAgeMs: 3_600_000 }
      await t.fill(stream, 2, { retention })
      expect(seqs((await t.read(stream)).messages)).toEqual([1, 2])
      await t.fill(stream, 5, { retention })
      expect(seqs((await t.read(stream)).messages)).toEqual([5, 6, 7])
      expect(seqs((await t.read({ ...stream, order: 'newest-first' })).messages)).toEqual([7, 6, 5])
      expect(await t.log.position(stream)).toMatchObject({ seq: 7 })
    })

    it('is bounded for each stream by itself', async () => {
      const tenant = t.tenant()
      const [few, many] = [t.stream(tenant, 'few'), t.stream(tenant, 'many')]
      await t.fill(few, 5, { retention: { maxMessages: 1, maxAgeMs: 3_600_000 } })
      await t.fill(many, 5)
      expect(seqs((await t.read(few)).messages)).toEqual([5])
      expect(seqs((await t.read(many)).messages)).toEqual(upTo(5))
    })

    it('is nothing where nothing may be: it has its place, but is not stored', async () => {
      const stream = t.stream()
      const retention = { maxMessages: 0, maxAgeMs: 3_600_000 }
      expect(await t.fill(stream, 2, { retention })).toMatchObject([
        { seq: 1, stored: false },
        { seq: 2, stored: false },
      ])
      expect((await t.read(stream)).messages).toEqual([])
      const { epoch } = await t.log.position(stream)
      expect(await t.log.readAfter(stream, { epoch, seq: 0 }, { limit: 10 })).toBeUndefined()
    })

    it('has never a hole, where the bound changes', async () => {
      const stream = t.stream()
      await t.fill(stream, 2)
      await t.fill(stream, 1, { retention: { maxMessages: 0, maxAgeMs: 3_600_000 } })
      await t.fill(stream, 1)
      const { epoch } = await t.log.position(stream)
      expect(await t.log.readAfter(stream, { epoch, seq: 1 }, { limit: 10 })).toBeUndefined()
      expect(seqs((await t.log.readAfter(stream, { epoch, seq: 3 }, { limit: 10 }))?.messages)).toEqual([4])
    })

    it('goes when it is too old, and is then counted no more', async () => {
      const stream = t.stream()
      const retention = { maxMessages: 100, maxAgeMs: AGE_MS }
      const [first] = await t.fill(stream, 3, { retention })
      await t.advance(AGE_MS * 1.5)
      await t.fill(stream, 1, { retention })
      const epoch = first?.epoch ?? ''
      expect(seqs((await t.read(stream)).messages)).toEqual([4])
      expect(await t.log.readAfter(stream, { epoch, seq: 2 }, { limit: 10 })).toBeUndefined()
      expect(seqs((await t.log.readAfter(stream, { epoch, seq: 3 }, { limit: 10 }))?.messages)).toEqual([4])
      await t.advance(AGE_MS * 1.5)
      await t.log.prune()
      expect((await t.log.count(stream.tenant)).messages).toBe(0)
      expect(await t.log.position(stream)).toEqual({ epoch, seq: 4 })
      expect(await t.log.readAfter(stream, { epoch, seq: 4 }, { limit: 10 })).toEqual({ messages: [], more: false })
    })

    it('stays when the log tidies up', async () => {
      const stream = t.stream()
      await t.fill(stream, 3, { retention: KEEP_ALL })
      await t.log.prune()
      expect(seqs((await t.read(stream)).messages)).toEqual([1, 2, 3])
    })

    it('has a page after those that went while it was read', async () => {
      const stream = t.stream()
      const retention = { maxMessages: 6, maxAgeMs: 3_600_000 }
      await t.fill(stream, 6, { retention })
      const read = await t.readAll({ ...stream, limit: 2 }, () => t.fill(stream, 1, { retention }))
      const numbers = seqs(read) ?? []
      expect(new Set(numbers).size).toBe(numbers.length)
      expect(numbers.slice(0, 6)).toEqual(upTo(6))
    })
  })
}
