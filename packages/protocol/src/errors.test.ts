import { describe, expect, it } from 'vitest'
import { BusError, errorTable, isErrorCode, toBusError, validationError } from './index.js'

describe('the table of errors', () => {
  it.each(Object.entries(errorTable))(
    'explains %s in one sentence, with a status of HTTP',
    (code, { meaning, http }) => {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$|^TIMEOUT$|^CONFLICT$/)
      expect(meaning).toMatch(/^[A-Z].*[^.]\.$/)
      expect(http).toSatisfy((status: number) => status >= 400 && status < 600)
    },
  )

  it.each([
    'VALIDATION_ERROR',
    'AUTHENTICATION_FAILED',
    'AUTHORIZATION_ERROR',
    'RATE_LIMIT_EXCEEDED',
    'NOT_FOUND',
    'COMMAND_NOT_FOUND',
    'CONFLICT',
    'FEATURE_DISABLED',
    'EXECUTION_ERROR',
    'TIMEOUT',
    'STORAGE_UNAVAILABLE',
    'INTERNAL_ERROR',
    'OPERATOR_AUTH_FAILED',
    'CASIL_POLICY_BLOCKED_SECRET',
    'CASIL_POLICY_OVERSIZE',
    'CASIL_INTERNAL_ERROR',
  ])('has %s of the wire contract', (code) => {
    expect(isErrorCode(code)).toBe(true)
  })

  it.each(['', 'toString', '__proto__', 'validation_error', 1, null, undefined])('does not have %j', (code) => {
    expect(isErrorCode(code)).toBe(false)
  })
})

describe('toBusError', () => {
  it('gives a BusError as it is', () => {
    const error = new BusError('CONFLICT', 'exists')
    expect(toBusError(error)).toBe(error)
  })

  it('understands a BusError of another copy of this package', () => {
    const foreign = { name: 'BusError', code: 'VALIDATION_ERROR', message: 'no', details: { errors: [] } }
    const error = toBusError(foreign)
    expect(error).toBeInstanceOf(BusError)
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', message: 'no', details: { errors: [] }, cause: foreign })
  })

  it.each([
    ['an error', new Error('secret')],
    ['a text', 'secret'],
    ['nothing', undefined],
    ['null', null],
    ['an error of the system', Object.assign(new Error('secret'), { code: 'ENOENT' })],
    ['a BusError with a code of no table', { name: 'BusError', code: 'SECRET', message: 'secret', details: {} }],
    ['an error that has a code of the table', Object.assign(new Error('secret'), { code: 'CONFLICT', details: {} })],
    ['a BusError without details', { name: 'BusError', code: 'CONFLICT', message: 'secret' }],
  ])('tells nothing of %s', (_, thrown) => {
    const error = toBusError(thrown)
    expect(error).toMatchObject({ code: 'INTERNAL_ERROR', message: 'Internal error', details: {}, cause: thrown })
  })
})

describe('validationError', () => {
  it('lists paths and messages, and nothing else', () => {
    const detail = { path: 'payload.a', message: 'is required', input: 'secret' }
    const error = validationError([detail])
    expect(error.code).toBe('VALIDATION_ERROR')
    expect(error.message).toBe('Message validation failed')
    expect(error.details).toStrictEqual({ errors: [{ path: 'payload.a', message: 'is required' }] })
  })

  it('lists 20 broken rules at most', () => {
    const details = Array.from({ length: 30 }, (_, index) => ({ path: String(index), message: 'is wrong' }))
    expect(validationError(details).details).toHaveProperty('errors.length', 20)
  })

  it('shortens a path without breaking a character', () => {
    const { errors } = validationError([{ path: `a${'😀'.repeat(500)}`, message: 'is wrong' }]).details
    expect(JSON.stringify(errors)).toMatch(/…/)
    expect(JSON.stringify(errors).length).toBeLessThan(320)
    expect(JSON.stringify(errors)).not.toMatch(/\\ud/)
  })

  it('takes a message of its own', () => {
    expect(validationError([], 'The policy is wrong').message).toBe('The policy is wrong')
  })
})
