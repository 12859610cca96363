import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { actions, busCommands, type Contract, isErrorCode, toDetail } from '../index.js'

const contracts: readonly Contract[] = Object.values(busCommands)

/** Codes that every command can answer, which no contract repeats. */
const alwaysPossible = [
  'VALIDATION_ERROR',
  'AUTHORIZATION_ERROR',
  'RATE_LIMIT_EXCEEDED',
  'COMMAND_NOT_FOUND',
  'INTERNAL_ERROR',
]

/** The paths and messages for which a contract refuses arguments. */
function refusedArgs(contract: Contract, args: unknown) {
  return (v.safeParse(contract.args, args).issues ?? []).map(toDetail)
}

const parsedArgs = (contract: Contract, args: unknown) => v.parse(contract.args, args)

describe.each(contracts)('$name', (contract) => {
  it('stands in the table under its name', () => {
    expect(Object.entries(busCommands).find(([, value]) => value === contract)?.[0]).toBe(contract.name)
  })

  it('has a name that a shell and a file can carry', () => {
    for (const name of [contract.name, ...(contract.aliases ?? [])]) expect(name).toMatch(/^[a-z]+([._][a-z]+)*$/)
  })

  it('is summed up in one line without a full stop', () => {
    expect(contract.summary).toMatch(/^[A-Z][^\n]{5,100}[^.\s]$/)
  })

  it('is for anyone, for admins or for whoever has an action granted', () => {
    expect(['anyone', 'admin', ...actions]).toContain(contract.permission)
  })

  it('has arguments that JSON carries, and that are right, as its example', () => {
    const { args } = contract.example
    expect(JSON.parse(JSON.stringify(args))).toEqual(args)
    expect(refusedArgs(contract, args)).toEqual([])
  })

  it('has data that JSON carries, and that are right, as its example', () => {
    const { data } = contract.example
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
    expect(v.safeParse(contract.data, data).issues).toBeUndefined()
  })

  it('names an argument that it does not know', () => {
    expect(refusedArgs(contract, { ...Object(contract.example.args), colour: 1 })).toEqual([
      { path: 'colour', message: 'is not a known field' },
    ])
  })

  it('names only errors of the table, and none that every command can answer', () => {
    expect(contract.errors.filter((code) => !isErrorCode(code) || alwaysPossible.includes(code))).toEqual([])
    expect(new Set(contract.errors).size).toBe(contract.errors.length)
  })

  it('gives its parsed arguments again', () => {
    const once = parsedArgs(contract, contract.example.args)
    expect(parsedArgs(contract, once)).toEqual(once)
  })

  it('never throws while it looks at arguments, nor repeats them', () => {
    const { args } = contract
    const names = 'entries' in args ? Object.keys(Object(args.entries)) : []
    const secret = 'hunter2 is secret'
    const value = fc.oneof(fc.constantFrom(secret, [secret], { [secret]: 1 }, { epoch: [secret] }), fc.jsonValue())
    const given = fc.dictionary(fc.constantFrom('unknown', ...names), value)
    fc.assert(
      fc.property(given, (changes) => {
        const details = refusedArgs(contract, { ...Object(contract.example.args), ...changes })
        expect(details.map(({ message }) => message).join()).not.toMatch(/hunter2|Invalid|received/)
      }),
    )
  })
})

it('every name and alias belongs to one contract', () => {
  const names = contracts.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])])
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

