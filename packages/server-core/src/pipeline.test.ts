import { BUS_SENDER, busCommands, type JsonObject } from '@arqonbus/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { receive } from './pipeline.js'
import { createTestCore, type TestCore } from './testing/bus.js'
import { createFakeSession } from './testing/connection.js'

let t: TestCore
beforeEach(() => {
  t = createTestCore()
})
afterEach(() => t.close())

const ID = 'arq_1_1_abcdef'
const VALID = [
  { id: ID, type: 'message', room: 'r', channel: 'c', payload: { text: 'hello', list: [1, 2.5, null] } },
  {
    id: ID,
    type: 'command',
    command: 'join_channel',
    args: { room: 'r', channel: 'c', since: { epoch: 'x', seq: 1 } },
  },
  { id: ID, type: 'command', payload: { command: 'history', parameters: { room: 'r:c', limit: 5 } } },
  { id: ID, type: 'telemetry', payload: { eventType: 'x' }, metadata: { sequence: 1, vector_clock: { a: 1 } } },
  { id: ID, type: 'response', request_id: ID, status: 'pending', room: 'r', channel: 'c' },
  { id: ID, type: 'message', to_client: 'client_01K0ABCDEFGHJKMNPQRSTVWXYZ', payload: {} },
].map((envelope) => JSON.stringify(envelope))

const name = fc.oneof(fc.constantFrom('r', 'c', 'r:c', ':', '', '*', '__proto__'), fc.string())
/** Fields that each may be right, wrong, or not there. */
const envelope = fc.record(
  {
    id: fc.oneof(fc.constant(ID), fc.anything()),
    type: fc.oneof(
      fc.constantFrom('message', 'command', 'response', 'error', 'telemetry', 'operator.join'),
      fc.anything(),
    ),
    version: fc.constantFrom('1.0', '2.0', 1),
    timestamp: fc.oneof(fc.constantFrom('2026-11-23T05:17:24Z', '2026-11-23 05:17'), fc.anything()),
    room: name,
    channel: name,
    to_client: name,
    payload: fc.oneof(fc.object(), fc.anything()),
    command: fc.oneof(fc.constantFrom(...Object.keys(busCommands)), fc.string()),
    args: fc.oneof(
      fc.object(),
      fc.record({ room: name, channel: name, limit: fc.integer(), cursor: fc.string() }, { requiredKeys: [] }),
    ),
    metadata: fc.oneof(fc.object(), fc.constant({ casil: 1 })),
    request_id: fc.constantFrom(ID, 'x'),
    status: fc.constantFrom('success', 'maybe'),
    error: fc.anything(),
  },
  { requiredKeys: [] },
)
const mutated = fc
  .record({ text: fc.constantFrom(...VALID), at: fc.nat(200), cut: fc.nat(3), insert: fc.string({ maxLength: 3 }) })
  .map(({ text, at, cut, insert }) => text.slice(0, at) + insert + text.slice(at + cut))
const frame = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom(...VALID),
  mutated,
  envelope.map((fields) => JSON.stringify(fields, (_, value) => (typeof value === 'bigint' ? String(value) : value))),
)

/** Of what a client gets: not what others say, nor what the bus tells of its own accord. */
const isAnswer = ({ sender, type }: JsonObject) => sender === BUS_SENDER && type !== 'event'

describe('any frame', () => {
  it('is answered exactly once, and never with a fault of the bus', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 10, maxLength: 10 }), async (frames) => {
        const clients = frames.map((text) => {
          const client = createFakeSession()
          receive(t.core, client.session, text)
          return client
        })
        await t.settle()
        for (const [i, { connection }] of clients.entries()) {
          const answers = connection.envelopes().filter(isAnswer)
          expect(answers, frames[i]).toHaveLength(1)
          expect(answers[0]?.error_code, frames[i]).not.toBe('INTERNAL_ERROR')
        }
      }),
      { numRuns: 1000 },
    )
    expect(t.logged.filter(({ level }) => level === 'error')).toEqual([])
  }, 60_000)

  it('of a client that has gone is answered to nobody', async () => {
    for (const text of VALID) {
      const { session, connection } = createFakeSession()
      receive(t.core, session, text)
      session.open = false
      await t.settle()
      expect(connection.texts.length).toBeLessThanOrEqual(1)
    }
    expect([...t.core.rooms.ofTenant('default')].every(({ members }) => members.size === 0)).toBe(true)
  })

  it('of a command whose turn comes too late does nothing', async () => {
    const { session, connection } = createFakeSession({ role: 'admin' })
    receive(t.core, session, '{"type":"command","command":"create_channel","args":{"room":"r","channel":"c"}}')
    connection.close(4100)
    await t.settle()
    expect(t.core.rooms.count().channels).toBe(0)
    expect(connection.texts).toEqual([])
  })
})
