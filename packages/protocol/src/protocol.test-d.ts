import * as v from 'valibot'
import { describe, expectTypeOf, it } from 'vitest'
import {
  type AcceptedEnvelope,
  type Accepting,
  type ArgsOf,
  type BusCommand,
  type BusEnvelope,
  BusError,
  type BusEvent,
  busCommands,
  type ClientEnvelope,
  type CloseCode,
  type Contract,
  command,
  commands,
  type DataOf,
  type ErrorCode,
  type EventOf,
  isErrorCode,
  type Json,
  type JsonObject,
  type ParsedArgsOf,
  type Permission,
} from './index.js'

describe('contracts', () => {
  it('keep their names', () => {
    expectTypeOf<'ping'>().toExtend<BusCommand>()
    expectTypeOf<'op.history.get'>().toExtend<BusCommand>()
    expectTypeOf<'pong'>().not.toExtend<BusCommand>()
  })

  it('know what a caller may leave out, and what a handler always gets', () => {
    type History = (typeof busCommands)['op.history.get']
    expectTypeOf<ArgsOf<History>>().toHaveProperty('limit').toEqualTypeOf<number | undefined>()
    expectTypeOf<ParsedArgsOf<History>>().toHaveProperty('limit').toEqualTypeOf<number>()
    expectTypeOf<Record<never, never>>().toExtend<ArgsOf<History>>()
  })

  it('know what they answer', () => {
    type Joined = DataOf<(typeof busCommands)['join_channel']>
    expectTypeOf<Joined>().toHaveProperty('seq').toEqualTypeOf<number>()
    expectTypeOf<Joined['reason']>().toEqualTypeOf<string | undefined>()
  })

  it('are contracts of any kind to whoever lists them', () => {
    expectTypeOf(Object.values(busCommands)).toExtend<readonly Contract[]>()
  })

  it('must say who may call them', () => {
    expectTypeOf<Contract['permission']>().toEqualTypeOf<Permission>()
    const parts = {
      name: 'x',
      summary: '',
      args: v.strictObject({}),
      data: v.unknown(),
      errors: [],
      example: { args: {}, data: 1 },
    } as const
    // @ts-expect-error permission has no default
    command(parts)
    command({ ...parts, permission: 'anyone' })
  })

  it('must have a right example', () => {
    const parts = {
      name: 'x',
      summary: '',
      permission: 'admin',
      args: v.strictObject({ n: v.number() }),
      data: v.unknown(),
      errors: [],
    } as const
    // @ts-expect-error the argument is a number
    command({ ...parts, example: { args: { n: 'one' }, data: 1 } })
    command({ ...parts, example: { args: { n: 1 }, data: 1 } })
  })

  it('may name only errors of the table', () => {
    const parts = {
      name: 'x',
      summary: '',
      permission: 'admin',
      args: v.strictObject({}),
      data: v.unknown(),
      example: { args: {}, data: 1 },
    } as const
    // @ts-expect-error there is no such code
    command({ ...parts, errors: ['NO_SUCH_CODE'] })
  })

  it('are found by their names in a table of them', () => {
    const parts = {
      summary: '',
      permission: 'admin',
      args: v.strictObject({}),
      data: v.unknown(),
      errors: [],
      example: { args: {}, data: 1 },
    } as const
    const table = commands(command({ ...parts, name: 'one' }), command({ ...parts, name: 'two' }))
    expectTypeOf<keyof typeof table>().toEqualTypeOf<'one' | 'two'>()
  })
})

describe('envelopes', () => {
  it('of clients have no type of the bus', () => {
    expectTypeOf<ClientEnvelope['type']>().toEqualTypeOf<
      'message' | 'command' | 'response' | 'error' | 'telemetry' | 'operator.join'
    >()
    expectTypeOf<BusEnvelope['type']>().toEqualTypeOf<
      'message' | 'telemetry' | 'message_response' | 'response' | 'error' | 'event'
    >()
  })

  it('that are accepted are stamped', () => {
    expectTypeOf<AcceptedEnvelope['id']>().toEqualTypeOf<string>()
    expectTypeOf<AcceptedEnvelope['timestamp']>().toEqualTypeOf<string>()
    expectTypeOf<AcceptedEnvelope['version']>().toEqualTypeOf<'1.0'>()
  })

  it('that are accepted have nothing that only the bus writes', () => {
    type Dropped = 'sender' | 'from_client' | 'seq' | 'epoch'
    type Left = AcceptedEnvelope extends infer E
      ? E extends AcceptedEnvelope
        ? Extract<keyof E, Dropped>
        : never
      : never
    expectTypeOf<Left>().toBeNever()
  })

  it('of an accepted command have its name and arguments, and no payload', () => {
    expectTypeOf<Accepting<'command'>['command']>().toEqualTypeOf<string>()
    expectTypeOf<Accepting<'command'>['args']>().toEqualTypeOf<JsonObject>()
    expectTypeOf<Accepting<'command'>>().not.toHaveProperty('payload')
  })

  it('are told apart by their type', () => {
    expectTypeOf<Accepting<'message'>['payload']>().toEqualTypeOf<JsonObject>()
    expectTypeOf<Accepting<'response'>['status']>().toEqualTypeOf<'success' | 'error' | 'pending'>()
    expectTypeOf<Accepting<'telemetry'>['payload']['eventType']>().toEqualTypeOf<string>()
  })
})

describe('events', () => {
  it('are told apart by their name', () => {
    expectTypeOf<BusEvent['event']>().toEqualTypeOf<
      'presence.join' | 'presence.leave' | 'channel.created' | 'channel.deleted' | 'history.gap' | 'server.draining'
    >()
    expectTypeOf<EventOf<'history.gap'>['seq']>().toEqualTypeOf<number>()
  })
})

describe('errors', () => {
  it('have a code of the table, and details that JSON carries', () => {
    expectTypeOf<BusError['code']>().toEqualTypeOf<ErrorCode>()
    expectTypeOf<BusError['details']>().toExtend<Json>()
    // @ts-expect-error there is no such code
    new BusError('NO_SUCH_CODE', '')
    // @ts-expect-error a function is not JSON
    new BusError('CONFLICT', '', { f: () => 1 })
  })

  it('are narrowed by isErrorCode', () => {
    const code: unknown = 'CONFLICT'
    if (isErrorCode(code)) expectTypeOf(code).toEqualTypeOf<ErrorCode>()
  })

  it('close a connection with a code of the other table', () => {
    expectTypeOf<4100>().toExtend<CloseCode>()
    expectTypeOf<4999>().not.toExtend<CloseCode>()
  })
})
