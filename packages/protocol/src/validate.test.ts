import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal.js'
import { BusError, type JsonObject, requestIdOf, type Stamp, validateEnvelope } from './index.js'

const ID = 'arq_01K0ABCDEFGHJKMNPQRSTVWXYZ'
const OTHER_ID = 'arq_1700000000000000000_12_abcdef'
const NOW = '2026-11-23T05:17:24.123Z'
const stamp: Stamp = { id: () => ID, now: () => NOW }

const message = { type: 'message', room: 'science', channel: 'general', payload: { text: 'hello' } }
const samples = {
  message,
  command: { type: 'command', command: 'ping', args: { a: 1 } },
  response: { type: 'response', request_id: OTHER_ID, status: 'success', payload: { data: 1 } },
  error: { type: 'error', error: 'it broke', error_code: 'TIMEOUT', request_id: OTHER_ID },
  telemetry: { type: 'telemetry', payload: { eventType: 'cpu', value: 1 } },
  'operator.join': { type: 'operator.join', payload: { group: 'workers' } },
} satisfies Record<string, JsonObject>

const accepted = (raw: JsonObject) => validateEnvelope(raw, stamp)
const refused = (raw: JsonObject) => refusalOf(() => accepted(raw))
const everyType = Object.values(samples)

describe('id', () => {
  it.each([ID, OTHER_ID])('is taken as it is: %s', (id) => {
    expect(accepted({ ...message, id }).id).toBe(id)
  })

  it.each(everyType)('is given by the bus where $type has none', (raw) => {
    expect(accepted(raw).id).toBe(ID)
  })

  it.each(['x', '', 'arq_1', 1, null, {}])('is refused where it is %j', (id) => {
    expect(refused({ ...message, id })).toMatchObject([{ path: 'id' }])
  })
})

describe('type', () => {
  it.each(everyType)('may be $type', (raw) => {
    expect(accepted(raw).type).toBe(raw.type)
  })

  it('is required', () => {
    expect(refused({ payload: {} })).toEqual([{ path: 'type', message: 'is required' }])
  })

  it.each(['message_response', 'event', 'toString', '__proto__', 'MESSAGE', '', 1, null, ['message']])(
    'may not be %j',
    (type) => {
      const known = 'message, command, response, error, telemetry, operator.join'
      expect(refused({ ...message, type })).toEqual([{ path: 'type', message: `must be one of ${known}` }])
    },
  )
})

describe('version', () => {
  it.each(everyType)('is 1.0 where $type has none', (raw) => {
    expect(accepted(raw).version).toBe('1.0')
  })

  it('may be 1.0', () => {
    expect(accepted({ ...message, version: '1.0' }).version).toBe('1.0')
  })

  it.each(['1', '1.1', '2.0', 1, null])('may not be %j', (version) => {
    expect(refused({ ...message, version })).toEqual([{ path: 'version', message: 'must be "1.0"' }])
  })
})

describe('timestamp', () => {
  it.each(everyType)('is the present time where $type has none', (raw) => {
    expect(accepted(raw).timestamp).toBe(NOW)
  })

  it.each([
    ['2026-11-23T05:17:24.123456789Z', '2026-11-23T05:17:24.123456789Z'],
    ['2026-11-23t07:17:24.5+02:00', '2026-11-23T05:17:24.5Z'],
    ['2026-11-23 05:17:24', '2026-11-23T05:17:24Z'],
  ])('%s is written as %s', (timestamp, utc) => {
    expect(accepted({ ...message, timestamp }).timestamp).toBe(utc)
  })

  it.each(['yesterday', '', '2026-02-30T00:00:00Z', '2026-11-23', 1_700_000_000, null])(
    'may not be %j',
    (timestamp) => {
      expect(refused({ ...message, timestamp })).toMatchObject([{ path: 'timestamp' }])
    },
  )
})

