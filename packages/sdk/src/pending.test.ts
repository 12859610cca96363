import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ArqonError } from './errors.js'
import { type Acknowledged, PendingPublishes } from './pending.js'

const options = { timeoutMs: 1000, maxMessages: 100, maxBytes: 100_000, minDelayMs: 10, maxDelayMs: 100 }
const topic = { room: 'r', channel: 'c' }
const idOf = (frame: string): string => JSON.parse(frame).id
const payloadOf = (frame: string): { n: number } => JSON.parse(frame).payload
const place = { seq: 1, epoch: 'e', delivered: 0, stored: true }

function acknowledge(pending: PendingPublishes, id: string, payload: object = {}) {
  const head = { id, version: '1.0', timestamp: '', sender: 'arqonbus' } as const
  return pending.acknowledge({
    ...head,
    type: 'message_response',
    request_id: id,
    status: 'success',
    payload: { ...place, ...payload },
  })
}

/** Time stands still unless a test moves it: what is asserted here is order and bounds, not durations. */
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A bus that sees what is sent on each connection. */
function connect(pending: PendingPublishes, limits: object = {}): string[] {
  const frames: string[] = []
  pending.opened((frame) => frames.push(frame) > 0, { ...limits })
  return frames
}

type Step = 'publish' | 'open' | 'close' | 'acknowledge' | 'refuse'
const steps = fc.array(fc.constantFrom<Step>('publish', 'publish', 'open', 'close', 'acknowledge', 'refuse'), {
  maxLength: 80,
})

test('whatever the connection does, each message is sent in the order of publishing and settles once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const pending = new PendingPublishes(options)
      const settled: number[] = []
      let published = 0
      let frames: string[] | undefined
      const answered = new Set<string>()
      const oldest = () => frames?.find((frame) => !answered.has(idOf(frame)))
      const run: Record<Step, () => void> = {
        publish: () => {
          const n = published++
          void pending.publish({ ...topic, payload: { n } }).then(() => settled.push(n))
        },
        open: () => {
          frames ??= connect(pending)
        },
        close: () => {
          frames = undefined
          pending.closed()
        },
        acknowledge: () => {
          const frame = oldest()
          if (frame === undefined) return
          answered.add(idOf(frame))
          acknowledge(pending, idOf(frame))
        },
        refuse: () => {
          const frame = frames?.at(-1)
          if (frame === undefined || answered.has(idOf(frame))) return
          pending.refuse(idOf(frame), new ArqonError('STORAGE_UNAVAILABLE', 'not now'))
        },
      }
      for (const step of script) {
        run[step]()
        await vi.advanceTimersByTimeAsync(0)
        const sent = (frames ?? []).map((frame) => payloadOf(frame).n)
        const first = sent.filter((n, index) => sent.indexOf(n) === index)
        expect(first).toEqual([...first].sort((a, b) => a - b))
      }
      pending.closed()
      frames = connect(pending)
      expect(frames.map((frame) => payloadOf(frame).n)).toEqual(
        [...frames.map((frame) => payloadOf(frame).n)].sort((a, b) => a - b),
      )
      for (const frame of frames) acknowledge(pending, idOf(frame))
      await vi.advanceTimersByTimeAsync(0)
      expect([...settled].sort((a, b) => a - b)).toEqual(Array.from({ length: published }, (_, n) => n))
      expect(pending.size).toBe(0)
      pending.fail(new ArqonError('CLIENT_CLOSED', 'over'))
      expect(vi.getTimerCount()).toBe(0)
    }),
    { numRuns: 200 },
  )
})

describe('the offline queue', () => {
  test('takes as many messages as it is allowed', async () => {
    const pending = new PendingPublishes({ ...options, maxMessages: 2 })
    const taken = [1, 2].map((n) => pending.publish({ ...topic, payload: { n } }))
    await expect(pending.publish({ ...topic, payload: { n: 3 } })).rejects.toMatchObject({ code: 'QUEUE_FULL' })
    for (const frame of connect(pending)) acknowledge(pending, idOf(frame))
    await expect(Promise.all(taken)).resolves.toHaveLength(2)
  })

  test('counts UTF-8 bytes', async () => {
    const pending = new PendingPublishes({ ...options, maxBytes: 1000 })
    const refused = pending.publish({ ...topic, payload: { text: '€'.repeat(400) } })
    await expect(refused).rejects.toMatchObject({ code: 'QUEUE_FULL' })
    const taken = pending.publish({ ...topic, payload: { text: '€'.repeat(200) } })
    pending.fail(new ArqonError('CLIENT_CLOSED', 'over'))
    await expect(taken).rejects.toMatchObject({ code: 'CLIENT_CLOSED' })
  })

  test('does not bound what is on its way', async () => {
    const pending = new PendingPublishes({ ...options, maxMessages: 2 })
    const frames = connect(pending)
    const acks = Array.from({ length: 10 }, (_, n) => pending.publish({ ...topic, payload: { n } }))
    for (const frame of frames) acknowledge(pending, idOf(frame))
    await expect(Promise.all(acks)).resolves.toHaveLength(10)
  })
})

