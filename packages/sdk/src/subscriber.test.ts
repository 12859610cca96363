import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { ChannelMessage } from './message.js'
import { type MessageHandler, Subscriber, type Wants } from './subscriber.js'

const message = (seq: number): ChannelMessage => ({
  id: `arq_1_${seq}_abcdef`,
  type: 'message',
  version: '1.0',
  timestamp: '2026-11-23T05:17:24.123Z',
  sender: 'client_other',
  room: 'r',
  channel: 'c',
  payload: {},
  seq,
  epoch: 'e',
})

function make(handler: MessageHandler, wants: Wants = {}) {
  const events = { failed: vi.fn(), overflowed: vi.fn(), ended: vi.fn() }
  return { subscriber: new Subscriber(wants, handler, events), events }
}

test('messages are handled one at a time and in order, whether the handler waits or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 50 }), async (waits) => {
      const done: number[] = []
      let running = 0
      const handler = ({ seq = 0 }: ChannelMessage) => {
        const turns = waits[seq - 1] ?? 0
        if (turns === 0) {
          done.push(seq)
          return undefined
        }
        return (async () => {
          expect(++running).toBe(1)
          for (let turn = 0; turn < turns; turn++) await Promise.resolve()
          running--
          done.push(seq)
        })()
      }
      const { subscriber } = make(handler)
      waits.forEach((_, index) => {
        subscriber.push(message(index + 1))
      })
      await vi.waitFor(() => expect(done).toHaveLength(waits.length), { interval: 1 })
      expect(done).toEqual(waits.map((_, index) => index + 1))
      expect(subscriber.position).toEqual({ epoch: 'e', seq: waits.length })
    }),
    { numRuns: 50 },
  )
})

test('a long queue that never runs empty is handled in order', async () => {
  const done: number[] = []
  const { subscriber } = make(async ({ seq = 0 }) => void done.push(seq))
  for (let seq = 1; seq <= 5000; seq++) subscriber.push(message(seq))
  await vi.waitFor(() => expect(done).toHaveLength(5000), { interval: 1 })
  expect(done).toEqual(Array.from({ length: 5000 }, (_, index) => index + 1))
})

test('the position is that of the last message that was handled', async () => {
  const releases: (() => void)[] = []
  const { subscriber } = make(() => new Promise<void>((resolve) => releases.push(resolve)), {
    since: { epoch: 'e', seq: 3 },
  })
  expect(subscriber.position).toEqual({ epoch: 'e', seq: 3 })
  subscriber.push(message(4))
  subscriber.moveTo({ epoch: 'f', seq: 9 })
  expect(subscriber.position).toEqual({ epoch: 'e', seq: 3 })
  releases[0]?.()
  await vi.waitFor(() => expect(subscriber.position).toEqual({ epoch: 'f', seq: 9 }))
})

test('a handler that throws or rejects is told of, and gets the next message', async () => {
  const got: unknown[] = []
  const { subscriber, events } = make(({ seq }) => {
    got.push(seq)
    if (seq === 1) throw new Error('thrown')
    return seq === 2 ? Promise.reject(new Error('rejected')) : undefined
  })
  for (const seq of [1, 2, 3]) subscriber.push(message(seq))
  await vi.waitFor(() => expect(got).toEqual([1, 2, 3]))
  expect(events.failed.mock.calls.map(([error]) => [error.code, error.cause.message])).toEqual([
    ['HANDLER_FAILED', 'thrown'],
    ['HANDLER_FAILED', 'rejected'],
  ])
})

test('a handler may push, by whatever way, into its own subscription', () => {
  const got: number[] = []
  const { subscriber } = make(({ seq = 0 }) => {
    got.push(seq)
    if (seq < 3) subscriber.push(message(seq + 1))
  })
  subscriber.push(message(1))
  expect(got).toEqual([1, 2, 3])
})

test('too many messages that wait end it, and nothing comes after the end', async () => {
  const got: unknown[] = []
  const { subscriber, events } = make(
    ({ seq }) => {
      got.push(seq)
      return new Promise(() => undefined)
    },
    { maxBuffered: 2 },
  )
  for (const seq of [1, 2, 3]) subscriber.push(message(seq))
  expect(events.overflowed).not.toHaveBeenCalled()
  subscriber.push(message(4))
  expect(events.overflowed).toHaveBeenCalledWith(subscriber, expect.objectContaining({ code: 'BUFFER_FULL' }))
  subscriber.end()
  subscriber.push(message(5))
  expect(got).toEqual([1])
  expect(events.ended).toHaveBeenCalledExactlyOnceWith(undefined, false)
  await expect(subscriber.ready).rejects.toMatchObject({ code: 'ABORTED' })
})