describe('room and channel', () => {
  it('come apart where room carries both', () => {
    const { channel: _, ...rest } = message
    expect(accepted({ ...rest, room: 'science:general' })).toMatchObject({ room: 'science', channel: 'general' })
  })

  it('may say the channel twice', () => {
    expect(accepted({ ...message, room: 'science:general' })).toMatchObject({ room: 'science', channel: 'general' })
  })

  it('may not name two channels', () => {
    expect(refused({ ...message, room: 'science:other' })).toEqual([
      { path: 'channel', message: 'differs from the channel in room' },
    ])
  })

  it.each(['', 'a b', 'a*', 'a?', '[a]', '{a}', 'a\u0000', 'a'.repeat(129), 1, null])('room may not be %j', (room) => {
    expect(refused({ ...message, room })).toMatchObject([{ path: 'room' }])
  })

  it.each([':', 'a:', ':b', 'a:b:c', 'a:b c'])('room may not carry %j', (room) => {
    expect(refused({ ...message, room })).toEqual([
      { path: 'room', message: 'must be a name, or two names as room:channel' },
    ])
  })

  it.each(['', 'a b', 'a:b', 'a*', 'a\n', 'a'.repeat(129), 1, null])('channel may not be %j', (channel) => {
    expect(refused({ ...message, channel })).toMatchObject([{ path: 'channel' }])
  })

  it.each([samples.command, samples['operator.join'], samples.response, samples.error])(
    '$type may not have a channel without a room',
    (raw) => {
      expect(refused({ ...raw, channel: 'general' })).toEqual([
        { path: 'room', message: 'is required where channel is given' },
      ])
    },
  )

  it('are required for a message that is not direct', () => {
    const problem = 'is required: give room and channel, or to_client'
    expect(refused({ type: 'message', payload: {} })).toEqual([{ path: 'room', message: problem }])
    expect(refused({ type: 'message', room: 'a', payload: {} })).toEqual([{ path: 'channel', message: problem }])
  })

  it.each([samples.command, samples.response, samples.error, samples['operator.join']])(
    'are not there where $type names none',
    (raw) => {
      expect(Object.keys(accepted(raw))).not.toContain('room')
      expect(Object.keys(accepted(raw))).not.toContain('channel')
    },
  )

  it('are those of the telemetry stream where telemetry names none', () => {
    expect(accepted(samples.telemetry)).toMatchObject({ room: 'integriguard', channel: 'telemetry-stream' })
  })

  it('are those that telemetry names', () => {
    expect(accepted({ ...samples.telemetry, room: 'a:b' })).toMatchObject({ room: 'a', channel: 'b' })
  })

  it('are not given to telemetry for one client', () => {
    expect(accepted({ ...samples.telemetry, to_client: 'bob' })).not.toHaveProperty('room')
  })

  it('are both required for telemetry that names one', () => {
    expect(refused({ ...samples.telemetry, room: 'a' })).toMatchObject([{ path: 'channel' }])
  })
})

describe('what only the bus writes', () => {
  it.each(everyType)('is dropped from $type: sender, from_client, seq and epoch', (raw) => {
    const claimed = accepted({ ...raw, sender: 'arqonbus', from_client: 'alice', seq: 7, epoch: 'mine' })
    expect(claimed).toStrictEqual(accepted(raw))
  })

  it('is dropped whatever its type', () => {
    expect(accepted({ ...message, sender: null, from_client: {}, seq: 'x', epoch: [] })).toStrictEqual(
      accepted(message),
    )
  })

  it('is dropped from metadata: casil', () => {
    const { metadata } = accepted({ ...message, metadata: { casil: { decision: 'ALLOW' }, trace: 1 } })
    expect(metadata).toStrictEqual({ trace: 1 })
  })
})

describe('to_client', () => {
  it('makes a message direct, without a room', () => {
    expect(accepted({ type: 'message', to_client: 'bob', payload: {} })).toStrictEqual({
      id: ID,
      type: 'message',
      version: '1.0',
      timestamp: NOW,
      to_client: 'bob',
      payload: {},
    })
  })

  it.each(['', 'a'.repeat(129), 1, null])('may not be %j', (to_client) => {
    expect(refused({ ...message, to_client })).toMatchObject([{ path: 'to_client' }])
  })
})

