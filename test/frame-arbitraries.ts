import { busCommands } from '@arqonbus/protocol'
import fc from 'fast-check'

/** What a client may send in one frame, right or wrong. */
export interface FuzzedFrame {
  readonly bytes: Buffer
  readonly binary: boolean
}

type JsonTree = { [name: string]: unknown }

const topic = { room: 'fuzz', channel: 'here' }
const id = 'arq_01J00000000000000000000000'

/** Envelopes that are right, one of each kind, with every field that there is; and every command by its own example. */
const samples: readonly JsonTree[] = [
  { type: 'message', ...topic, payload: { text: 'hello', list: [1, { deep: [null, true] }] } },
  {
    id,
    type: 'message',
    version: '1.0',
    timestamp: '2025-11-23T05:17:24.123456789+02:00',
    ...topic,
    sender: 'me',
    from_client: 'me',
    seq: 7,
    epoch: 'x',
    payload: {},
    metadata: { sequence: 1, vector_clock: { a: 1, b: 0 }, causal_parent_id: id, free: [{}] },
  },
  { type: 'message', room: 'fuzz:here', payload: {} },
  { type: 'message', to_client: 'client_01J00000000000000000000000', payload: {} },
  { type: 'response', ...topic, request_id: id, status: 'pending', payload: {}, error: 'e', error_code: 'C' },
  { type: 'error', ...topic, error: 'e', error_code: 'C', request_id: id, payload: {} },
  { type: 'telemetry', payload: { eventType: 'fuzz', value: 1 } },
  { type: 'operator.join', payload: { group: 'g', commands: ['c'], capacity: 1 } },
  { type: 'command', payload: { command: 'history', parameters: { room: 'fuzz' } } },
  ...Object.values(busCommands).map(({ name, example }) => ({ type: 'command', command: name, args: example.args })),
]

/** Values that break programs. */
const nasty: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.1,
  2 ** 53,
  -(2 ** 31),
  1e308,
  '',
  ' ',
  '\0',
  '\uD800',
  '\uFEFF',
  '__proto__',
  'constructor',
  'a'.repeat(129),
  'a:b:c',
  '*',
  '../..',
  '%s%n',
  '2025-02-30T25:61:61Z',
  'arq_0_0_000000',
  [],
  {},
  [[]],
  { toString: 1, valueOf: null, hasOwnProperty: 0 },
  JSON.parse('{"then":1,"toJSON":1}'),
]
const names = ['type', 'payload', 'room', 'args', 'seq', 'hasOwnProperty', '__proto__', 'constructor', 'a.b', '', '\n']

/** Something that is done to an envelope: `at` says where, as a part of all places there are. */
type Mutation = { readonly at: number } & (
  | { readonly kind: 'delete' }
  | {
      readonly kind: 'replace' | 'add' | 'nest'
      readonly value: unknown
      readonly name: string
      readonly depth: number
    }
)

const value = fc.oneof(fc.constantFrom(...nasty), fc.jsonValue({ maxDepth: 3 }))
const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), at }),
  fc.record({
    kind: fc.constantFrom('replace' as const, 'add' as const, 'nest' as const),
    at,
    value,
    name: fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary', maxLength: 8 })),
    depth: fc.integer({ min: 1, max: 40 }),
  }),
)

/** A sample with some of its places changed: mostly still an envelope, but seldom a right one. */
const mutatedEnvelope = fc
  .tuple(fc.constantFrom(...samples), fc.array(mutation, { maxLength: 4 }))
  .map(([sample, mutations]) => {
    const envelope = structuredClone(sample)
    for (const one of mutations) mutate(envelope, one)
    return JSON.stringify(envelope)
  })

function mutate(envelope: JsonTree, mutation: Mutation): void {
  const places = placesOf(envelope)
  const place = places[Math.floor(mutation.at * places.length)]
  if (place === undefined) return
  const [inside, name] = place
  if (mutation.kind === 'delete') delete inside[name]
  else if (mutation.kind === 'replace') inside[name] = mutation.value
  else if (mutation.kind === 'add') {
    // As JSON.parse makes it: an assignment to __proto__ would be none.
    Object.defineProperty(inside, mutation.name, {
      value: mutation.value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  } else for (let i = 0; i < mutation.depth; i++) inside[name] = i % 2 ? [inside[name]] : { nested: inside[name] }
}

/** Every field of an envelope, at every depth: the object that has it, and its name. */
function placesOf(object: JsonTree): [JsonTree, string][] {
  return Object.entries(object).flatMap(([name, inside]) => {
    const own: [JsonTree, string] = [object, name]
    return isTree(inside) ? [own, ...placesOf(inside)] : [own]
  })
}

function isTree(value: unknown): value is JsonTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of an envelope with bytes cut out, put in, or turned. */
const brokenText = fc
  .tuple(
    mutatedEnvelope,
    fc.array(
      fc.record({ at, cut: fc.integer({ min: 0, max: 8 }), put: fc.oneof(fc.uint8Array({ maxLength: 4 }), piece()) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  )
  .map(([text, wounds]) => {
    let bytes = Buffer.from(text)
    for (const { at, cut, put } of wounds) {
      const from = Math.floor(at * bytes.length)
      bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)])
    }
    return bytes
  })

/** A piece of JSON where none belongs. */
function piece() {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u',
    '\0',
    '-',
    '1e999',
    '"type":"command",',
    '"__proto__":{},',
  ]
  return fc.constantFrom(...pieces).map((text) => Buffer.from(text))
}

const frame = (bytes: Buffer, binary = false): FuzzedFrame => ({ bytes, binary })

/** Frames of every kind, most of them wrong. */
export const fuzzedFrame: fc.Arbitrary<FuzzedFrame> = fc.oneof(
  { weight: 8, arbitrary: mutatedEnvelope.map((text) => frame(Buffer.from(text))) },
  { weight: 4, arbitrary: brokenText.map((bytes) => frame(bytes)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 5 }).map((text) => frame(Buffer.from(text))) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 64 }).map((text) => frame(Buffer.from(text))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => frame(Buffer.from(bytes))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map((bytes) => frame(Buffer.from(bytes), true)) },
)
