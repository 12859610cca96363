import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findFaults } from './codec-faults.js'
import { isPlain } from './codec-plain.js'
import { isJsonObject } from './json.js'

const odd = fc.constantFrom(
  '"__proto__"',
  '"\\u0063onstructor"',
  '"\\ud800"',
  '"\\ud83d\\ude00"',
  '"a"',
  '"\\u0061"',
  '":"',
  '"\\""',
)
const number = fc.constantFrom('0', '-0', '9007199254740991', '9007199254740992', '9007199254740993', '1e999', '1e20')

/** JSON texts in which each rule of the codec is often broken. */
const { text } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, odd, number, fc.json({ maxDepth: 0 }), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[ ${values.join(' ,')}]`),
  object: fc
    .array(
      fc.tuple(
        fc.oneof(
          odd,
          fc.string().map((name) => JSON.stringify(name)),
        ),
        tie('value'),
      ),
      { maxLength: 4 },
    )
    .map((members) => `{${members.map(([name, value]) => `${name}:\n${value}`).join()} }`),
  text: tie('object').map(String),
}))

it('a frame that is plain at a glance has no fault in the exact look', () => {
  fc.assert(
    fc.property(text, (json) => {
      const value: unknown = JSON.parse(json)
      if (isJsonObject(value) && isPlain(json, value)) expect(findFaults(json)).toEqual([])
    }),
    { numRuns: 5000 },
  )
})

it('a frame without fault is plain at a glance, unless it has a number from 2^53 on', () => {
  fc.assert(
    fc.property(text, (json) => {
      let isUnsure = false
      const value: unknown = JSON.parse(json, (_, inner: unknown) => {
        isUnsure ||= typeof inner === 'number' && Math.abs(inner) >= 2 ** 53
        return inner
      })
      fc.pre(!isUnsure && findFaults(json).length === 0)
      expect(isJsonObject(value) && isPlain(json, value)).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