describe('payload', () => {
  it.each(everyType)('is taken as it is by $type', (raw) => {
    const { payload } = { payload: undefined, ...accepted(raw) }
    expect(payload).toEqual('payload' in raw ? raw.payload : undefined)
  })

  it.each([samples.message, samples.telemetry, samples['operator.join']])('is required for $type', (raw) => {
    const { payload: _, ...rest } = raw
    expect(refused(rest)).toEqual([{ path: 'payload', message: 'is required' }])
  })

  it.each(everyType)('must be an object in $type', (raw) => {
    for (const payload of [[], 'text', 1, null, true]) {
      expect(refused({ ...raw, payload })).toEqual([{ path: 'payload', message: 'must be a JSON object' }])
    }
  })

  it('of telemetry names its eventType', () => {
    expect(refused({ ...samples.telemetry, payload: {} })).toEqual([
      { path: 'payload.eventType', message: 'is required' },
    ])
    expect(refused({ ...samples.telemetry, payload: { eventType: 1 } })).toEqual([
      { path: 'payload.eventType', message: 'must be a string' },
    ])
  })
})

describe('command and args', () => {
  it('are taken as they are', () => {
    expect(accepted(samples.command)).toMatchObject({ command: 'ping', args: { a: 1 } })
  })

  it('args are empty where there are none', () => {
    expect(accepted({ type: 'command', command: 'ping' })).toMatchObject({ args: {} })
  })

  it('may come in the older shape, inside the payload', () => {
    const older = { type: 'command', payload: { command: 'ping', parameters: { a: 1 } } }
    expect(accepted(older)).toStrictEqual(accepted(samples.command))
  })

  it('in the older shape may have no parameters', () => {
    expect(accepted({ type: 'command', payload: { command: 'ping' } })).toMatchObject({ command: 'ping', args: {} })
  })

  it('outside of the payload win over those inside', () => {
    const both = { ...samples.command, payload: { command: 'help', parameters: { b: 2 } } }
    expect(accepted(both)).toStrictEqual(accepted(samples.command))
  })

  it('command is required', () => {
    expect(refused({ type: 'command' })).toEqual([{ path: 'command', message: 'is required' }])
    expect(refused({ type: 'command', payload: {} })).toEqual([{ path: 'command', message: 'is required' }])
  })

  it.each(['', 'a'.repeat(129), 1, null, {}])('command may not be %j', (command) => {
    expect(refused({ type: 'command', command })).toMatchObject([{ path: 'command' }])
    expect(refused({ type: 'command', payload: { command } })).toMatchObject([{ path: 'payload.command' }])
  })

  it.each([[[]], ['text'], [1], [null]])('args may not be %j', (args) => {
    const problem = 'must be a JSON object'
    expect(refused({ type: 'command', command: 'ping', args })).toEqual([{ path: 'args', message: problem }])
    expect(refused({ type: 'command', payload: { command: 'ping', parameters: args } })).toEqual([
      { path: 'payload.parameters', message: problem },
    ])
  })
})

describe('a response', () => {
  it.each(['success', 'error', 'pending'])('may have the status %s', (status) => {
    expect(accepted({ ...samples.response, status })).toMatchObject({ status })
  })

  it.each(['request_id', 'status'])('must have a %s', (field) => {
    expect(refused({ ...samples.response, [field]: undefined })).toEqual([{ path: field, message: 'is required' }])
  })

  it('may have no other status', () => {
    expect(refused({ ...samples.response, status: 'done' })).toEqual([
      { path: 'status', message: 'must be success, error or pending' },
    ])
  })

  it('names a message id', () => {
    expect(refused({ ...samples.response, request_id: 'x' })).toMatchObject([{ path: 'request_id' }])
  })

  it('may carry an error', () => {
    const failed = { ...samples.response, status: 'error', error: 'it broke', error_code: 'TIMEOUT' }
    expect(accepted(failed)).toMatchObject(failed)
  })
})

