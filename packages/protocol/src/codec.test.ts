import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal.js'
import { BusError, decodeFrame, encodeFrame, MAX_DEPTH } from './index.js'

const MEBIBYTE = 1024 * 1024

const jsonValue = fc.jsonValue({ depthSize: 'medium', stringUnit: 'binary' })
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.json())
const jsonObject = fc.dictionary(fc.string({ unit: 'binary' }), jsonValue)

/** `{"d":{"d":…}}` with `depth` objects inside each other. */
const nested = (depth: number) => `${'{"d":'.repeat(depth)}1${'}'.repeat(depth)}`

describe('decodeFrame', () => {
  it('gives the object that the text holds', () => {
    const text = ' {"a": [1, -2.5e3, true, null, "x\\n\\u00e9"], "": {}} '
    expect(decodeFrame(text)).toEqual({ a: [1, -2500, true, null, 'x\né'], '': {} })
  })

  it.each(['[]', '[{}]', '"text"', '1', 'null', 'true'])('refuses %s, which is no object', (text) => {
    expect(refusalOf(() => decodeFrame(text))).toEqual([{ path: '', message: 'must be a JSON object' }])
  })

  it('says where the text stops being JSON', () => {
    expect(refusalOf(() => decodeFrame('{"a":1,}'))).toEqual([
      { path: '', message: 'is not JSON (RFC 8259): at character 7' },
    ])
  })

  it.each(['', '{"a":', '{"a":[1,', ' '])('says that %j ends too early', (text) => {
    expect(refusalOf(() => decodeFrame(text))).toEqual([
      { path: '', message: 'is not JSON (RFC 8259): it ends too early' },
    ])
  })

  it.each([
    'hunter2',
    '{"password": hunter2}',
    '{"a":"hunter2',
    '" hunter2 at position 5',
    '{"hunter2": "\u0001"}',
    "{'hunter2':1}",
  ])('does not repeat the text of %j', (text) => {
    const [fault] = refusalOf(() => decodeFrame(text))
    expect(fault?.message).toMatch(/^is not JSON \(RFC 8259\)(: at character \d+|: it ends too early)?$/)
  })

  it('refuses a byte order mark (RFC 8259, 8.1)', () => {
    expect(refusalOf(() => decodeFrame('\ufeff{}'))[0]?.message).toContain('is not JSON')
  })

  it('reads back what encodeFrame wrote', () => {
    const envelope = { id: 'arq_1_2_abcdef', payload: { text: '"\\\u2028', list: [1, 2] } }
    expect(decodeFrame(encodeFrame(envelope))).toEqual(envelope)
  })

  it('throws nothing but VALIDATION_ERROR, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          decodeFrame(text)
        } catch (error) {
          expect(error).toMatchObject({ name: 'BusError', code: 'VALIDATION_ERROR' })
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('throws nothing but VALIDATION_ERROR for JSON with a part cut out, doubled or replaced', () => {
    const mutation = fc.record({
      at: fc.nat(),
      length: fc.nat(12),
      with: fc.constantFrom('', '"', '\\', '{', ']', ':', ',', '9', '1e999', '\\ud800', '"__proto__":'),
    })
    fc.assert(
      fc.property(jsonObject, mutation, fc.boolean(), (object, { at, length, with: inserted }, doubles) => {
        const text = JSON.stringify(object)
        const start = at % text.length
        const cut = text.slice(start, start + length)
        const mutated = `${text.slice(0, start)}${doubles ? cut + cut : inserted}${text.slice(start + length)}`
        try {
          decodeFrame(mutated)
        } catch (error) {
          expect(error).toBeInstanceOf(BusError)
          expect(error).toHaveProperty('code', 'VALIDATION_ERROR')
        }
      }),
      { numRuns: 1500 },
    )
  })

  it('takes every object that JSON.stringify writes, and gives an equal one', () => {
    fc.assert(
      fc.property(jsonObject, fc.constantFrom(undefined, 1, '\t'), (object, indent) => {
        const text = JSON.stringify(object, null, indent)
        fc.pre(text.isWellFormed() && !/\\ud[89a-f]|"(__proto__|constructor|prototype)":/.test(text))
        expect(decodeFrame(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a key that comes twice in one object (RFC 7493, 2.3)', () => {
  it.each([
    ['{"a":1,"a":1}', 'a'],
    ['{"a":{"b":1,"b":2}}', 'a.b'],
    ['{"a":[0,{"b":1,"c":2,"b":{}}]}', 'a.1.b'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a:":1,"a:":2}', 'a:'],
    ['{"":1,"":2}', ''],
    ['{"1":1,"1":2}', '1'],
    ['{ "a" : "x\\"}:" , "a" : "\\\\" }', 'a'],
  ])('is refused in %s', (text, path) => {
    expect(refusalOf(() => decodeFrame(text))).toEqual([{ path, message: 'is there twice in the same object' }])
  })

  it('is refused where the first one was an object, which the value forgets', () => {
    expect(refusalOf(() => decodeFrame('{"a":{"b":1,"c":2},"a":1,"d":3}'))).toHaveLength(1)
  })

  it('is refused at any depth, however it is spelt', () => {
    const spelling = fc.constantFrom('"key"', '"\\u006bey"', '"k\\u0065y"')
    fc.assert(
      fc.property(jsonValue, jsonValue, spelling, fc.nat(20), fc.boolean(), (first, second, other, depth, inList) => {
        const twice = `{"key":${JSON.stringify(first)},${other}:${JSON.stringify(second)}}`
        const [open, close] = inList ? ['[0,', ']'] : ['{"in":', '}']
        const text = `{"top":${open.repeat(depth)}${twice}${close.repeat(depth)}}`
        expect(refusalOf(() => decodeFrame(text)).map(({ message }) => message)).not.toEqual([])
      }),
    )
  })

  it('is taken in two objects', () => {
    expect(decodeFrame('{"a":{"b":1},"c":[{"b":1},{"b":1}],"b":"b"}')).toHaveProperty('c.1.b', 1)
  })
})

describe('a key that could change other objects', () => {
  const spellings = ['__proto__', 'constructor', 'prototype', '\\u005f_proto__', 'c\\u006Fnstructor', '\\u0070rototype']

  it.each(spellings)('"%s" is refused', (key) => {
    const name = JSON.parse(`"${key}"`)
    expect(refusalOf(() => decodeFrame(`{"a":[{"${key}":{"x":1}}]}`))).toEqual([
      { path: `a.0.${name}`, message: 'is a key that is never accepted' },
    ])
  })

  it('is refused at any depth', () => {
    fc.assert(
      fc.property(fc.constantFrom(...spellings), jsonValue, fc.nat(30), (key, value, depth) => {
        const text = `${'{"a":'.repeat(depth)}{"${key}":${JSON.stringify(value)}}${'}'.repeat(depth)}`
        expect(refusalOf(() => decodeFrame(text)).map(({ message }) => message)).toContain(
          'is a key that is never accepted',
        )
      }),
    )
  })

  it('is taken as a value', () => {
    expect(decodeFrame('{"a":"__proto__","b":"constructor"}')).toEqual({ a: '__proto__', b: 'constructor' })
  })
})

describe('depth', () => {
  it('of 32 levels is taken', () => {
    expect(decodeFrame(nested(MAX_DEPTH))).toBeTypeOf('object')
  })

  it('of 33 levels is refused, at the path that is too deep', () => {
    const path = Array.from({ length: 32 }, () => 'd').join('.')
    expect(refusalOf(() => decodeFrame(nested(33)))).toEqual([{ path, message: 'is nested deeper than 32 levels' }])
  })

  it('counts arrays too', () => {
    expect(decodeFrame(`{"a":${'['.repeat(31)}${']'.repeat(31)}}`)).toHaveProperty('a')
    expect(refusalOf(() => decodeFrame(`{"a":${'['.repeat(32)}${']'.repeat(32)}}`))).toHaveLength(1)
  })

  it.each([
    ['arrays', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects', nested(100_000)],
  ])('of 100,000 %s is refused without using up the stack', (_, text) => {
    expect(refusalOf(() => decodeFrame(text))).toMatchObject([{ message: 'is nested deeper than 32 levels' }])
  })
})

describe('lone surrogates (RFC 7493, 2.1)', () => {
  it.each([
    ['{"a":"\\ud800"}', 'a', 'has a lone surrogate'],
    ['{"a":["x","\\uDC00\\uD800"]}', 'a.1', 'has a lone surrogate'],
    ['{"a":"\ud83d"}', 'a', 'has a lone surrogate'],
    ['{"a":{"\\udfff":1}}', 'a.\ufffd', 'is a key with a lone surrogate'],
    ['{"\ud83d":1}', '\ufffd', 'is a key with a lone surrogate'],
  ])('are refused in %j', (text, path, message) => {
    expect(refusalOf(() => decodeFrame(text))).toEqual([{ path, message }])
  })

  it.each(['{"a":"\\ud83d\\ude00"}', '{"a":"😀"}', '{"\\ud83d\\ude00":"\\\\ud800"}'])('are not seen in %s', (text) => {
    expect(decodeFrame(text)).toEqual(JSON.parse(text))
  })
})

describe('numbers (RFC 7493, 2.2)', () => {
  it.each(['1e400', '-1e400', '1e999999999999999999', `1${'0'.repeat(400)}`])('refuses %s: out of range', (number) => {
    expect(refusalOf(() => decodeFrame(`{"a":[${number}]}`))).toEqual([
      { path: 'a.0', message: 'is a number out of range' },
    ])
  })

  it('refuses a number out of range that a second key of its name would hide', () => {
    const text = `{"a":1e400,"b":${'9'.repeat(400)},"a":1}`
    expect(refusalOf(() => decodeFrame(text)).map(({ path }) => path)).toEqual(['a', 'b', 'a'])
  })

  it.each(['9007199254740993', '-9007199254740993', '12345678901234567890', `1${'0'.repeat(20)}1`])(
    'refuses the integer %s, which would change',
    (integer) => {
      expect(refusalOf(() => decodeFrame(`{"a":{"b":${integer}}}`))).toEqual([
        {
          path: 'a.b',
          message: 'is an integer that a JSON number cannot carry exactly (RFC 7493, 2.2): send it as a string',
        },
      ])
    },
  )

  it.each([
    '9007199254740991',
    '9007199254740992',
    '-9007199254740994',
    '1700000000000000000',
    '100000000000000000000',
    '123456789012345680000',
    `-12345${'0'.repeat(30)}`,
    '0.12345678901234567890',
    '12345678901234567.5',
    '1e20',
    '1.7976931348623157e308',
    '5e-324',
    '1e-400',
    '-0',
  ])('takes %s', (number) => {
    expect(decodeFrame(`{"a":${number}}`)).toEqual({ a: Number(number) })
  })

  it('takes an integer exactly where it is written back as it came', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 21n) + 1n, max: 10n ** 21n - 1n }), (integer) => {
        const text = `{"a":${integer}}`
        const decode = () => decodeFrame(text)
        if (JSON.stringify({ a: Number(integer) }) === text) expect(decode()).toEqual({ a: Number(integer) })
        else expect(refusalOf(decode)).toHaveLength(1)
      }),
      { numRuns: 500 },
    )
  })

  it('takes every number that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: false }), (number) => {
        expect(decodeFrame(JSON.stringify({ number }))).toEqual({ number: number === 0 ? 0 : number })
      }),
      { numRuns: 1000 },
    )
  })

  it('does not take the digits of a string for a number', () => {
    expect(decodeFrame('{"12345678901234567890":"9007199254740993"}')).toHaveProperty('12345678901234567890')
  })
})

