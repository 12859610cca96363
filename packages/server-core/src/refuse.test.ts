import { BusError, type ErrorCode, validationError } from '@arqonbus/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refuse } from './refuse.js'
import { createTestCore, type TestCore } from './testing/bus.js'
import { createFakeSession } from './testing/index.js'

let t: TestCore
beforeEach(() => {
  t = createTestCore()
})
afterEach(() => t.close())

const wrong = validationError([{ path: 'payload', message: 'is required' }])

describe('an error', () => {
  it('of a frame names the frame where it can', () => {
    const { session, connection } = createFakeSession()
    refuse(t.core, session, wrong, { raw: { id: 'arq_1_1_abcdef' } })
    refuse(t.core, session, wrong, {})
    expect(connection.envelopes()).toMatchObject([
      {
        type: 'error',
        sender: 'arqonbus',
        request_id: 'arq_1_1_abcdef',
        error: 'Message validation failed',
        error_code: 'VALIDATION_ERROR',
        payload: { errors: [{ path: 'payload', message: 'is required' }] },
      },
      { type: 'error', error_code: 'VALIDATION_ERROR' },
    ])
    expect(connection.envelopes()[1]).not.toHaveProperty('request_id')
  })

  it('of a command is its response', () => {
    const { session, connection } = createFakeSession()
    const error = new BusError('CONFLICT', 'It is there already', { members: 3 })
    refuse(t.core, session, error, { envelope: { id: 'arq_1_1_abcdef', type: 'command' } })
    expect(connection.envelopes()).toMatchObject([
      {
        type: 'response',
        status: 'error',
        request_id: 'arq_1_1_abcdef',
        error: 'It is there already',
        error_code: 'CONFLICT',
        payload: { message: 'It is there already', data: null, members: 3 },
      },
    ])
  })

  it('is counted and logged, without what was sent', async () => {
    const { session } = createFakeSession()
    refuse(t.core, session, wrong, { raw: { id: 'arq_1_1_abcdef', payload: 'secret text' } })
    expect(t.logged).toMatchObject([
      { level: 'debug', msg: 'refused', code: 'VALIDATION_ERROR', client_id: session.clientId },
    ])
    expect(JSON.stringify(t.logged)).not.toContain('secret text')
    expect((await t.core.metrics.snapshot()).errors).toEqual({ VALIDATION_ERROR: 1 })
  })

  it('that is a fault of the bus is logged with its cause, which the client never sees', () => {
    const { session, connection } = createFakeSession()
    const error = new BusError('INTERNAL_ERROR', 'Internal error', {}, { cause: new Error('the inside') })
    refuse(t.core, session, error, {})
    expect(t.logged).toMatchObject([{ level: 'error', err: { message: 'the inside' } }])
    expect(JSON.stringify(connection.envelopes())).not.toContain('the inside')
  })

  it('is not sent to who has gone', () => {
    const { session, connection } = createFakeSession()
    session.open = false
    refuse(t.core, session, wrong, {})
    expect(connection.texts).toEqual([])
  })
})

describe('a connection', () => {
  function offend(times: number, code: ErrorCode, { accepted = false, everyMs = 0 } = {}) {
    const { session, connection } = createFakeSession()
    const envelope = accepted ? ({ id: 'arq_1_1_abcdef', type: 'message' } as const) : undefined
    for (let n = 0; n < times; n++) {
      refuse(t.core, session, new BusError(code, 'no'), { envelope })
      t.clock.advance(everyMs)
    }
    return connection.closed
  }

  it('ends after ten violations in a minute', () => {
    expect(offend(9, 'VALIDATION_ERROR')).toBeUndefined()
    expect(offend(10, 'VALIDATION_ERROR')).toBe(4501)
    expect(offend(50, 'VALIDATION_ERROR', { everyMs: 7000 })).toBeUndefined()
  })

  it('is told the tenth error before it ends', () => {
    const { session, connection } = createFakeSession()
    for (let n = 0; n < 12; n++) refuse(t.core, session, wrong, {})
    expect(connection.texts).toHaveLength(10)
  })

  it('may give commands wrong arguments as often as it likes', () => {
    expect(offend(100, 'VALIDATION_ERROR', { accepted: true })).toBeUndefined()
  })

  it('ends when it is over its rate a thousand times in a minute', () => {
    expect(offend(999, 'RATE_LIMIT_EXCEEDED', { accepted: true })).toBeUndefined()
    expect(offend(1000, 'RATE_LIMIT_EXCEEDED', { accepted: true })).toBe(4105)
  })

  it('ends when its token is too old for anything, but not when a new token is refused', () => {
    expect(offend(1, 'AUTHENTICATION_FAILED')).toBe(4101)
    expect(offend(1, 'AUTHENTICATION_FAILED', { accepted: true })).toBeUndefined()
  })

  it('stays for every other error', () => {
    expect(offend(100, 'AUTHORIZATION_ERROR', { accepted: true })).toBeUndefined()
    expect(offend(100, 'STORAGE_UNAVAILABLE', { accepted: true })).toBeUndefined()
  })
})
