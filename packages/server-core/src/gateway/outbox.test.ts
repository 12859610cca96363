import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodeTexts } from '../testing/index.js'
import { frameTexts } from './frame.js'
import { Outbox, type OutboxOptions } from './outbox.js'
import { Tick } from './tick.js'

/** More than what a socket takes before it asks for a pause, and a little more than that again. */
const LIMIT = 200_000
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** An outbox on one end of a real connection whose other end reads nothing until it is told to. */
async function pair(options: Partial<OutboxOptions> = {}) {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const peer = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [socket] = (await once(server, 'connection')) as [Socket]
  ends.push(
    () => peer.destroy(),
    () => socket.destroy(),
    () => server.close(),
  )
  const owner = { mayWrite: vi.fn(() => true), overflowed: vi.fn(), dropped: vi.fn(), wrote: vi.fn() }
  const tick = new Tick()
  const outbox = new Outbox(socket, tick, { limit: LIMIT, dropOldest: false, compressed: false, ...options }, owner)
  const chunks: Buffer[] = []
  const read = () => peer.on('data', (chunk) => chunks.push(chunk))
  const texts = () => textsIn(Buffer.concat(chunks))
  const write = vi.spyOn(socket, 'write')
  return { outbox, owner, socket, tick, read, texts, write }
}

/** None while the last one has not come whole. */
function textsIn(bytes: Buffer): string[] {
  try {
    return decodeTexts(bytes)
  } catch {
    return []
  }
}

/** Fills the buffers of both ends, until frames wait here. Gives how many went into them. */
function choke({ outbox }: Awaited<ReturnType<typeof pair>>, lossy = false): number {
  let pushed = 0
  while (outbox.waiting < LIMIT / 2) {
    outbox.push(frameTexts([numbered(pushed++)], lossy))
    outbox.flush()
    if (pushed > 10_000) throw new Error('the socket takes everything')
  }
  return pushed
}

function numbered(n: number): string {
  return `${n} `.padEnd(20_000, '.')
}

function numbersOf(texts: readonly string[]): number[] {
  return texts.map((text) => Number.parseInt(text, 10))
}

describe('writing', () => {
  it('is done once a tick for all that was pushed', async () => {
    const p = await pair()
    for (const text of ['a', 'b', 'c']) p.outbox.push(frameTexts([text]))
    expect(p.write).not.toHaveBeenCalled()
    p.tick.flush()
    expect(p.write).toHaveBeenCalledTimes(1)
    p.read()
    await expect.poll(p.texts).toEqual(['a', 'b', 'c'])
    expect(p.owner.wrote).toHaveBeenCalledExactlyOnceWith(9)
  })

  it('of more than is worth copying keeps its order', async () => {
    const p = await pair()
    const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(20_000))
    for (const text of texts) p.outbox.push(frameTexts([text]))
    p.tick.flush()
    p.read()
    await expect.poll(p.texts).toEqual(texts)
  })

  it('goes on by itself when the peer reads again', async () => {
    const p = await pair()
    const pushed = choke(p)
    expect(p.outbox.waiting).toBeGreaterThan(0)
    p.read()
    await expect.poll(() => numbersOf(p.texts())).toEqual(Array.from({ length: pushed }, (_, i) => i))
    expect(p.owner.overflowed).not.toHaveBeenCalled()
  })

  it('ends where the connection has begun to close: nothing may follow a close frame', async () => {
    const p = await pair()
    p.owner.mayWrite.mockReturnValue(false)
    p.outbox.push(frameTexts(['late']))
    p.tick.flush()
    p.outbox.push(frameTexts(['later']))
    p.tick.flush()
    expect(p.write).not.toHaveBeenCalled()
    expect(p.outbox.waiting).toBe(0)
  })

  it('sends what is compressed to those who take it', async () => {
    const p = await pair({ compressed: true })
    const text = 'long and dull '.repeat(1000)
    p.outbox.push(frameTexts([text]))
    expect(p.outbox.waiting).toBeLessThan(1000)
    p.tick.flush()
    p.read()
    await expect.poll(p.texts).toEqual([text])
  })
})

