import { busCommands, type Contract, type JsonObject } from '@arqonbus/protocol'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { TestBus } from '../../src/testing/index.js'
import { type Client, codeOf, connect, soon, start, token, withTokens } from './harness.js'

const contracts: Contract[] = Object.values(busCommands)
const TOPIC = { room: 'science', channel: 'general' }
const everything = [{ room: '*', channel: '*', actions: ['publish', 'subscribe', 'history', 'presence', 'manage'] }]

const user = (tenant: string, claims: object = {}) => token({ sub: `user-of-${tenant}`, tenant_id: tenant, ...claims })
const admin = (tenant: string) => token({ sub: `admin-of-${tenant}`, tenant_id: tenant, role: 'admin' })

/** A tenant as the examples suppose it: a channel that somebody is in and something was said in. */
async function furnish(bus: TestBus, tenant: string): Promise<Client> {
  const member = await connect(bus, { token: admin(tenant) })
  await member.call('client.describe', { type: 'service', screen_name: `secret-name-of-${tenant}` })
  await member.call('create_channel', { ...TOPIC, description: `secret-description-of-${tenant}` })
  await member.join('science', 'general')
  await member.publish('science', 'general', { text: `secret-message-of-${tenant}` })
  return member
}

/** What some examples need beside that. */
const before: Readonly<Record<string, (member: Client) => Promise<unknown>>> = {
  create_channel: async (member) => {
    await member.call('leave_channel', TOPIC)
    await member.call('delete_channel', TOPIC)
  },
  delete_channel: (member) => member.call('leave_channel', TOPIC),
}

/** The example's arguments; a token cannot be an example that holds for ever. */
function argsOf({ name, example }: Contract, caller: string): object {
  return { ...Object(example.args), ...(name === 'auth.refresh' ? { token: caller } : {}) }
}

describe.each(contracts)('the command $name', (contract) => {
  const { name, permission, aliases = [] } = contract

  it.each([name, ...aliases])('works as its example says, called %s', async (called) => {
    const bus = await start(withTokens())
    const member = await furnish(bus, 'acme')
    await before[name]?.(member)
    const caller = user('acme', { permissions: everything })
    const client = await connect(bus, { token: caller })
    const data = await client.call(called, argsOf(contract, caller))
    expect(v.safeParse(contract.data, data).issues).toBeUndefined()
  })

  it('is for those who may', async () => {
    const bus = await start(withTokens())
    await before[name]?.(await furnish(bus, 'acme'))
    const caller = user('acme', { permissions: [] })
    const client = await connect(bus, { token: caller })
    const code = await codeOf(client.call(name, argsOf(contract, caller)))
    expect(code).toBe(permission === 'anyone' ? 'none' : 'AUTHORIZATION_ERROR')
  })

  it('says which argument is wrong', async () => {
    const bus = await start(withTokens())
    const client = await connect(bus, { token: admin('acme') })
    const args = { ...argsOf(contract, admin('acme')), nonsense: true }
    expect(await client.ask({ type: 'command', command: name, args })).toMatchObject({
      type: 'response',
      status: 'error',
      error_code: 'VALIDATION_ERROR',
      payload: { errors: [{ path: 'args.nonsense', message: 'is not a known field' }] },
    })
  })

  it('neither shows nor changes anything of another tenant', async () => {
    const bus = await start(withTokens())
    const member = await furnish(bus, 'acme')
    const own = await furnish(bus, 'other')
    await before[name]?.(own)
    const held = await snapshot(member)
    const caller = admin('other')
    const client = await connect(bus, { token: caller })
    const data = await client.call(name, argsOf(contract, caller))
    const { client_id: id } = await member.welcome
    for (const secret of ['of-acme', String(id)]) expect(JSON.stringify(data)).not.toContain(secret)
    expect(await snapshot(member)).toEqual(held)
    expect(member.frames.some(({ type }) => type === 'event')).toBe(false)
  })
})

/** All that a tenant can see of itself. */
async function snapshot(member: Client): Promise<JsonObject[]> {
  const { server: _server, ...status } = await member.call('status')
  const calls = ['list_channels', 'history', 'channel_info', 'presence'].map((name) =>
    member.call(name, name === 'list_channels' ? {} : TOPIC),
  )
  return [status, ...(await Promise.all(calls))]
}

