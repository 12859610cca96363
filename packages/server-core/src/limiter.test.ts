import { toBusError } from '@arqonbus/protocol'
import { describe, expect, it } from 'vitest'
import { Limiter, MinuteCounter } from './limiter.js'
import { FakeClock } from './testing/index.js'

/** How often `key` is let through in a row, and how long it is then told to wait. */
function drain(limiter: Limiter, key: string, most = 1000): { taken: number; wait: unknown } {
  for (let taken = 0; taken < most; taken++) {
    try {
      limiter.take(key)
    } catch (thrown) {
      const error = toBusError(thrown)
      expect(error.code).toBe('RATE_LIMIT_EXCEEDED')
      return { taken, wait: error.details.retry_after_ms }
    }
  }
  return { taken: most, wait: undefined }
}

describe('a bucket', () => {
  it('gives its burst, then what comes back', () => {
    const clock = new FakeClock()
    const limiter = new Limiter(10, 10, clock)
    expect(drain(limiter, 'a')).toEqual({ taken: 10, wait: 100 })
    clock.advance(99)
    expect(drain(limiter, 'a').taken).toBe(0)
    clock.advance(1)
    expect(drain(limiter, 'a')).toEqual({ taken: 1, wait: 100 })
    clock.advance(60_000)
    expect(drain(limiter, 'a').taken).toBe(10)
  })

  it('tells a time after which it takes again', () => {
    const clock = new FakeClock()
    for (const rate of [1, 3, 7, 11, 49, 1000 / 3]) {
      const limiter = new Limiter(rate, rate, clock)
      for (let n = 0; n < 50; n++) {
        const { wait } = drain(limiter, 'a')
        clock.advance(Number(wait))
        limiter.take('a')
      }
    }
  })

  it('is one for each key', () => {
    const limiter = new Limiter(2, 2, new FakeClock())
    expect(drain(limiter, 'a').taken).toBe(2)
    expect(drain(limiter, 'b').taken).toBe(2)
  })

  it('holds one token at least, however slowly they come', () => {
    const clock = new FakeClock()
    const limiter = new Limiter(0.5, 0.5, clock)
    expect(drain(limiter, 'a')).toEqual({ taken: 1, wait: 2000 })
    clock.advance(2000)
    expect(drain(limiter, 'a').taken).toBe(1)
  })

  it('has no bottom where there is no rate', () => {
    expect(drain(new Limiter(0, 0, new FakeClock()), 'a').taken).toBe(1000)
  })

  it('is the same after the full ones were forgotten', () => {
    const clock = new FakeClock()
    const limiter = new Limiter(1, 5, clock)
    expect(drain(limiter, 'empty').taken).toBe(5)
    for (let n = 0; n < 25_000; n++) {
      if (n % 1000 === 0) clock.advance(100)
      limiter.take(`key ${n}`)
    }
    expect(drain(limiter, 'empty').taken).toBe(2)
  })
})

describe('a counter of a minute', () => {
  it('says when it was often enough', () => {
    const counter = new MinuteCounter(3, new FakeClock())
    expect([counter.hit(), counter.hit(), counter.hit(), counter.hit()]).toEqual([false, false, true, true])
  })

  it('looks at any minute, wherever it begins', () => {
    const clock = new FakeClock()
    const counter = new MinuteCounter(3, clock)
    const hitAfter = (ms: number) => {
      clock.advance(ms)
      return counter.hit()
    }
    expect([0, 59_000, 2000, 57_000].map(hitAfter)).toEqual([false, false, false, true])
  })

  it('never says so for what is spread out', () => {
    const clock = new FakeClock()
    const counter = new MinuteCounter(10, clock)
    for (let n = 0; n < 100; n++) {
      expect(counter.hit()).toBe(false)
      clock.advance(6700)
    }
  })
})
