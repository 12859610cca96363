import { describe, expect, it } from 'vitest'
import { type LogFixture, seqs, upTo } from './fixture.js'

export function describeAppending(t: LogFixture): void {
  describe('places', () => {
    it('are numbered from 1 on, within a batch and over batches', async () => {
      const stream = t.stream()
      expect(seqs(await t.fill(stream, 3))).toEqual([1, 2, 3])
      expect(seqs(await t.fill(stream, 1))).toEqual([4])
      expect(seqs(await t.fill(stream, 2))).toEqual([5, 6])
    })

    it('are counted for each stream of a batch by itself', async () => {
      const tenant = t.tenant()
      const [a, b] = [t.stream(tenant, 'a'), t.stream(tenant, 'b')]
      const batch = [a, b, a, a, b].map((stream) => t.message(stream))
      expect(seqs(await t.append(batch))).toEqual([1, 1, 2, 3, 2])
    })

    it('follow the order of the calls, answered or not', async () => {
      const stream = t.stream()
      const batches = await Promise.all(upTo(20).map(() => t.fill(stream, 5)))
      expect(batches.flatMap((batch) => seqs(batch))).toEqual(upTo(100))
    })

    it('have an epoch that stays, and that no other stream has', async () => {
      const tenant = t.tenant()
      const names = [t.stream(tenant, 'a'), t.stream(tenant, 'b'), t.stream(tenant, 'a', 'other'), t.stream()]
      const first = await t.append(names.map((stream) => t.message(stream)))
      const second = await t.append(names.map((stream) => t.message(stream)))
      expect(second.map(({ epoch }) => epoch)).toEqual(first.map(({ epoch }) => epoch))
      expect(new Set(first.map(({ epoch }) => epoch)).size).toBe(4)
      for (const { epoch } of first) expect(epoch).toMatch(/^[\w-]{1,64}$/)
    })

    it('are found where the log says that they are', async () => {
      const stream = t.stream()
      const empty = await t.log.position(stream)
      expect(empty.seq).toBe(0)
      const [appended] = await t.fill(stream, 1)
      expect(appended).toMatchObject({ epoch: empty.epoch, seq: 1, duplicate: false, stored: true })
      expect(await t.log.position(stream)).toEqual({ epoch: empty.epoch, seq: 1 })
    })

    it('see what was appended before, without waiting for its answer', async () => {
      const stream = t.stream()
      const appending = t.fill(stream, 10)
      const { seq } = await t.log.position(stream)
      expect(seq).toBe(10)
      await appending
    })

    it('begin again in a new epoch after the stream was removed', async () => {
      const stream = t.stream()
      const [before] = await t.fill(stream, 3)
      await t.log.remove(stream)
      const [after] = await t.fill(stream, 1)
      expect(after?.seq).toBe(1)
      expect(after?.epoch).not.toBe(before?.epoch)
      expect(seqs((await t.read(stream)).messages)).toEqual([1])
    })

    it('of a batch of thousands have no hole', async () => {
      const stream = t.stream()
      expect(seqs(await t.fill(stream, 5000))).toEqual(upTo(5000))
      expect(seqs(await t.readAll(stream))).toEqual(upTo(5000))
    })

    it('of a removed stream that never was are no error', async () => {
      await expect(t.log.remove(t.stream())).resolves.toBeUndefined()
    })
  })
}

export function describeDuplicates(t: LogFixture): void {
  describe('an id that comes twice', () => {
    it('gets its first place again, in the same batch and in a later one', async () => {
      const stream = t.stream()
      const [twice, other] = [t.message(stream), t.message(stream)]
      const [first, , again] = await t.append([twice, other, twice])
      expect(first).toMatchObject({ seq: 1, duplicate: false })
      expect(again).toEqual({ ...first, duplicate: true })
      const [later] = await t.append([{ ...twice, text: t.message(stream).text }])
      expect(later).toEqual({ ...first, duplicate: true })
      expect(await t.log.position(stream)).toMatchObject({ seq: 2 })
      expect((await t.read(stream)).messages.map(({ id }) => id)).toEqual([twice.id, other.id])
    })

    it('in two batches that are both under way is taken once', async () => {
      const stream = t.stream()
      const twice = t.message(stream)
      const answers = (await Promise.all([t.append([twice]), t.append([twice]), t.append([twice])])).flat()
      expect(answers.map(({ seq }) => seq)).toEqual([1, 1, 1])
      expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, true, true])
    })

    it('in another channel, room or tenant is another message', async () => {
      const tenant = t.tenant()
      const id = t.id()
      const names = [t.stream(tenant, 'a'), t.stream(tenant, 'b'), t.stream(tenant, 'a', 'other'), t.stream()]
      const answers = await t.append(names.map((stream) => t.message(stream, { id })))
      expect(answers.map(({ duplicate, seq }) => [duplicate, seq])).toEqual([
        [false, 1],
        [false, 1],
        [false, 1],
        [false, 1],
      ])
    })

    it('in the next life of the stream is another message', async () => {
      const stream = t.stream()
      const message = t.message(stream)
      await t.append([message])
      await t.log.remove(stream)
      expect(await t.append([message])).toMatchObject([{ seq: 1, duplicate: false }])
    })

    it('is remembered for the window, though the message itself may be gone', async () => {
      const stream = t.stream()
      const message = t.message(stream, { retention: { maxMessages: 1, maxAgeMs: 3_600_000 } })
      const [first] = await t.append([message])
      await t.fill(stream, 3, { retention: message.retention })
      await t.advance(t.windowMs / 4)
      expect(await t.append([message])).toEqual([{ ...first, duplicate: true }])
    })

    it('is another message once the window is over', async () => {
      const stream = t.stream()
      const message = t.message(stream)
      await t.append([message])
      await t.advance(t.windowMs * 1.5)
      await t.log.prune()
      expect(await t.append([message])).toMatchObject([{ seq: 2, duplicate: false }])
    })
  })
}