describe('an error', () => {
  it('must have an error', () => {
    expect(refused({ type: 'error' })).toEqual([{ path: 'error', message: 'is required' }])
  })

  it('may have an error_code, a request_id and a payload', () => {
    const full = { ...samples.error, payload: { detail: 1 } }
    expect(accepted(full)).toMatchObject(full)
  })

  it.each([
    ['error', 1],
    ['error_code', ''],
    ['error_code', 1],
    ['request_id', 'x'],
  ])('may not have the %s %j', (field, value) => {
    expect(refused({ ...samples.error, [field]: value })).toMatchObject([{ path: field }])
  })
})

describe('metadata', () => {
  const withMetadata = (metadata: unknown) => ({ ...message, metadata })

  it('is free', () => {
    const metadata = { trace: { a: [1] }, sequence: 1, vector_clock: { a: 0, b: 7 }, causal_parent_id: OTHER_ID }
    expect(accepted(withMetadata(metadata)).metadata).toStrictEqual(metadata)
  })

  it.each([[[]], ['text'], [1], [null]])('may not be %j', (metadata) => {
    expect(refused(withMetadata(metadata))).toEqual([{ path: 'metadata', message: 'must be a JSON object' }])
  })

  it.each([0, -1, 1.5, '1', null, 2 ** 53])('sequence may not be %j', (sequence) => {
    expect(refused(withMetadata({ sequence })).map(({ path }) => path)).toContain('metadata.sequence')
  })

  it.each([[[]], ['text'], [null]])('vector_clock may not be %j', (vector_clock) => {
    expect(refused(withMetadata({ vector_clock }))).toEqual([
      { path: 'metadata.vector_clock', message: 'must be a JSON object' },
    ])
  })

  it.each([-1, 1.5, '1', null])('vector_clock may not count to %j', (count) => {
    const paths = refused(withMetadata({ vector_clock: { a: 1, b: count } })).map(({ path }) => path)
    expect(new Set(paths)).toEqual(new Set(['metadata.vector_clock.b']))
  })

  it('vector_clock may not count for nobody', () => {
    expect(refused(withMetadata({ vector_clock: { '': 1 } }))).toEqual([
      { path: 'metadata.vector_clock.', message: 'must not have an empty key' },
    ])
  })

  it('vector_clock is told of its first wrong counter alone', () => {
    expect(refused(withMetadata({ vector_clock: { a: 1, b: -1, c: 'x' } }))).toEqual([
      { path: 'metadata.vector_clock.b', message: 'must be an integer of at least 0' },
    ])
  })

  it.each(['x', 1, null])('causal_parent_id may not be %j', (causal_parent_id) => {
    expect(refused(withMetadata({ causal_parent_id }))).toMatchObject([{ path: 'metadata.causal_parent_id' }])
  })
})

describe('a field that is not known', () => {
  it.each(everyType)('is named where $type has it', (raw) => {
    expect(refused({ ...raw, colour: 1, shape: 2 })).toEqual([
      { path: 'colour', message: 'is not a known field' },
      { path: 'shape', message: 'is not a known field' },
    ])
  })

  it.each([
    ['message', 'command'],
    ['message', 'status'],
    ['command', 'request_id'],
    ['telemetry', 'error'],
    ['operator.join', 'args'],
  ] as const)('may be one of another type: in %s %s', (type, field) => {
    expect(refused({ ...samples[type], [field]: 'x' })).toEqual([{ path: field, message: 'is not a known field' }])
  })

  it('is named once, next to the other broken rules', () => {
    const paths = refused({ ...message, id: 1, room: 'a b', extra: 1 }).map(({ path }) => path)
    expect(paths).toEqual(['id', 'room', 'extra'])
  })
})

