import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChannelMessage } from './message.js'
import { CatchUp, StreamReader } from './recovery.js'

const message = (seq: number, epoch = 'e'): ChannelMessage => ({
  id: `arq_1_${seq}_abcdef`,
  type: 'message',
  version: '1.0',
  timestamp: '2026-11-23T05:17:24.123Z',
  sender: 'client_other',
  room: 'r',
  channel: 'c',
  payload: {},
  seq,
  epoch,
})

/** A stream: whose each message is, where the connection drops, and how early or late acknowledgements come. */
const streams = fc.record({
  own: fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }),
  drops: fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
  shifts: fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 60, maxLength: 60 }),
})

/** Somebody who reads a stream in which some of the messages are its own, over connections that drop. */
class Reading {
  readonly reader = new StreamReader()
  readonly read: number[] = []
  #sent = 0

  constructor(
    private readonly own: readonly boolean[],
    private readonly shifts: readonly number[],
  ) {
    this.reader.adopt({ epoch: 'e', seq: 0 })
  }

  /** Live up to `end`: the bus does not echo, and acknowledgements come out of step with the messages around them. */
  live(end: number): void {
    for (let seq = this.#sent + 1; seq <= end; seq++) {
      this.own.forEach((mine, index) => {
        if (mine && index + 1 + (this.shifts[index] ?? 0) === seq)
          this.reader.acknowledged({ epoch: 'e', seq: index + 1 })
      })
      if (!this.own[seq - 1]) this.#take(seq)
    }
    this.#sent = Math.max(this.#sent, end)
  }

  /** The next connection goes on where the reader says, own messages included. */
  recover(): void {
    for (let seq = (this.reader.position?.seq ?? 0) + 1; seq <= this.#sent; seq++) this.#take(seq)
  }

  #take(seq: number): void {
    if (this.reader.read({ epoch: 'e', seq }) === 'new' && !this.own[seq - 1]) this.read.push(seq)
  }
}

test('whatever acknowledgements do, nothing of others is lost or doubled over drops', () => {
  fc.assert(
    fc.property(streams, ({ own, drops, shifts }) => {
      const reading = new Reading(own, shifts)
      for (const drop of drops.sort((a, b) => a - b)) {
        reading.live(Math.min(drop, own.length))
        reading.recover()
      }
      reading.live(own.length)
      reading.recover()
      expect(reading.read).toEqual(own.flatMap((mine, index) => (mine ? [] : [index + 1])))
    }),
  )
})

test('a message counts once, whatever comes twice', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 100 }), (seqs) => {
      const reader = new StreamReader()
      const read = seqs.filter((seq) => reader.read({ epoch: 'e', seq }) === 'new')
      expect(read).toEqual([...new Set(read)].sort((a, b) => a - b))
    }),
  )
})

test('an acknowledgement fills the place after the last message, and waits where it is ahead', () => {
  const reader = new StreamReader()
  reader.acknowledged({ epoch: 'e', seq: 1 })
  expect(reader.position).toBeUndefined()
  reader.adopt({ epoch: 'e', seq: 5 })
  reader.acknowledged({ epoch: 'e', seq: 8 })
  expect(reader.position?.seq).toBe(5)
  reader.acknowledged({ epoch: 'e', seq: 6 })
  expect(reader.position?.seq).toBe(6)
  expect(reader.read({ epoch: 'e', seq: 7 })).toBe('new')
  expect(reader.position?.seq).toBe(8)
  reader.acknowledged({ epoch: 'another', seq: 9 })
  expect(reader.position?.seq).toBe(8)
})

test('another life of the stream is told, and only adopted when somebody says so', () => {
  const reader = new StreamReader()
  reader.adopt({ epoch: 'old', seq: 5 })
  expect(reader.read({ epoch: 'new', seq: 1 })).toBe('other')
  expect(reader.position).toEqual({ epoch: 'old', seq: 5 })
  reader.adopt({ epoch: 'new', seq: 1 })
  expect(reader.position).toEqual({ epoch: 'new', seq: 1 })
  reader.adopt({ epoch: 'new', seq: 0 })
  expect(reader.position).toEqual({ epoch: 'new', seq: 1 })
})

test('catching up puts old and live messages in order, once each', () => {
  const seqs = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 80 })
  fc.assert(
    fc.property(seqs, fc.nat({ max: 50 }), (arrived, since) => {
      const catchUp = new CatchUp({ epoch: 'e', seq: since })
      for (const seq of arrived) catchUp.collect(message(seq))
      catchUp.collect(message(99, 'another'))
      const expected = [...new Set(arrived)].filter((seq) => seq > since).sort((a, b) => a - b)
      expect(catchUp.inOrder().map(({ seq }) => seq)).toEqual(expected)
    }),
  )
})
