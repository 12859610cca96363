import { isMessageId } from '@arqonbus/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digestId, idOf } from './idempotency.js'

const alice = { subject: 'alice', tenant: 'acme', role: 'user', permissions: null, expiresAt: null } as const
const key = fc
  .string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 255,
  })
  // A quoted string with nothing in it is no key.
  .filter((text) => text !== '""')

describe('idOf', () => {
  it('makes a message id of every key, always the same', () => {
    fc.assert(
      fc.property(key, (text) => {
        const { id = '' } = idOf({}, text, alice)
        expect(isMessageId(id)).toBe(true)
        expect(idOf({}, text, alice)).toEqual({ id })
      }),
    )
  })

  it('makes another of another key', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        fc.pre(one.replace(/^"(.*)"$/, '$1') !== other.replace(/^"(.*)"$/, '$1'))
        expect(idOf({}, one, alice)).not.toEqual(idOf({}, other, alice))
      }),
    )
  })

  it('gives nothing where there is no key', () => {
    expect(idOf({ id: 'arq_1_2_abcdef' }, undefined, alice)).toEqual({})
  })
})

describe('digestId', () => {
  it('does not mix up where one part ends and the next begins', () => {
    expect(digestId(['ab', 'c'])).not.toBe(digestId(['a', 'bc']))
  })

  it('has the shape of a ULID', () => {
    fc.assert(fc.property(fc.string(), (text) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(digestId([text]))))
  })
})
