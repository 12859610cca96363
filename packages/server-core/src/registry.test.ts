import { type Accepting, busCommands, command, commands, coreCommands } from '@arqonbus/protocol'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { boundCommands } from './commands/index.js'
import { bind, type Handlers, Registry } from './registry.js'

const contracts = commands(
  command({
    name: 'sum',
    aliases: ['add'],
    summary: 'Add two numbers',
    permission: 'anyone',
    args: v.strictObject({ a: v.number('must be a number'), b: v.optional(v.number(), 1) }),
    data: v.looseObject({ sum: v.number() }),
    errors: [],
    example: { args: { a: 1 }, data: { sum: 2 } },
  }),
  command({
    name: 'look',
    summary: 'Look into a channel',
    permission: 'presence',
    args: v.strictObject({
      room: v.string(),
      channel: v.optional(v.string()),
      deep: v.optional(v.strictObject({ er: v.number() })),
    }),
    data: v.looseObject({}),
    errors: [],
    example: { args: { room: 'r' }, data: {} },
  }),
)
const handlers: Handlers<typeof contracts> = { sum: (_call, { a, b }) => ({ sum: a + b }), look: async () => ({}) }

function asking(name: string, args: object = {}): Accepting<'command'> {
  const head = { id: 'arq_1_1_abcdef', version: '1.0', timestamp: '2026-11-23T05:17:24Z' } as const
  return { ...head, type: 'command', command: name, args: { ...args } }
}

const registry = new Registry(bind(contracts, handlers), busCommands)

describe('binding', () => {
  it('knows the arguments and the result of each contract', () => {
    expectTypeOf<Parameters<Handlers<typeof contracts>['sum']>[1]>().toEqualTypeOf<{ a: number; b: number }>()
    // @ts-expect-error a handler is missing
    bind(contracts, { sum: () => ({ sum: 1 }) })
    // @ts-expect-error the result is not what the contract says
    bind(contracts, { ...handlers, sum: () => ({ sum: 'one' }) })
    // @ts-expect-error there is no such argument
    bind(contracts, { ...handlers, sum: (_call, { c }) => ({ sum: c }) })
  })

  it('gives every contract of the core its handler', () => {
    const names = boundCommands.map(({ contract }) => contract.name)
    expect([...names].sort()).toEqual(Object.keys(busCommands).sort())
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('resolving', () => {
  it('finds a command by its name and its older names, defaults filled in', () => {
    expect(registry.resolve(asking('sum', { a: 2 }))).toMatchObject({ id: 'arq_1_1_abcdef', args: { a: 2, b: 1 } })
    expect(registry.resolve(asking('add', { a: 2, b: 5 })).bound.contract.name).toBe('sum')
  })

  it('takes the topic out of the arguments', () => {
    expect(registry.resolve(asking('look', { room: 'a', channel: 'b' }))).toMatchObject({ room: 'a', channel: 'b' })
    expect(registry.resolve(asking('look', { room: 'a:b' }))).toMatchObject({ room: 'a', channel: 'b' })
    expect(registry.resolve(asking('look', { room: 'a' }))).not.toHaveProperty('channel')
    expect(registry.resolve(asking('sum', { a: 1 }))).not.toHaveProperty('room')
  })

  it.each([
    ['sum', {}, 'args.a'],
    ['sum', { a: 'x' }, 'args.a'],
    ['sum', { a: 1, z: 2 }, 'args.z'],
    ['look', { room: 'a', deep: { er: 'x' } }, 'args.deep.er'],
  ])('%s with %j names the path of what is wrong', (name, args, path) => {
    expect(() => registry.resolve(asking(name, args))).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        message: `Wrong arguments for ${name}`,
        details: { errors: [expect.objectContaining({ path })] },
      }),
    )
  })

  it('tells a command that nobody knows from one that nobody carries out here', () => {
    expect(() => registry.resolve(asking('nope'))).toThrow(expect.objectContaining({ code: 'COMMAND_NOT_FOUND' }))
    const [declared] = Object.keys(coreCommands)
    expect(() => registry.resolve(asking(declared ?? ''))).toThrow(
      expect.objectContaining({ code: 'FEATURE_DISABLED' }),
    )
    expect(() => registry.resolve(asking('toString'))).toThrow(expect.objectContaining({ code: 'COMMAND_NOT_FOUND' }))
  })

  it('lists each contract once, by name', () => {
    expect(registry.contracts.map(({ name }) => name)).toEqual(['look', 'sum'])
  })
})
