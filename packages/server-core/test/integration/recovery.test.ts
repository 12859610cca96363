import { describe, expect, it } from 'vitest'
import { type Client, codeOf, connect, soon, start } from './harness.js'

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** Publishes messages `from` to `to`, all at once. */
async function publish(client: Client, from: number, to: number, text = ''): Promise<void> {
  await Promise.all(upTo(to, from).map((n) => client.publish('r', 'c', { n, text })))
}

describe('a client that was away', () => {
  it('gets all that it missed, in order, before anything live, and before the answer', async () => {
    const bus = await start()
    const publisher = await connect(bus)
    const first = await connect(bus)
    const { epoch } = await first.join('r', 'c')
    await publish(publisher, 1, 5)
    first.ws.terminate()
    await publish(publisher, 6, 1000)
    const back = await connect(bus)
    const joining = back.join('r', 'c', { since: { epoch, seq: 5 } })
    await publish(publisher, 1001, 1100)
    expect(await joining).toMatchObject({ recovered: true, epoch })
    await publish(publisher, 1101, 1110)
    await soon(() => back.seqs.length).toBe(1105)
    expect(back.seqs).toEqual(upTo(1110, 6))
    const answer = back.frames.findIndex(({ type }) => type === 'response')
    const before = back.frames.slice(0, answer).filter(({ seq }) => seq !== undefined)
    expect(before.length).toBe(Number((await joining).seq) - 5)
  })

  it('may have missed more than a queue holds, while everybody goes on', async () => {
    const bus = await start({ outboundQueueBytes: 200_000 })
    const publisher = await connect(bus)
    const { epoch } = await publisher.publish('r', 'c', { n: 1 })
    await publish(publisher, 2, 400, 'x'.repeat(10_000))
    const back = await connect(bus)
    const joining = back.join('r', 'c', { since: { epoch, seq: 0 } })
    await publish(publisher, 401, 420, 'y'.repeat(1000))
    expect(await joining).toMatchObject({ recovered: true })
    await soon(() => back.seqs).toEqual(upTo(420))
    expect(await codeOf(back.call('ping'))).toBe('none')
  })

  it('is told of a gap', async () => {
    const bus = await start({ maxHistorySize: 10 })
    const client = await connect(bus)
    const { epoch } = await client.publish('r', 'c')
    await publish(client, 2, 30)
    const back = await connect(bus)
    expect(await back.join('r', 'c', { since: { epoch, seq: 5 } })).toMatchObject({
      recovered: false,
      reason: 'history_gone',
      epoch,
      seq: 30,
    })
    expect(back.events).toMatchObject([
      { event: 'history.gap', since: { epoch, seq: 5 }, seq: 30, reason: 'history_gone' },
    ])
    await client.publish('r', 'c')
    await soon(() => back.seqs).toEqual([31])
  })

  it('may ask again while it is a member', async () => {
    const bus = await start()
    const [publisher, member] = [await connect(bus), await connect(bus)]
    const { epoch } = await member.join('r', 'c')
    await publish(publisher, 1, 600)
    await soon(() => member.seqs).toEqual(upTo(600))
    const joining = member.join('r', 'c', { since: { epoch, seq: 590 } })
    await publish(publisher, 601, 650)
    await joining
    await soon(() => member.seqs.slice(600)).toEqual(expect.arrayContaining(upTo(650, 591)))
    const again = member.seqs.slice(600)
    const start591 = again.indexOf(591)
    expect(again.slice(start591)).toEqual(upTo(650, 591))
  })

  it('and comes back a hundred times misses nothing, and gets nothing twice', async () => {
    const bus = await start()
    const publisher = await connect(bus)
    let isDone = false
    const publishing = (async () => {
      for (let n = 0; n < 2000; n += 10) await publish(publisher, n + 1, n + 10)
      isDone = true
    })()
    let seen = { epoch: String((await publisher.join('r', 'c')).epoch), seq: 0 }
    const seqs: unknown[] = []
    while (!isDone || seqs.length < 2000) {
      const client = await connect(bus)
      await client.join('r', 'c', { since: seen })
      client.ws.terminate()
      await client.closed
      seqs.push(...client.seqs)
      seen = { ...seen, seq: seqs.length }
    }
    await publishing
    expect(seqs).toEqual(upTo(2000))
  })
})