describe('a queue that is full', () => {
  it('gives up once, and forgets what waited', async () => {
    const p = await pair()
    choke(p)
    for (let n = 0; n < 20; n++) p.outbox.push(frameTexts([numbered(n)]))
    expect(p.owner.overflowed).toHaveBeenCalledTimes(1)
    expect(p.owner.dropped).not.toHaveBeenCalled()
    expect(p.outbox.waiting).toBe(p.socket.writableLength)
  })

  it('is never longer than its limit', async () => {
    const p = await pair({ dropOldest: true })
    choke(p)
    let most = 0
    for (let n = 0; n < 1000; n++) {
      p.outbox.push(frameTexts([numbered(n)]))
      most = Math.max(most, p.outbox.waiting)
    }
    expect(most).toBeLessThanOrEqual(LIMIT)
    expect(p.owner.overflowed).not.toHaveBeenCalled()
  })

  it('drops the oldest of what may be lost, and says how many', async () => {
    const p = await pair()
    const before = choke(p)
    const room = Math.floor((LIMIT - p.outbox.waiting) / 20_004)
    const count = room + 5
    for (let n = 0; n < count; n++) p.outbox.push(frameTexts([numbered(before + n)], true))
    const dropped = p.owner.dropped.mock.calls.reduce((sum, [messages]) => sum + Number(messages), 0)
    expect(dropped).toBe(5)
    expect(p.owner.overflowed).not.toHaveBeenCalled()
    p.read()
    await expect.poll(() => p.texts().length).toBe(before + count - dropped)
    const numbers = numbersOf(p.texts())
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    expect(numbers.at(-1)).toBe(before + count - 1)
  })

  it('never drops what must arrive for what may be lost', async () => {
    const p = await pair()
    choke(p)
    while (p.outbox.waiting + 20_004 <= LIMIT) p.outbox.push(frameTexts([numbered(1)]))
    p.outbox.push(frameTexts([numbered(2)], true))
    expect(p.owner.dropped).toHaveBeenCalledExactlyOnceWith(1)
    expect(p.owner.overflowed).not.toHaveBeenCalled()
  })

  it('drops what may be lost for what must arrive', async () => {
    const p = await pair()
    choke(p)
    while (p.outbox.waiting + 20_004 <= LIMIT) p.outbox.push(frameTexts([numbered(1)], true))
    p.outbox.push(frameTexts([numbered(2)]))
    expect(p.owner.dropped).toHaveBeenCalledExactlyOnceWith(1)
    expect(p.owner.overflowed).not.toHaveBeenCalled()
  })

  it('may lose everything where that is the policy', async () => {
    const p = await pair({ dropOldest: true })
    choke(p)
    for (let n = 0; n < 100; n++) p.outbox.push(frameTexts([numbered(n)]))
    expect(p.owner.dropped).toHaveBeenCalled()
    expect(p.owner.overflowed).not.toHaveBeenCalled()
  })

  it('takes a message of any size while it is empty', async () => {
    const p = await pair()
    const text = 'x'.repeat(LIMIT * 3)
    p.outbox.push(frameTexts([text]))
    expect(p.owner.overflowed).not.toHaveBeenCalled()
    p.tick.flush()
    p.read()
    await expect.poll(() => p.texts().length).toBe(1)
  })

  it('writes before it gives up', async () => {
    const p = await pair()
    const half = 'x'.repeat(LIMIT * 0.6)
    p.outbox.push(frameTexts([half]))
    p.outbox.push(frameTexts([half]))
    expect(p.write).toHaveBeenCalledTimes(1)
    expect(p.owner.overflowed).not.toHaveBeenCalled()
    p.tick.flush()
    p.read()
    await expect.poll(p.texts).toEqual([half, half])
  })
})

describe('waiting until it is drained', () => {
  it('takes no time where little waits', async () => {
    const p = await pair()
    await p.outbox.drained()
    p.outbox.push(frameTexts(['a']))
    await p.outbox.drained()
    expect(p.write).toHaveBeenCalledTimes(1)
  })

  it('lasts until the peer has read', async () => {
    const p = await pair()
    choke(p)
    const seen: string[] = []
    const waiting = p.outbox.drained().then(() => seen.push('drained'))
    await new Promise((resolve) => setImmediate(resolve))
    expect(seen).toEqual([])
    p.read()
    await waiting
    expect(p.outbox.waiting).toBeLessThanOrEqual(LIMIT / 4)
  })

  it('for a number of bytes lasts until so many are taken', async () => {
    const p = await pair()
    choke(p)
    const free = LIMIT - p.outbox.waiting
    await p.outbox.drained(free)
    p.read()
    await p.outbox.drained(LIMIT * 5)
    p.outbox.push(frameTexts(['x'.repeat(LIMIT * 5)]))
    expect(p.owner.overflowed).not.toHaveBeenCalled()
  })

  it('ends when the connection does', async () => {
    const p = await pair()
    choke(p)
    const waiting = Promise.all([p.outbox.drained(), p.outbox.drained(LIMIT)])
    p.outbox.discard()
    await waiting
    await p.outbox.drained()
  })
})

describe('the end', () => {
  it('comes behind all that was pushed', async () => {
    const p = await pair()
    const pushed = choke(p)
    p.outbox.push(frameTexts([numbered(pushed)]))
    const last = vi.fn(() => p.socket.end())
    p.outbox.end(last)
    p.outbox.push(frameTexts([numbered(pushed + 1)]))
    expect(last).not.toHaveBeenCalled()
    p.read()
    await expect.poll(() => numbersOf(p.texts())).toEqual(Array.from({ length: pushed + 1 }, (_, i) => i))
    expect(last).toHaveBeenCalledTimes(1)
  })

  it('comes at once where nothing waits', async () => {
    const p = await pair()
    const last = vi.fn()
    p.outbox.end(last)
    expect(last).toHaveBeenCalledTimes(1)
  })
})
