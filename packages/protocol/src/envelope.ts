import * as v from 'valibot'
import { messageIdSchema } from './id.js'
import { isJsonObject, type JsonObject } from './json.js'
import { toUtc } from './time.js'
import { isName, nameSchema, splitTopic } from './topic.js'

/** The version of the contract that this package speaks. */
export const PROTOCOL_VERSION = '1.0'
/** The `sender` of everything that the bus itself says. */
export const BUS_SENDER = 'arqonbus'

/** Any JSON object: its values stay `unknown`. */
export const jsonObjectSchema = v.custom<JsonObject>(isJsonObject, 'must be a JSON object')

/** A text of 1 to `max` characters. */
export const shortText = (max: number) =>
  v.pipe(
    v.string('must be a string'),
    v.minLength(1, 'must not be empty'),
    v.maxLength(max, `must be at most ${max} characters`),
  )

/** An RFC 3339 date-time; one without an offset is taken as UTC, as old clients mean it. */
export const timestampSchema = v.pipe(
  v.string('must be a string'),
  v.check((text) => toUtc(text) !== undefined, 'must be an RFC 3339 date-time, such as 2026-11-23T05:17:24.123Z'),
  v.metadata({ format: 'date-time' }),
)

const clientIdSchema = shortText(128)

/** `room` may carry the channel too. */
const roomSchema = v.pipe(
  v.string('must be a string'),
  v.check((text) => isName(text) || splitTopic(text) !== undefined, 'must be a name, or two names as room:channel'),
)

const integerFrom = (least: number) =>
  v.pipe(
    v.number('must be a number'),
    v.safeInteger('must be an integer'),
    v.minValue(least, `must be at least ${least}`),
  )

/** Counters by whose they are. It ends at the first that is wrong: of a hostile frame's ten thousand one is enough. */
const vectorClockSchema = v.pipe(
  jsonObjectSchema,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return
    const clock = dataset.value
    for (const key in clock) {
      const value = clock[key]
      const isCount = Number.isSafeInteger(value) && Number(value) >= 0
      if (isCount && key !== '') continue
      const message = key === '' ? 'must not have an empty key' : 'must be an integer of at least 0'
      addIssue({ message, path: [{ type: 'object', origin: 'value', input: clock, key, value }] })
      return
    }
  }),
)

/** The checked part of `metadata`; every other key is free. */
export const metadataSchema = v.pipe(
  // An object schema alone would take an array for an object without keys.
  jsonObjectSchema,
  v.looseObject({
    sequence: v.optional(integerFrom(1)),
    vector_clock: v.optional(vectorClockSchema),
    causal_parent_id: v.optional(messageIdSchema),
  }),
)
export type Metadata = v.InferOutput<typeof metadataSchema>

/** Fields that every envelope from a client may have. */
const common = {
  id: v.optional(messageIdSchema),
  version: v.optional(v.literal(PROTOCOL_VERSION, `must be "${PROTOCOL_VERSION}"`)),
  timestamp: v.optional(timestampSchema),
  room: v.optional(roomSchema),
  channel: v.optional(nameSchema),
  to_client: v.optional(clientIdSchema),
  metadata: v.optional(metadataSchema),
  // What the bus alone may say is taken and dropped: older clients send these back.
  sender: v.optional(v.unknown()),
  from_client: v.optional(v.unknown()),
  seq: v.optional(v.unknown()),
  epoch: v.optional(v.unknown()),
}

const status = v.picklist(['success', 'error', 'pending'], 'must be success, error or pending')

/** What clients may send, one schema for each `type`. */
export const clientEnvelopeSchemas = {
  message: v.strictObject({ ...common, type: v.literal('message'), payload: jsonObjectSchema }),
  command: v.strictObject({
    ...common,
    type: v.literal('command'),
    command: v.optional(shortText(128)),
    args: v.optional(jsonObjectSchema),
    // The older shape has both in here.
    payload: v.optional(
      v.pipe(
        jsonObjectSchema,
        v.looseObject({ command: v.optional(shortText(128)), parameters: v.optional(jsonObjectSchema) }),
      ),
    ),
  }),
  response: v.strictObject({
    ...common,
    type: v.literal('response'),
    request_id: messageIdSchema,
    status,
    payload: v.optional(jsonObjectSchema),
    error: v.optional(v.string('must be a string')),
    error_code: v.optional(shortText(128)),
  }),
  error: v.strictObject({
    ...common,
    type: v.literal('error'),
    error: v.string('must be a string'),
    error_code: v.optional(shortText(128)),
    request_id: v.optional(messageIdSchema),
    payload: v.optional(jsonObjectSchema),
  }),
  telemetry: v.strictObject({
    ...common,
    type: v.literal('telemetry'),
    payload: v.pipe(jsonObjectSchema, v.looseObject({ eventType: shortText(128) })),
  }),
  'operator.join': v.strictObject({ ...common, type: v.literal('operator.join'), payload: jsonObjectSchema }),
} as const

