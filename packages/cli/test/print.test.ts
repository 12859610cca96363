import { describe, expect, test } from 'vitest'
import { Failure } from '../src/failure.js'
import { jsonText, Printer, printable } from '../src/print.js'
import { Written } from './here.js'

function printer({ tty = false, env = {}, json = false }: { tty?: boolean; env?: NodeJS.ProcessEnv; json?: boolean }) {
  const [stdout, stderr] = [new Written(tty), new Written(tty)]
  return { print: new Printer({ stdout, stderr }, env, json), stdout, stderr }
}

describe('colours', () => {
  test.each([
    ['are on a terminal', { tty: true }, true],
    ['are not in a pipe', { tty: false }, false],
    ['are not where NO_COLOR says so', { tty: true, env: { NO_COLOR: '1' } }, false],
    ['are where NO_COLOR is empty', { tty: true, env: { NO_COLOR: '' } }, true],
    ['are in a pipe where FORCE_COLOR says so', { env: { FORCE_COLOR: '1' } }, true],
    ['are not where FORCE_COLOR is 0', { tty: true, env: { FORCE_COLOR: '0' } }, false],
    ['are where FORCE_COLOR and NO_COLOR both speak', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, true],
  ])('%s', (_what, options, coloured) => {
    const { print, stderr } = printer(options)
    expect(print.style('red', 'text')).toBe(coloured ? '\u001b[31mtext\u001b[39m' : 'text')
    print.warn('careful')
    expect(stderr.text.includes('\u001b[')).toBe(coloured)
  })
})

describe('what others wrote', () => {
  test('cannot control a terminal', () => {
    expect(printable('a\u001b[2Jb\nc\u009bd\u202ee')).toBe('a\\u001b[2Jb\\u000ac\\u009bd\\u202ee')
  })

  test('says the same as JSON', () => {
    const value = { text: 'a\u001b[2J\u009b\u202e\u2028\n', list: [1, null] }
    for (const text of [jsonText(value), jsonText(value, 2)]) {
      expect(JSON.parse(text)).toEqual(value)
      expect(['\u001b', '\u009b', '\u202e', '\u2028'].filter((character) => text.includes(character))).toEqual([])
    }
    expect(jsonText(value).split('\n')).toHaveLength(1)
  })
})

describe('a failure', () => {
  const details = { errors: [{ path: 'payload.text', message: 'must be \u001b[31mred' }], retry_after_ms: 20 }
  const failure = new Failure(1, 'Message validation failed', { code: 'VALIDATION_ERROR', hint: 'Look here', details })

  test('tells people what was wrong, where, and what to do', () => {
    const { print, stdout, stderr } = printer({})
    print.failure(failure)
    expect(stdout.text).toBe('')
    expect(stderr.text.split('\n')).toEqual([
      'error: Message validation failed (VALIDATION_ERROR)',
      '  payload.text: must be \\u001b[31mred',
      '  try again in 20 ms',
      'Look here',
      '',
    ])
  })

  test('is one line of JSON for programs', () => {
    const { print, stdout, stderr } = printer({ json: true })
    print.failure(failure)
    expect(stdout.text).toBe('')
    expect(JSON.parse(stderr.text)).toEqual({
      error: 'Message validation failed',
      code: 'VALIDATION_ERROR',
      details,
      hint: 'Look here',
      exit_code: 1,
    })
  })
})

test('programs get no notes between the answers', () => {
  const { print, stdout, stderr } = printer({ json: true, tty: true })
  print.note('listening')
  print.value({ a: 1 })
  expect(stdout.text).toBe('{"a":1}\n')
  expect(stderr.text).toBe('')
})