describe('arguments', () => {
  const topic = { room: 'science', channel: 'general' }
  const { join_channel, create_channel, list_channels, history, presence } = busCommands
  const get = busCommands['op.history.get']
  const replay = busCommands['op.history.replay']
  const describeClient = busCommands['client.describe']
  const hour = { from_ts: '2026-11-23T05:00:00Z', to_ts: '2026-11-23T06:00:00Z' }

  it.each([
    join_channel,
    busCommands.leave_channel,
    create_channel,
    busCommands.delete_channel,
    busCommands.channel_info,
    presence,
  ])('of $name must name a room and a channel', (contract) => {
    expect(refusedArgs(contract, {})).toEqual([
      { path: 'room', message: 'is required' },
      { path: 'channel', message: 'is required' },
    ])
    expect(refusedArgs(contract, { room: 'a b', channel: 1 }).map(({ path }) => path)).toEqual(['room', 'channel'])
  })

  it.each([
    [list_channels, 100, 1000],
    [presence, 100, 1000],
    [history, 50, 1000],
    [get, 100, 1000],
    [replay, 1000, 5000],
  ] as const)('of a list limit it: $0.name', (contract: Contract, fallback, most) => {
    const args = contract.example.args
    expect(parsedArgs(contract, args)).toMatchObject({ limit: fallback })
    expect(parsedArgs(contract, { ...Object(args), limit: most })).toMatchObject({ limit: most })
    for (const limit of [0, -1, 1.5, most + 1, '1', null]) {
      expect(new Set(refusedArgs(contract, { ...Object(args), limit }).map(({ path }) => path))).toEqual(
        new Set(['limit']),
      )
    }
  })

  it('of join_channel may say where to go on', () => {
    expect(refusedArgs(join_channel, { ...topic, since: { epoch: 'e', seq: 0 } })).toEqual([])
  })

  it.each([
    [5, 'since', 'must be a JSON object with epoch and seq'],
    [{ seq: 1 }, 'since.epoch', 'is required'],
    [{ epoch: '', seq: 1 }, 'since.epoch', 'must not be empty'],
    [{ epoch: 'e', seq: -1 }, 'since.seq', 'must be at least 0'],
    [{ epoch: 'e', seq: 1, extra: 1 }, 'since.extra', 'is not a known field'],
  ])('of join_channel may not go on after %j', (since, path, message) => {
    expect(refusedArgs(join_channel, { ...topic, since })).toEqual([{ path, message }])
  })

  it('of create_channel may bound the history', () => {
    const given = { ...topic, history: { max_messages: 0, max_age_seconds: 1 } }
    expect(parsedArgs(create_channel, given)).toMatchObject({ ...given, lossy: false })
  })

  it.each([
    [[], 'history'],
    [{ max_messages: -1 }, 'history.max_messages'],
    [{ max_age_seconds: 0 }, 'history.max_age_seconds'],
    [{ forever: true }, 'history.forever'],
  ])('of create_channel may not bound it by %j', (bounds, path) => {
    expect(refusedArgs(create_channel, { ...topic, history: bounds })).toMatchObject([{ path }])
  })

  it.each(['human', 'ai-agent', 'dashboard', 'service'])('of client.describe may say %s', (type) => {
    expect(refusedArgs(describeClient, { type })).toEqual([])
  })

  it.each([
    [{}, 'type'],
    [{ type: 'robot' }, 'type'],
    [{ type: 'human', screen_name: 'a'.repeat(129) }, 'screen_name'],
    [{ type: 'human', metadata: [] }, 'metadata'],
    [{ type: 'human', metadata: { text: 'a'.repeat(4096) } }, 'metadata'],
  ])('of client.describe may not be %j', (args, path) => {
    expect(refusedArgs(describeClient, args)).toMatchObject([{ path }])
  })

  it.each([history, get, replay])('of $name may leave out room and channel', (contract) => {
    const args = contract === replay ? hour : {}
    expect(refusedArgs(contract, args)).toEqual([])
  })

  it.each([history, get])('of $name may go on after a seq of one channel only', (contract) => {
    expect(refusedArgs(contract, { ...topic, after_seq: 0 })).toEqual([])
    for (const args of [{ after_seq: 1 }, { after_seq: 1, room: 'a' }]) {
      expect(refusedArgs(contract, args)).toEqual([{ path: 'after_seq', message: 'needs room and channel' }])
    }
  })

  it.each(['since', 'until'])('of op.history.get may say %s as a date-time', (field) => {
    expect(refusedArgs(get, { [field]: '2026-11-23 05:00:00' })).toEqual([])
    expect(refusedArgs(get, { [field]: 'yesterday' })).toMatchObject([{ path: field }])
  })

  it.each(['from_ts', 'to_ts'])('of op.history.replay must say %s', (field) => {
    expect(refusedArgs(replay, { ...hour, [field]: undefined })).toEqual([{ path: field, message: 'is required' }])
  })

  it('of op.history.replay may not end before they begin, to the nanosecond', () => {
    const from_ts = '2026-11-23T05:00:00.000000002Z'
    expect(refusedArgs(replay, { from_ts, to_ts: from_ts })).toEqual([])
    expect(refusedArgs(replay, { from_ts, to_ts: '2026-11-23T06:00:00.000000001+01:00' })).toEqual([
      { path: 'to_ts', message: 'must not be before from_ts' },
    ])
  })

  it('of op.history.replay are strict about sequences by default', () => {
    expect(parsedArgs(replay, hour)).toMatchObject({ strict_sequence: true })
  })

  it('of history have the older names too', () => {
    expect([get.aliases, replay.aliases]).toEqual([['history.get'], ['history.replay']])
  })
})