/** The types that a client may send. */
export type ClientEnvelopeType = keyof typeof clientEnvelopeSchemas
/** An envelope as a client may write it. */
export type ClientEnvelope = {
  [T in ClientEnvelopeType]: v.InferOutput<(typeof clientEnvelopeSchemas)[T]>
}[ClientEnvelopeType]

interface Stamped {
  readonly id: string
  readonly version: typeof PROTOCOL_VERSION
  /** RFC 3339, UTC with `Z`. */
  readonly timestamp: string
}

/** An envelope that goes to members of a channel, or to one client. */
export interface RoutedEnvelope extends Stamped {
  readonly type: 'message' | 'response' | 'error' | 'telemetry'
  readonly sender: string
  readonly room?: string
  readonly channel?: string
  readonly to_client?: string
  readonly payload?: JsonObject
  readonly request_id?: string
  readonly status?: 'success' | 'error' | 'pending'
  readonly error?: string
  readonly error_code?: string
  readonly metadata?: Metadata
  /** The position in the stream of (tenant, room, channel); not on direct messages. */
  readonly seq?: number
  /** The life of the stream in which `seq` counts. */
  readonly epoch?: string
}

const fromBus = {
  id: v.string(),
  version: v.literal(PROTOCOL_VERSION),
  timestamp: v.string(),
  sender: v.string(),
  room: v.optional(v.string()),
  channel: v.optional(v.string()),
  to_client: v.optional(v.string()),
  metadata: v.optional(jsonObjectSchema),
  seq: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  epoch: v.optional(v.string()),
}

const acknowledgement = v.looseObject({
  /** Not there for direct messages, which have no stream. */
  seq: v.optional(v.number()),
  epoch: v.optional(v.string()),
  /** Connections of this node that the message was handed to. */
  delivered: v.number(),
  /** True: the configured store has the message. */
  stored: v.boolean(),
  duplicate: v.optional(v.boolean()),
})
/** The payload of a `message_response`. */
export type Acknowledgement = v.InferOutput<typeof acknowledgement>

/** What a client gets from the bus, one schema for each `type`; unknown fields are left for later versions. */
export const busEnvelopeSchemas = {
  message: v.looseObject({ ...fromBus, type: v.literal('message'), payload: jsonObjectSchema }),
  telemetry: v.looseObject({ ...fromBus, type: v.literal('telemetry'), payload: jsonObjectSchema }),
  message_response: v.looseObject({
    ...fromBus,
    type: v.literal('message_response'),
    request_id: v.string(),
    status: v.literal('success'),
    payload: acknowledgement,
  }),
  response: v.looseObject({
    ...fromBus,
    type: v.literal('response'),
    request_id: v.string(),
    status,
    payload: v.optional(jsonObjectSchema),
    error: v.optional(v.string()),
    error_code: v.optional(v.string()),
  }),
  error: v.looseObject({
    ...fromBus,
    type: v.literal('error'),
    error: v.string(),
    error_code: v.optional(v.string()),
    request_id: v.optional(v.string()),
    payload: v.optional(jsonObjectSchema),
  }),
  event: v.looseObject({ ...fromBus, type: v.literal('event'), payload: v.looseObject({ event: v.string() }) }),
} as const

/** An envelope as the bus writes it. */
export type BusEnvelope = {
  [T in keyof typeof busEnvelopeSchemas]: v.InferOutput<(typeof busEnvelopeSchemas)[T]>
}[keyof typeof busEnvelopeSchemas]
export type BusEnvelopeType = BusEnvelope['type']

/** The payload of the first frame on every connection. */
export const welcomeSchema = v.looseObject({
  welcome: v.string(),
  client_id: v.string(),
  tenant_id: v.string(),
  role: v.string(),
  protocol: v.string(),
  server_version: v.string(),
  node_id: v.string(),
  limits: jsonObjectSchema,
})
export type Welcome = v.InferOutput<typeof welcomeSchema>