describe('channels', () => {
  it('are made once, listed page by page, and deleted when they are empty', async () => {
    const bus = await start(withTokens())
    const client = await connect(bus, { token: admin('acme') })
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const channel of names)
      await client.call('create_channel', { room: 'r', channel, description: `the ${channel}` })
    expect(await codeOf(client.call('create_channel', { room: 'r', channel: 'a' }))).toBe('CONFLICT')
    const listed: unknown[] = []
    let cursor: unknown
    do {
      const page: JsonObject = await client.call('list_channels', {
        room: 'r',
        limit: 2,
        ...(cursor ? { cursor } : {}),
      })
      listed.push(...v.parse(v.array(v.looseObject({ channel: v.string() })), page.channels))
      cursor = page.next_cursor
    } while (cursor !== null)
    expect(listed).toMatchObject(
      names.map((channel) => ({ room: 'r', channel, description: `the ${channel}`, seq: 0 })),
    )
    await client.join('r', 'a')
    expect(await codeOf(client.call('delete_channel', { room: 'r', channel: 'a' }))).toBe('CONFLICT')
    await client.call('leave_channel', { room: 'r', channel: 'a' })
    expect(await client.call('delete_channel', { room: 'r', channel: 'a' })).toMatchObject({ deleted: true })
    expect(await codeOf(client.call('channel_info', { room: 'r', channel: 'a' }))).toBe('NOT_FOUND')
    expect(await codeOf(client.call('list_channels', { cursor: 'x' }))).toBe('VALIDATION_ERROR')
  })

  it('deleted and made again have another life', async () => {
    const bus = await start(withTokens())
    const client = await connect(bus, { token: admin('acme') })
    const first = await client.publish('r', 'c')
    await client.call('delete_channel', { room: 'r', channel: 'c' })
    const again = await client.publish('r', 'c')
    expect(again).toMatchObject({ seq: 1 })
    expect(again.epoch).not.toBe(first.epoch)
    const joined = await client.join('r', 'c', { since: { epoch: first.epoch, seq: 1 } })
    expect(joined).toMatchObject({ recovered: false, reason: 'epoch_changed' })
  })

  it('are announced to those who are in their room and want to know', async () => {
    const bus = await start(withTokens())
    const [watcher, quiet] = [await connect(bus, { token: user('acme') }), await connect(bus, { token: user('acme') })]
    await watcher.join('r', 'lobby', { presence: true })
    await quiet.join('r', 'lobby')
    const client = await connect(bus, { token: admin('acme') })
    await client.call('create_channel', { room: 'r', channel: 'new' })
    await client.call('delete_channel', { room: 'r', channel: 'new' })
    const of = (list: JsonObject[]) => list.filter(({ channel }) => channel === 'new').map(({ event }) => event)
    await soon(() => of(watcher.events)).toEqual(['channel.created', 'channel.deleted'])
    expect(quiet.events).toEqual([])
  })

  it('that somebody may not see are not listed', async () => {
    const bus = await start(withTokens())
    await (await connect(bus, { token: admin('acme') })).publish('secret', 'one')
    const permissions = [{ room: 'open', channel: '*', actions: ['publish'] }]
    const client = await connect(bus, { token: user('acme', { permissions }) })
    await client.publish('open', 'one')
    expect(await client.call('list_channels')).toMatchObject({ channels: [{ room: 'open', channel: 'one' }], count: 1 })
    expect(await codeOf(client.publish('secret', 'one'))).toBe('AUTHORIZATION_ERROR')
  })

  it('keep as much as they were made with', async () => {
    const bus = await start(withTokens())
    const client = await connect(bus, { token: admin('acme') })
    await client.call('create_channel', { room: 'r', channel: 'short', history: { max_messages: 2 } })
    await client.call('create_channel', { room: 'r', channel: 'none', history: { max_messages: 0 } })
    for (let n = 0; n < 5; n++) await client.publish('r', 'short')
    expect(await client.call('history', { room: 'r', channel: 'short' })).toMatchObject({ count: 2 })
    expect(await client.publish('r', 'none')).toMatchObject({ seq: 1, stored: false })
    expect(await client.call('history', { room: 'r', channel: 'none' })).toMatchObject({ count: 0 })
  })
})

describe('members', () => {
  it('are listed page by page', async () => {
    const bus = await start()
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect(bus)))
    for (const client of clients) await client.join('r', 'c')
    const ids: unknown[] = []
    let cursor: unknown
    do {
      const page: JsonObject =
        (await clients[0]?.call('presence', { room: 'r', channel: 'c', limit: 2, ...(cursor ? { cursor } : {}) })) ?? {}
      ids.push(
        ...v.parse(v.array(v.looseObject({ client_id: v.string() })), page.members).map((member) => member.client_id),
      )
      cursor = page.next_cursor
    } while (cursor)
    const expected = await Promise.all(clients.map(async ({ welcome }) => (await welcome).client_id))
    expect(ids).toEqual([...expected].sort())
    expect(await clients[0]?.call('presence', { room: 'no', channel: 'body' })).toMatchObject({ members: [], count: 0 })
  })

  it('and what is known of them are in the channel', async () => {
    const client = await connect(await start())
    await client.call('client.describe', { type: 'human', screen_name: 'Ada', metadata: { mood: 'fine' } })
    await client.join('r', 'c')
    const { client_id: id } = await client.welcome
    expect(await client.call('channel_info', { room: 'r', channel: 'c' })).toMatchObject({
      members: [{ client_id: id, description: { type: 'human', screen_name: 'Ada', metadata: { mood: 'fine' } } }],
      lossy: false,
      seq: 0,
    })
  })
})

describe('help', () => {
  it('shows every command, or one by any of its names, or says that there is none', async () => {
    const client = await connect(await start())
    const { commands } = await client.call('help')
    expect(v.parse(v.array(v.looseObject({ name: v.string() })), commands).map(({ name }) => name)).toEqual(
      contracts.map(({ name }) => name).sort(),
    )
    expect(await client.call('help', { command: 'history.get' })).toMatchObject({
      commands: [{ name: 'op.history.get' }],
    })
    expect(await codeOf(client.call('help', { command: 'nope' }))).toBe('NOT_FOUND')
  })
})

describe('status', () => {
  it('counts what the tenant has', async () => {
    const bus = await start()
    const [a, b] = [await connect(bus), await connect(bus)]
    await b.join('science', 'general')
    await a.publish('science', 'general')
    await a.publish('science', 'other')
    expect(await a.call('status')).toMatchObject({
      server: { name: 'ArqonBus', node_id: 'node-test', state: 'running' },
      connections: 2,
      rooms: 1,
      channels: 2,
      messages: { published: 2, delivered: 1 },
      storage: { backend: 'memory', durable: false, entries: 2 },
    })
  })
})