describe('a refusal', () => {
  test('that passes is tried again under the same id after the time that the bus asks for', async () => {
    const pending = new PendingPublishes(options)
    const frames = connect(pending)
    const ack = pending.publish({ ...topic, payload: {} })
    const id = idOf(frames[0] ?? '')
    pending.refuse(id, new ArqonError('RATE_LIMIT_EXCEEDED', 'slow down', { details: { retry_after_ms: 50 } }))
    await vi.advanceTimersByTimeAsync(49)
    expect(frames).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2)
    expect(frames.map(idOf)).toEqual([id, id])
    acknowledge(pending, id)
    await expect(ack).resolves.toMatchObject({ id })
  })

  test('holds back what is published behind it', async () => {
    const pending = new PendingPublishes(options)
    const frames = connect(pending)
    void pending.publish({ ...topic, payload: { n: 1 } })
    pending.refuse(idOf(frames[0] ?? ''), new ArqonError('STORAGE_UNAVAILABLE', 'not now'))
    void pending.publish({ ...topic, payload: { n: 2 } })
    expect(frames).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(frames.map((frame) => payloadOf(frame).n)).toEqual([1, 1, 2])
  })

  test('that does not pass rejects at once', async () => {
    const pending = new PendingPublishes(options)
    const frames = connect(pending)
    const refused = pending.publish({ ...topic, payload: {} })
    const error = new ArqonError('CASIL_BLOCKED', 'a secret', { details: { reason: 'x' } })
    expect(pending.refuse(idOf(frames[0] ?? ''), error)).toBe(true)
    await expect(refused).rejects.toBe(error)
    expect(pending.refuse('arq_of_somebody_else', error)).toBe(false)
  })

  test('that never passes rejects in the end', async () => {
    const pending = new PendingPublishes(options)
    const frames = connect(pending)
    const refused = expect(pending.publish({ ...topic, payload: {} })).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    })
    for (let n = 0; n < 10; n++) {
      pending.refuse(idOf(frames.at(-1) ?? ''), new ArqonError('STORAGE_UNAVAILABLE', 'not now'))
      await vi.advanceTimersByTimeAsync(200)
    }
    await refused
    expect(frames).toHaveLength(10)
  })
})

describe('time', () => {
  test('counts from the sending, and only while connected', async () => {
    const pending = new PendingPublishes(options)
    const publishing = pending.publish({ ...topic, payload: {} })
    await vi.advanceTimersByTimeAsync(5000)
    connect(pending)
    await vi.advanceTimersByTimeAsync(600)
    pending.closed()
    await vi.advanceTimersByTimeAsync(5000)
    connect(pending)
    const refused = expect(publishing).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true })
    await vi.advanceTimersByTimeAsync(999)
    expect(pending.size).toBe(1)
    await vi.advanceTimersByTimeAsync(2)
    await refused
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is looked after by one timer for all', async () => {
    const pending = new PendingPublishes(options)
    connect(pending)
    const codes: string[] = []
    const publish = () =>
      pending.publish({ ...topic, payload: {} }).catch(({ code }: ArqonError) => void codes.push(code))
    void publish()
    await vi.advanceTimersByTimeAsync(500)
    void publish()
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(501)
    expect(codes).toEqual(['TIMEOUT'])
    await vi.advanceTimersByTimeAsync(500)
    expect(codes).toEqual(['TIMEOUT', 'TIMEOUT'])
  })
})

describe('a signal', () => {
  test('takes a message out of the queue', async () => {
    const pending = new PendingPublishes(options)
    const controller = new AbortController()
    const aborted = pending.publish({ ...topic, payload: { n: 1 } }, controller.signal)
    void pending.publish({ ...topic, payload: { n: 2 } })
    controller.abort('changed my mind')
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED', cause: 'changed my mind' })
    expect(connect(pending).map((frame) => payloadOf(frame).n)).toEqual([2])
  })

  test('that is aborted already sends nothing', async () => {
    const pending = new PendingPublishes(options)
    const frames = connect(pending)
    await expect(pending.publish({ ...topic, payload: {} }, AbortSignal.abort())).rejects.toMatchObject({
      code: 'ABORTED',
    })
    expect(frames).toEqual([])
    expect(pending.size).toBe(0)
  })
})

test('an id is used for one message at a time', async () => {
  const pending = new PendingPublishes(options)
  const id = 'arq_01K0ABCDEFGHJKMNPQRSTVWXYZ'
  const first = pending.publish({ ...topic, id, payload: {} })
  await expect(pending.publish({ ...topic, id, payload: {} })).rejects.toMatchObject({ code: 'CONFLICT' })
  connect(pending)
  expect(acknowledge(pending, id)).toEqual(topic)
  await first
  void pending.publish({ ...topic, id, payload: {} })
  expect(pending.size).toBe(1)
})

test('what recovery brings back is acknowledged by that', async () => {
  const pending = new PendingPublishes(options)
  const frames = connect(pending)
  const publishing: Promise<Acknowledged> = pending.publish({ ...topic, payload: {} })
  const id = idOf(frames[0] ?? '')
  pending.closed()
  pending.seen(id, 7, 'e')
  expect(await publishing).toEqual({ id, seq: 7, epoch: 'e', delivered: 0, stored: true, duplicate: false })
  expect(connect(pending)).toEqual([])
})

test('a message that the bus would close the connection for is refused here', async () => {
  const pending = new PendingPublishes(options)
  const waiting = pending.publish({ ...topic, payload: { text: 'x'.repeat(500) } })
  const frames = connect(pending, { max_message_size: 400 })
  await expect(waiting).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  expect(frames).toEqual([])
})
