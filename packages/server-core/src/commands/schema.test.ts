import { busCommands, type Contract, jsonObjectSchema } from '@arqonbus/protocol'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { toArgsSchema } from './schema.js'

const contracts: readonly Contract[] = Object.values(busCommands)

const of = (entries: v.ObjectEntries) => toArgsSchema({ args: v.strictObject(entries) }).properties

describe('toArgsSchema', () => {
  it('says that there are no arguments but the named ones', () => {
    expect(toArgsSchema(busCommands.ping)).toEqual({
      type: 'object',
      properties: {},
      required: [],
      additionalProperties: false,
    })
  })

  it('says which arguments are required', () => {
    const schema = toArgsSchema({ args: v.strictObject({ a: v.string(), b: v.optional(v.string()) }) })
    expect(schema.required).toEqual(['a'])
  })

  it('says bounds, default and description of an integer', () => {
    expect(toArgsSchema(busCommands['op.history.get'])).toHaveProperty('properties.limit', {
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      default: 100,
      description: 'How many at most: 1 to 1000, 100 by default',
    })
  })

  it('leaves out the bounds that every integer has', () => {
    expect(of({ n: v.pipe(v.number(), v.safeInteger()) })).toEqual({ n: { type: 'integer' } })
  })

  it('says length and pattern of a string', () => {
    const name = v.pipe(v.string(), v.minLength(1), v.maxLength(9), v.regex(/^[a-z]+$/u))
    expect(of({ name })).toEqual({ name: { type: 'string', minLength: 1, maxLength: 9, pattern: '^[a-z]+$' } })
  })

  it('says the values of an enum', () => {
    expect(toArgsSchema(busCommands['client.describe'])).toHaveProperty('properties.type', {
      type: 'string',
      enum: ['human', 'ai-agent', 'dashboard', 'service'],
      description: 'What kind of client this is',
    })
  })

  it('says that a time is a date-time', () => {
    expect(toArgsSchema(busCommands['op.history.replay'])).toHaveProperty('properties.from_ts', {
      type: 'string',
      format: 'date-time',
      description: 'The first RFC 3339 time',
    })
  })

  it('says that a free JSON object is an object', () => {
    expect(of({ payload: v.optional(v.pipe(jsonObjectSchema, v.description('Anything'))) })).toEqual({
      payload: { type: 'object', description: 'Anything' },
    })
  })

  it('says the members of an object inside', () => {
    expect(toArgsSchema(busCommands.create_channel)).toHaveProperty('properties.history', {
      type: 'object',
      properties: {
        max_messages: { type: 'integer', minimum: 0, description: 'How many messages at most' },
        max_age_seconds: { type: 'number', minimum: 1, description: 'How old the oldest may be' },
      },
      required: [],
      additionalProperties: false,
      description: 'How much is kept; the settings of the bus are the upper bound',
    })
  })

  it.each(contracts)('gives each argument of $name a type and a description', (contract) => {
    const { properties } = v.parse(
      v.strictObject({
        type: v.literal('object'),
        properties: v.record(
          v.string(),
          v.looseObject({
            // Not there where any JSON value is right.
            type: v.optional(v.picklist(['string', 'number', 'integer', 'boolean', 'object', 'array'])),
            description: v.string(),
          }),
        ),
        required: v.array(v.string()),
        additionalProperties: v.literal(false),
      }),
      toArgsSchema(contract),
    )
    expect(Object.keys(properties)).toEqual(
      Object.keys('entries' in contract.args ? Object(contract.args.entries) : {}),
    )
  })

  it.each(contracts)('gives $name a schema that JSON can carry', (contract) => {
    const schema = toArgsSchema(contract)
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema)
  })
})
