import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFrame, readWelcome } from './frames.js'

const head = { id: 'arq_1_2_abcdef', version: '1.0', timestamp: '2026-11-23T05:17:24.123Z', sender: 'arqonbus' }
const frame = (fields: object) => readFrame(JSON.stringify({ ...head, ...fields }))

test('a frame keeps fields that this version does not know', () => {
  expect(frame({ type: 'message', payload: { a: 1 }, later: true })).toMatchObject({ payload: { a: 1 }, later: true })
})

test.each([
  ['a binary frame', undefined],
  ['no JSON', '{"type":"message"'],
  ['no object', '[1]'],
  ['null', 'null'],
  ['no type', '{}'],
  ['a type of later', '{"type":"hologram"}'],
  ['a type out of the prototype', '{"type":"constructor"}'],
  ['a message without its payload', JSON.stringify({ ...head, type: 'message' })],
  ['a seq that is none', JSON.stringify({ ...head, type: 'message', payload: {}, seq: 0 })],
])('%s is an INVALID_FRAME', (_, text) => {
  expect(() => readFrame(text)).toThrowError(expect.objectContaining({ code: 'INVALID_FRAME' }))
})

test('whatever comes is a frame or an INVALID_FRAME, and never quoted', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((text) => `{"type":"message","payload":${text}}`),
  )
  fc.assert(
    fc.property(anything, (text) => {
      try {
        readFrame(text)
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID_FRAME' })
      }
    }),
  )
  expect(() => readFrame('{"password":"hunter2"')).toThrowError(expect.not.stringContaining('hunter2'))
})

test('a message is a welcome only with everything that a welcome says', () => {
  expect(readWelcome(frame({ type: 'message', payload: { welcome: 'hi' } }))).toBeUndefined()
  expect(readWelcome(frame({ type: 'event', payload: { event: 'server.draining' } }))).toBeUndefined()
})
