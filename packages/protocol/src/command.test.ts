import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { command, commands } from './index.js'

const shared = {
  permission: 'anyone',
  args: v.strictObject({}),
  data: v.looseObject({}),
  errors: [],
  example: { args: {}, data: {} },
} as const
const one = command({ ...shared, name: 'one', aliases: ['uno'], summary: 'The first' })
const two = command({ ...shared, name: 'two', summary: 'The second' })

describe('commands', () => {
  it('finds each contract by its name', () => {
    expect(commands(one, two)).toEqual({ one, two })
  })

  it('refuses two contracts of one name', () => {
    expect(() => commands(one, { ...two, name: 'one' })).toThrow('two contracts answer to one')
  })

  it('refuses a contract whose name is the alias of another', () => {
    expect(() => commands(one, { ...two, name: 'uno' })).toThrow('two contracts answer to uno')
  })
})