describe('a refusal', () => {
  it('names every broken rule, in the order of the text', () => {
    const text = '{"a":1e999,"__proto__":1,"b":["\\ud800",{"c":1,"c":2}]}'
    expect(refusalOf(() => decodeFrame(text)).map(({ path }) => path)).toEqual(['a', '__proto__', 'b.0', 'b.1.c'])
  })

  it('names 20 broken rules at most', () => {
    expect(refusalOf(() => decodeFrame(`{"a":[${Array(1000).fill('1e999')}]}`))).toHaveLength(20)
  })

  it('does not repeat a key of any length', () => {
    const [fault] = refusalOf(() => decodeFrame(`{"${'k'.repeat(100_000)}":1e999}`))
    expect(fault?.path.length).toBeLessThanOrEqual(256)
  })
})

describe('hostile frames of 1 MiB', () => {
  const filled = (unit: string) => unit.repeat(Math.floor(MEBIBYTE / unit.length))
  const texts = {
    'backslashes in a string': `{"a":"${filled('\\\\')}"}`,
    'backslashes in a string, and a key twice': `{"a":"${filled('\\\\')}","a":1}`,
    'backslashes that never end': `{"a":"${filled('\\')}`,
    'escaped quotes': `{"a":"${filled('\\"')}","a":1}`,
    'escaped characters': `{"a":"${filled('\\u0041')}"}`,
    digits: `{"a":${filled('1')}}`,
    'digits of a fraction': `{"a":0.${filled('1')}}`,
    'digits of an exponent': `{"a":1e${filled('1')}}`,
    'digits of an exponent of nothing': `{"a":0e-${filled('1')}}`,
    'exact integers past 2^53': `{"a":[${filled('9007199254740992,')}1]}`,
    'integers of 300 digits': `{"a":[${filled(`1${'0'.repeat(299)},`)}1]}`,
    colons: `{"a":${filled(':')}}`,
    'colons in a string': `{"a":"${filled(':')}"}`,
    quotes: `{"a":${filled('"')}}`,
    'empty strings': `{"a":[${filled('"",')}""]}`,
    'empty strings, and a key twice': `{"a":[${filled('"",')}""],"a":1}`,
    'the same key': `{${filled('"a":1,')}"a":1}`,
    'white space': `{"a":${filled(' ')}1,"a":1}`,
    brackets: `{"a":${filled('[')}`,
    'empty objects': `{"a":[${filled('{},')}{}],"a":1}`,
    'many keys': `{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":1`).join()}}`,
    'many keys, the last one twice': `{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":1`).join()},"k0":1}`,
    'broken rules': `{"a":[${filled('1e999,')}1]}`,
  }

  it.each(Object.entries(texts))('of %s take bounded time', (_, text) => {
    const start = performance.now()
    try {
      decodeFrame(text)
    } catch (error) {
      expect(error).toBeInstanceOf(BusError)
    }
    // Measured: 1 to 160 ms. A quadratic step would take minutes.
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
