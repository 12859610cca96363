import { expect, it } from 'vitest'
import { type Flushable, Tick } from './tick.js'

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

it('flushes once, when the turn is over, in the order of the marks', async () => {
  const tick = new Tick()
  const flushed: string[] = []
  const named = (name: string): Flushable => ({ flush: () => void flushed.push(name) })
  tick.mark(named('a'))
  tick.mark(named('b'))
  expect(flushed).toEqual([])
  await nextTurn()
  expect(flushed).toEqual(['a', 'b'])
  await nextTurn()
  expect(flushed).toEqual(['a', 'b'])
})

it('flushes in the next turn what is marked while it flushes', async () => {
  const tick = new Tick()
  const flushed: number[] = []
  const again: Flushable = {
    flush: () => {
      flushed.push(flushed.length)
      if (flushed.length < 3) tick.mark(again)
    },
  }
  tick.mark(again)
  await nextTurn()
  expect(flushed).toEqual([0])
  await nextTurn()
  await nextTurn()
  expect(flushed).toEqual([0, 1, 2])
})

it('may be flushed early', async () => {
  const tick = new Tick()
  let flushes = 0
  tick.mark({ flush: () => void flushes++ })
  tick.flush()
  expect(flushes).toBe(1)
  await nextTurn()
  expect(flushes).toBe(1)
})
