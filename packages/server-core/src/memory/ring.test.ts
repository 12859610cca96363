import { describe, expect, it } from 'vitest'
import { Kept } from './kept.js'
import { Ring } from './ring.js'

const life = { stream: { tenant: 't', room: 'r', channel: 'c' }, epoch: 'e' }
const keep = (maxMessages: number) => ({ maxMessages, maxAgeMs: 1000 })

/** A ring of messages with seq 1 and up, each stored at ten times its seq. */
function filled(count: number, maxMessages = 10_000): Ring {
  const ring = new Ring()
  for (let seq = 1; seq <= count; seq++)
    ring.push(new Kept(life, seq, `id ${seq}`, seq * 10, seq, '{}'), keep(maxMessages))
  return ring
}

const seqs = (ring: Ring) => ring.slice(0, ring.size).map(({ seq }) => seq)

describe('a ring', () => {
  it('keeps the newest', () => {
    expect(seqs(filled(5, 3))).toEqual([3, 4, 5])
    expect(filled(5, 3).at(0)?.seq).toBe(3)
    expect(filled(5, 3).at(3)).toBeUndefined()
  })

  it('keeps them when it has moved them down many times over', () => {
    const ring = filled(20_000, 1500)
    expect(ring.size).toBe(1500)
    expect(seqs(ring)).toEqual(Array.from({ length: 1500 }, (_, i) => 18_501 + i))
  })

  it('forgets what is older than it may be', () => {
    const ring = filled(5)
    ring.prune(30)
    expect(seqs(ring)).toEqual([3, 4, 5])
    ring.prune(1000)
    expect(ring.size).toBe(0)
    ring.prune(2000)
    ring.push(new Kept(life, 6, 'id', 2000, 6, '{}'), keep(3))
    expect(seqs(ring)).toEqual([6])
  })

  it('finds the place of a seq', () => {
    const ring = filled(6, 4)
    expect([0, 2, 3, 5, 6, 99].map((seq) => ring.indexAfter(seq))).toEqual([0, 0, 1, 3, 4, 4])
    expect(new Ring().indexAfter(5)).toBe(0)
  })

  it('finds the first message past a point', () => {
    const ring = filled(6, 4)
    const firstFrom = (time: number) => ring.firstIndex(({ storedAt }) => storedAt >= time)
    expect([0, 30, 31, 60, 61].map(firstFrom)).toEqual([0, 0, 1, 3, 4])
    expect(new Ring().firstIndex(() => true)).toBe(0)
  })

  it('gives any part of it', () => {
    const ring = filled(6, 4)
    expect(ring.slice(1, 3).map(({ seq }) => seq)).toEqual([4, 5])
    expect(ring.slice(3, 1)).toEqual([])
    expect(ring.slice(2, 99).map(({ seq }) => seq)).toEqual([5, 6])
  })
})
