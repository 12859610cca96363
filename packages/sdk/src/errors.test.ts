import { readFileSync } from 'node:fs'
import { errorTable } from '@arqonbus/protocol'
import { expect, test } from 'vitest'
import { ArqonError, clientErrorTable, errorOfFrame, textOf } from './errors.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test.each(Object.entries(clientErrorTable))(
  'the README explains %s, and whether a retry can help',
  (code, { retryable }) => {
    expect(readme).toMatch(new RegExp(`^\\| \`${code}\` +\\|.*\\| ${retryable ? 'yes' : 'no'} +\\|$`, 'm'))
  },
)

test('a code of the bus keeps its meaning for retries; one that nobody knows is not tried again', () => {
  for (const [code, { retryable }] of Object.entries(errorTable))
    expect(new ArqonError(code, '').retryable).toBe(retryable)
  expect(new ArqonError('CASIL_BLOCKED', '').retryable).toBe(false)
})

test('the details of a refused command and of a refused message are those that the bus told', () => {
  const head = {
    id: 'arq_1_2_abcdef',
    version: '1.0',
    timestamp: '',
    sender: 'arqonbus',
    request_id: 'arq_1_1_abcdef',
  } as const
  const rule = { errors: [{ path: 'args.room', message: 'is required' }] }
  const response = { ...head, type: 'response', status: 'error', error_code: 'VALIDATION_ERROR' } as const
  expect(errorOfFrame({ ...response, payload: { message: 'Wrong arguments', data: null, ...rule } })).toMatchObject({
    code: 'VALIDATION_ERROR',
    message: 'Wrong arguments',
    details: rule,
  })
  expect(
    errorOfFrame({ ...head, type: 'error', error: 'no', error_code: 'CASIL_X', payload: { reason: 'CASIL_X' } }),
  ).toMatchObject({
    code: 'CASIL_X',
    details: { reason: 'CASIL_X' },
  })
  expect(errorOfFrame({ ...head, type: 'error', error: 'no' })).toMatchObject({ code: 'INTERNAL_ERROR', details: {} })
})

test('an error of several is told with all of its sentences', () => {
  expect(textOf(new AggregateError([new Error('one'), new Error('two'), new Error('one')]))).toBe('one, two')
})
