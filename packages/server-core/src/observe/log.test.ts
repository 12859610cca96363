import { BusError } from '@arqonbus/protocol'
import { describe, expect, it } from 'vitest'
import { createLogger, describeError } from './log.js'

function capture(level = 'trace') {
  const lines: string[] = []
  const logger = createLogger({ level, destination: { write: (line) => void lines.push(line) } })
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '') }
}

describe('createLogger', () => {
  it('writes one JSON line for each event', () => {
    const { logger, lines } = capture()
    logger.info({ client_id: 'client_1' }, 'connected')
    logger.warn('draining')
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), client_id: 'client_1', msg: 'connected' },
      { level: 'warn', time: expect.any(String), msg: 'draining' },
    ])
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true)
  })

  it('writes nothing below its level', () => {
    const { logger, lines } = capture('warn')
    logger.info('hello')
    expect(lines).toEqual([])
  })

  it.each([
    [{ token: 'hunter2' }],
    [{ headers: { authorization: 'Bearer hunter2' } }],
    [{ headers: { 'x-api-key': 'hunter2' } }],
    [{ request: { headers: { 'x-api-key': 'hunter2', cookie: 'a=hunter2' } } }],
    [{ options: { auth: { secret: 'hunter2' } } }],
    [{ password: 'hunter2', user: 'bob' }],
  ])('masks the secret in %j', (facts) => {
    const { logger, lines } = capture()
    logger.info(facts, 'here')
    expect(lines[0]).toContain('[masked]')
    expect(lines[0]).not.toContain('hunter2')
  })

  it('masks secrets that a child logger carries', () => {
    const { logger, lines } = capture()
    logger.child({ token: 'hunter2' }).info('here')
    expect(lines[0]).not.toContain('hunter2')
  })

  it('lets no text begin a line of its own, or reach a terminal', () => {
    const { logger, lines, last } = capture()
    const text = 'a\n{"level":"fatal"}\r\u001b[2Jb\u2028c\u009b1m'
    logger.info({ client_id: text }, text)
    logger.info(text)
    expect(lines).toHaveLength(2)
    expect(lines.every((line) => line.trimEnd().includes('\n') === false)).toBe(true)
    const spelled = 'a\\u000a{"level":"fatal"}\\u000d\\u001b[2Jb\\u2028c\\u009b1m'
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ client_id: spelled, msg: spelled })
    expect(last().msg).toBe(spelled)
  })

  it('fills in what a text leaves open', () => {
    const { logger, last } = capture()
    logger.info('%s of %d', 'one', 2)
    expect(last().msg).toBe('one of 2')
  })

  it('tells errors without their fields', () => {
    const { logger, lines, last } = capture()
    const error = Object.assign(new Error('duplicate key'), { code: '23505', parameters: ['hunter2'] })
    logger.error({ err: error }, 'the store failed')
    expect(last().err).toMatchObject({ type: 'Error', code: '23505', message: 'duplicate key' })
    expect(last().err.stack).toMatch(/^ {4}at /)
    expect(lines[0]).not.toContain('hunter2')
  })

  it('takes no text from a syntax error, which quotes the input', () => {
    const { logger, lines } = capture()
    logger.error(new SyntaxError('Unexpected token in "hunter2"'))
    logger.error({ err: new SyntaxError('Unexpected token in "hunter2"') })
    expect(lines).toHaveLength(2)
    expect(lines.join('')).not.toContain('hunter2')
  })

  it('tells an error that is given alone the same way', () => {
    const { logger, lines, last } = capture()
    logger.error(Object.assign(new Error('it broke\nbadly'), { row: 'hunter2' }))
    expect(last().err).toMatchObject({ type: 'Error', message: 'it broke\\u000abadly' })
    expect(last().msg).toBe('it broke\\u000abadly')
    expect(lines[0]).not.toContain('hunter2')
  })
})

describe('describeError', () => {
  it('withholds the text of a syntax error, which quotes the input', () => {
    let thrown: unknown
    try {
      JSON.parse('{"password": hunter2}')
    } catch (error) {
      thrown = error
    }
    const described = describeError(thrown)
    expect(described.type).toBe('SyntaxError')
    expect(JSON.stringify(described)).not.toContain('hunter2')
  })

  it('withholds the details of a bus error', () => {
    const error = new BusError('CONFLICT', 'It is there', { value: 'hunter2' })
    expect(describeError(error)).toMatchObject({ type: 'BusError', code: 'CONFLICT', message: 'It is there' })
    expect(JSON.stringify(describeError(error))).not.toContain('hunter2')
  })

  it('follows causes, and ends where they go round', () => {
    const inner = new Error('inner')
    const outer = new Error('outer', { cause: inner })
    expect(describeError(outer).cause).toMatchObject({ message: 'inner' })
    inner.cause = outer
    expect(JSON.stringify(describeError(outer)).length).toBeLessThan(20_000)
  })

  it('cuts off a text without end', () => {
    expect(describeError(new Error('x'.repeat(10_000))).message.length).toBeLessThan(600)
  })

  it.each([['a text'], [{ password: 'hunter2' }], [null], [undefined]])(
    'says nothing of %j, which is no error',
    (thrown) => {
      expect(describeError(thrown)).toEqual({ type: typeof thrown, message: expect.any(String) })
      expect(JSON.stringify(describeError(thrown))).not.toContain('hunter2')
    },
  )
})
