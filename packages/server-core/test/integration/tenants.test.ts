import { describe, expect, it } from 'vitest'
import { codeOf, connect, nextId, soon, start, token, withTokens } from './harness.js'

async function twoTenants() {
  const bus = await start(withTokens())
  const [a, b] = [
    await connect(bus, { token: token({ sub: 'ann', tenant_id: 'a', role: 'admin' }) }),
    await connect(bus, { token: token({ sub: 'bob', tenant_id: 'b', role: 'admin' }) }),
  ]
  return { bus, a, b }
}

const TOPIC = { room: 'science', channel: 'general' }

describe('two tenants with the same names', () => {
  it('have each their own messages, places and epochs', async () => {
    const { a, b } = await twoTenants()
    const [inA, inB] = [
      await a.join('science', 'general', { echo: true }),
      await b.join('science', 'general', { echo: true }),
    ]
    expect(inA.epoch).not.toBe(inB.epoch)
    await a.publish('science', 'general', { from: 'a' })
    await a.publish('science', 'general', { from: 'a' })
    expect(await b.publish('science', 'general', { from: 'b' })).toMatchObject({ seq: 1, delivered: 1 })
    expect(a.messages).toMatchObject([{ payload: { from: 'a' } }, { payload: { from: 'a' } }])
    expect(b.messages).toMatchObject([{ payload: { from: 'b' } }])
  })

  it('may use the same message id', async () => {
    const { a, b } = await twoTenants()
    const id = nextId()
    await a.publish('science', 'general', {}, id)
    expect(await b.publish('science', 'general', {}, id)).not.toHaveProperty('duplicate')
  })

  it('have each their own history, also in whole', async () => {
    const { a, b } = await twoTenants()
    await a.publish('science', 'general', { secret: 'of a' })
    await b.publish('science', 'general', { secret: 'of b' })
    for (const args of [TOPIC, { room: 'science' }, {}]) {
      const text = JSON.stringify(await b.call('history', args))
      expect(text).toContain('of b')
      expect(text).not.toContain('of a')
    }
    const replay = { from_ts: '2000-01-01T00:00:00Z', to_ts: '2999-01-01T00:00:00Z' }
    expect(JSON.stringify(await b.call('op.history.replay', replay))).not.toContain('of a')
  })

  it('cannot recover what the other missed', async () => {
    const { a, b } = await twoTenants()
    const { epoch } = await a.publish('science', 'general')
    const joined = await b.join('science', 'general', { since: { epoch, seq: 0 } })
    expect(joined).toMatchObject({ recovered: false, reason: 'epoch_changed', seq: 0 })
    expect(b.messages).toEqual([])
  })

  it('see each their own members, and no coming and going of the other', async () => {
    const { bus, a, b } = await twoTenants()
    await a.join('science', 'general', { presence: true })
    await b.join('science', 'general', { presence: true })
    const other = await connect(bus, { token: token({ sub: 'bea', tenant_id: 'b' }) })
    await other.join('science', 'general')
    await soon(() => b.events).toMatchObject([{ event: 'presence.join', member: { subject: 'bea' } }])
    other.ws.close()
    await soon(() => b.events).toHaveLength(2)
    expect(a.events).toEqual([])
    expect(await a.call('presence', TOPIC)).toMatchObject({ members: [{ subject: 'ann' }], count: 1 })
    expect(await a.call('channel_info', TOPIC)).toMatchObject({ members: [{ subject: 'ann' }] })
  })

  it('cannot reach each other directly, nor learn that a client is there', async () => {
    const { a, b } = await twoTenants()
    const { client_id: id } = await a.welcome
    const there = await b.ask({ type: 'message', to_client: String(id), payload: {} })
    const nowhere = await b.ask({ type: 'message', to_client: 'client_nobody', payload: {} })
    expect([there.error_code, nowhere.error_code]).toEqual(['NOT_FOUND', 'NOT_FOUND'])
    expect(there.error).toBe(nowhere.error)
    expect(a.frames).toHaveLength(1)
  })

  it('make, list and delete each their own channels', async () => {
    const { a, b } = await twoTenants()
    await a.call('create_channel', { ...TOPIC, description: 'of a' })
    expect(await b.call('list_channels')).toMatchObject({ channels: [], count: 0 })
    await b.call('create_channel', { ...TOPIC, description: 'of b' })
    await b.call('delete_channel', TOPIC)
    expect(await a.call('list_channels')).toMatchObject({ channels: [{ description: 'of a' }] })
    expect(await codeOf(b.call('delete_channel', TOPIC))).toBe('NOT_FOUND')
  })

  it('count each their own', async () => {
    const { bus, a, b } = await twoTenants()
    await connect(bus, { token: token({ sub: 'amy', tenant_id: 'a' }) })
    await a.publish('science', 'general')
    await a.publish('art', 'general')
    expect(await a.call('status')).toMatchObject({
      connections: 2,
      rooms: 2,
      channels: 2,
      messages: { published: 2 },
      storage: { entries: 2 },
    })
    expect(await b.call('status')).toMatchObject({
      connections: 1,
      rooms: 0,
      channels: 0,
      messages: { published: 0 },
      storage: { entries: 0 },
    })
  })

  it('are not told apart by anything that a client writes', async () => {
    const { a, b } = await twoTenants()
    await a.join('science', 'general')
    for (const field of ['tenant', 'tenant_id']) {
      const answer = await b.ask({ type: 'message', ...TOPIC, payload: {}, [field]: 'a' })
      expect(answer.error_code).toBe('VALIDATION_ERROR')
    }
    await b.ask({ type: 'message', room: 'science', channel: 'general', payload: {}, metadata: { tenant_id: 'a' } })
    expect(a.messages).toEqual([])
  })

  it('whose limits are those of a tenant each have their own', async () => {
    const bus = await start({ ...withTokens(), maxChannelsPerTenant: 1 })
    const a = await connect(bus, { token: token({ tenant_id: 'a' }) })
    const b = await connect(bus, { token: token({ tenant_id: 'b' }) })
    await a.publish('r', 'one')
    expect(await codeOf(a.publish('r', 'two'))).toBe('QUOTA_EXCEEDED')
    expect(await codeOf(b.publish('r', 'two'))).toBe('none')
  })
})

describe('who crosses tenants', () => {
  it('is the admin of every tenant alone', async () => {
    const { bus, a } = await twoTenants()
    const root = await connect(bus, { token: token({ sub: 'root', tenant_id: '*', role: 'admin' }) })
    await a.publish('science', 'general')
    expect(await root.call('status')).toMatchObject({ connections: 3, channels: 1, messages: { published: 1 } })
    const { client_id: id } = await a.welcome
    expect(await root.ask({ type: 'message', to_client: String(id), payload: {} })).toMatchObject({ status: 'success' })
  })
})