describe('a refusal', () => {
  const secret = 'hunter2'
  const field = fc.constantFrom(
    'id',
    'version',
    'timestamp',
    'room',
    'channel',
    'to_client',
    'metadata',
    'payload',
    'args',
    'error',
    'status',
    'error_code',
    'request_id',
    'command',
  )
  const value = fc.constantFrom(
    secret,
    [secret],
    { text: secret },
    { eventType: [secret], sequence: secret, parameters: secret },
  )

  it('never repeats what was given', () => {
    fc.assert(
      fc.property(fc.constantFrom(...everyType), field, value, (sample, name, given) => {
        expect(wordsOf({ ...sample, [name]: given })).not.toContain(secret)
      }),
      { numRuns: 1000 },
    )
  })
})

/** All that the error says with which an envelope is refused; empty where it is not. */
function wordsOf(raw: JsonObject): string {
  try {
    accepted(raw)
    return ''
  } catch (error) {
    return error instanceof BusError ? JSON.stringify([error.message, error.details]) : String(error)
  }
}

describe('validateEnvelope', () => {
  const id = fc.constantFrom(undefined, ID, OTHER_ID)
  const topic = fc.constantFrom({}, { room: 'a', channel: 'b' }, { room: 'a:b' }, { to_client: 'bob' }, { room: 'a' })
  const claims = fc.record(
    { sender: fc.string(), from_client: fc.string(), seq: fc.nat(), epoch: fc.string() },
    { requiredKeys: [] },
  )
  const metadata = fc.constantFrom({}, { metadata: { casil: 1, trace: [{}] } }, { metadata: { sequence: 3 } })
  const timestamp = fc.constantFrom({}, { timestamp: '2026-11-23 07:17:24.5+02:00' }, { timestamp: NOW })
  const raw = fc
    .tuple(fc.constantFrom(...everyType), id, topic, claims, metadata, timestamp)
    .map(([sample, id, ...parts]): JsonObject => Object.assign({ ...sample }, id === undefined ? {} : { id }, ...parts))

  it('gives its own output again', () => {
    fc.assert(
      fc.property(raw, (envelope) => {
        let once: JsonObject
        try {
          once = { ...accepted(envelope) }
        } catch {
          return
        }
        const again = validateEnvelope(once, { id: () => 'never', now: () => 'never' })
        expect(again).toStrictEqual(once)
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves what it was given as it was', () => {
    fc.assert(
      fc.property(raw, (envelope) => {
        const before = structuredClone(envelope)
        try {
          accepted(envelope)
        } catch {}
        expect(envelope).toStrictEqual(before)
      }),
    )
  })

  it('throws nothing but VALIDATION_ERROR, whatever the fields hold', () => {
    const field = fc.constantFrom(
      'id',
      'version',
      'timestamp',
      'room',
      'channel',
      'sender',
      'payload',
      'command',
      'args',
      'metadata',
      'to_client',
      'request_id',
      'status',
      'error',
      'extra',
    )
    const fields = fc.dictionary(field, fc.jsonValue())
    fc.assert(
      fc.property(fc.constantFrom(...everyType), fields, (sample, changes) => {
        try {
          accepted({ ...sample, ...changes })
        } catch (error) {
          expect(error).toMatchObject({ name: 'BusError', code: 'VALIDATION_ERROR' })
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('writes id, version, timestamp, room and channel first', () => {
    expect(Object.keys(accepted(message))).toEqual(['id', 'version', 'timestamp', 'room', 'channel', 'type', 'payload'])
  })
})

describe('requestIdOf', () => {
  it('gives the id of what was refused, even a wrong one', () => {
    expect(requestIdOf({ id: 'mine' })).toBe('mine')
  })

  it.each([undefined, {}, { id: 1 }, { id: 'a'.repeat(129) }])('gives nothing for %j', (raw) => {
    expect(requestIdOf(raw)).toBeUndefined()
  })
})
