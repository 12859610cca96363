import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { busEnvelopeSchemas, clientEnvelopeSchemas, eventSchemas, metadataSchema, welcomeSchema } from './index.js'

const stamped = { id: 'arq_1_2_abcdef', version: '1.0', timestamp: '2026-11-23T05:17:24Z', sender: 'arqonbus' }
const topic = { room: 'science', channel: 'general' }

const fromTheBus = {
  message: { ...stamped, type: 'message', ...topic, payload: {}, seq: 1, epoch: 'e' },
  telemetry: { ...stamped, type: 'telemetry', payload: { omega_event: {} } },
  message_response: {
    ...stamped,
    type: 'message_response',
    request_id: stamped.id,
    status: 'success',
    payload: { seq: 1, epoch: 'e', delivered: 2, stored: true, duplicate: true },
  },
  response: {
    ...stamped,
    type: 'response',
    request_id: stamped.id,
    status: 'pending',
    payload: { message: '', data: {} },
  },
  error: { ...stamped, type: 'error', error: 'no', error_code: 'NOT_FOUND', payload: {} },
  event: { ...stamped, type: 'event', payload: { event: 'server.draining', reconnect_within_ms: 5000 } },
}

describe('an envelope of the bus', () => {
  it.each(Object.values(busEnvelopeSchemas))('has an example here: $entries.type.literal', ({ entries }) => {
    expect(Object.keys(fromTheBus)).toContain(entries.type.literal)
  })

  it.each(Object.entries(fromTheBus))('of type %s is read as it is', (type, envelope) => {
    const schema = Object.entries(busEnvelopeSchemas).find(([name]) => name === type)?.[1]
    expect(schema && v.parse(schema, envelope)).toEqual(envelope)
  })

  it('keeps fields of later versions', () => {
    const later = { ...fromTheBus.message, priority: 1 }
    expect(v.parse(busEnvelopeSchemas.message, later)).toEqual(later)
  })

  it('acknowledges a direct message without a position', () => {
    const direct = { ...fromTheBus.message_response, payload: { delivered: 1, stored: false } }
    expect(v.is(busEnvelopeSchemas.message_response, direct)).toBe(true)
  })

  it.each([0, -1, 1.5])('does not have the seq %d', (seq) => {
    expect(v.is(busEnvelopeSchemas.message, { ...fromTheBus.message, seq })).toBe(false)
  })
})

it('clients may send neither events nor acknowledgements', () => {
  expect(Object.keys(clientEnvelopeSchemas)).toEqual([
    'message',
    'command',
    'response',
    'error',
    'telemetry',
    'operator.join',
  ])
})

it('the welcome has the fields of the wire contract', () => {
  const welcome = {
    welcome: 'Connected to ArqonBus',
    client_id: 'c',
    tenant_id: 'default',
    role: 'user',
    protocol: '1.0',
    server_version: '1.0.0',
    node_id: 'n',
    limits: {},
  }
  expect(Object.keys(welcomeSchema.entries)).toEqual(Object.keys(welcome))
  expect(v.parse(welcomeSchema, welcome)).toEqual(welcome)
})

it('metadata keeps its free keys', () => {
  expect(v.parse(metadataSchema, { a: 1, sequence: 1 })).toEqual({ a: 1, sequence: 1 })
})

describe('an event', () => {
  const member = { client_id: 'c', subject: 'alice', description: null, joined_at: '2026-11-23T05:17:24Z' }
  const events = {
    'presence.join': { event: 'presence.join', ...topic, member },
    'presence.leave': { event: 'presence.leave', ...topic, member },
    'channel.created': { event: 'channel.created', ...topic },
    'channel.deleted': { event: 'channel.deleted', ...topic },
    'history.gap': {
      event: 'history.gap',
      ...topic,
      reason: 'expired',
      since: { epoch: 'a', seq: 1 },
      epoch: 'b',
      seq: 9,
    },
    'server.draining': { event: 'server.draining', reconnect_within_ms: 5000 },
  }

  it.each(Object.entries(eventSchemas))('%s is read as it is', (name, schema) => {
    const event = Object.entries(events).find(([key]) => key === name)?.[1]
    expect(v.parse(schema, event)).toEqual(event)
  })

  it('is one of those of the wire contract', () => {
    expect(Object.keys(eventSchemas).sort()).toEqual(Object.keys(events).sort())
  })
})
