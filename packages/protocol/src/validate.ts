import * as v from 'valibot'
import {
  type ClientEnvelope,
  type ClientEnvelopeType,
  clientEnvelopeSchemas,
  type Metadata,
  PROTOCOL_VERSION,
} from './envelope.js'
import { type ErrorDetail, validationError } from './errors.js'
import type { JsonObject } from './json.js'
import { toUtc } from './time.js'
import { splitTopic } from './topic.js'
import { isCanonicalMessage } from './validate-canonical.js'

/** What the bus gives an envelope that came without it. */
export interface Stamp {
  /** A fresh message id. */
  id(): string
  /** The present time, RFC 3339, UTC with `Z`. */
  now(): string
}

interface Accepted {
  readonly id: string
  readonly version: typeof PROTOCOL_VERSION
  /** RFC 3339, UTC with `Z`. */
  readonly timestamp: string
  readonly room?: string
  /** There only together with `room`. */
  readonly channel?: string
}

type Dropped = 'sender' | 'from_client' | 'seq' | 'epoch'
type Accept<E> = E extends { type: 'command' }
  ? Omit<E, keyof Accepted | Dropped | 'payload' | 'command' | 'args'> &
      Accepted & { command: string; args: JsonObject }
  : Omit<E, keyof Accepted | Dropped> & Accepted

/** An envelope of a client that keeps every rule, in one spelling: stamped, `room:channel` apart, the old command shape folded. */
export type AcceptedEnvelope = ClientEnvelope extends infer E ? (E extends ClientEnvelope ? Accept<E> : never) : never
/** The accepted envelope of one type. */
export type Accepting<T extends ClientEnvelopeType> = Extract<AcceptedEnvelope, { type: T }>

/**
 * The rules of section 1 of the wire contract. The result is without what only the bus may write; it is `raw` itself
 * where there was nothing to change.
 *
 * @throws BusError `VALIDATION_ERROR` with the path of each broken rule
 */
export function validateEnvelope(raw: JsonObject, stamp: Stamp): AcceptedEnvelope {
  if (isCanonicalMessage(raw)) return raw
  const type = raw.type
  if (typeof type !== 'string' || !isClientType(type)) {
    const known = Object.keys(clientEnvelopeSchemas).join(', ')
    throw validationError([{ path: 'type', message: type === undefined ? 'is required' : `must be one of ${known}` }])
  }
  const schema = clientEnvelopeSchemas[type]
  const result = v.safeParse(schema, raw)
  if (!result.success) throw validationError(detailsOf(result.issues, raw, schema.entries))
  return accept(result.output, stamp)
}

/** A client's own id, to name it in the error for an envelope that was refused. */
export function requestIdOf(raw: JsonObject | undefined): string | undefined {
  const id = raw?.id
  return typeof id === 'string' && id.length <= 128 ? id : undefined
}

const UNKNOWN_FIELD = 'is not a known field'

/** One valibot issue as a path and a sentence, which never repeats what was given: that may be a secret. */
export function toDetail(issue: v.BaseIssue<unknown>): ErrorDetail {
  const path = issue.path?.map((item) => String(item.key)).join('.') ?? ''
  if (issue.kind === 'schema' && issue.expected === 'never') return { path, message: UNKNOWN_FIELD }
  if (issue.kind === 'schema' && issue.received === 'undefined') return { path, message: 'is required' }
  const isOfValibot = issue.message.startsWith('Invalid ') && issue.message.endsWith(`eceived ${issue.received}`)
  return { path, message: isOfValibot ? `must be ${issue.expected ?? 'another value'}` : issue.message }
}

/** Every issue and every unknown field: the schema itself stops at the first of those. */
function detailsOf(issues: readonly v.BaseIssue<unknown>[], raw: JsonObject, known: object): ErrorDetail[] {
  const unknownFields = Object.keys(raw).filter((name) => !Object.hasOwn(known, name))
  return [
    ...issues.map(toDetail).filter(({ message }) => message !== UNKNOWN_FIELD),
    ...unknownFields.map((path) => ({ path, message: UNKNOWN_FIELD })),
  ]
}

function isClientType(type: string): type is ClientEnvelopeType {
  return Object.hasOwn(clientEnvelopeSchemas, type)
}

/** One spelling, and the rules between fields. */
function accept(envelope: ClientEnvelope, stamp: Stamp): AcceptedEnvelope {
  const head = headOf(envelope, stamp)
  switch (envelope.type) {
    case 'message':
      requireDestination(head)
      return { ...head, type: envelope.type, payload: envelope.payload }
    case 'telemetry':
      if (head.room === undefined && head.to_client === undefined) Object.assign(head, TELEMETRY_TOPIC)
      requireDestination(head)
      return { ...head, type: envelope.type, payload: envelope.payload }
    case 'operator.join':
      return { ...head, type: envelope.type, payload: envelope.payload }
    case 'command':
      return { ...head, type: envelope.type, ...foldCommand(envelope) }
    case 'response':
      return { ...head, ...withoutHead(envelope) }
    case 'error':
      return { ...head, ...withoutHead(envelope) }
  }
}

/** What an accepted envelope of any type may have. */
type Head = { -readonly [K in keyof Accepted]: Accepted[K] } & { to_client?: string; metadata?: Metadata }

/** Assigned field by field: this runs for each message, and spreads would cost more than all the rest. */
function headOf(envelope: ClientEnvelope, stamp: Stamp): Head {
  const { timestamp, room, channel, to_client, metadata } = envelope
  const head: Head = {
    id: envelope.id ?? stamp.id(),
    version: PROTOCOL_VERSION,
    timestamp: (timestamp === undefined ? undefined : toUtc(timestamp)) ?? stamp.now(),
  }
  setTopic(head, room, channel)
  if (to_client !== undefined) head.to_client = to_client
  if (metadata !== undefined) head.metadata = withoutCasil(metadata)
  return head
}

/** The fields of an answer that belong to its type. Answers find their way by `request_id`: they need no destination. */
function withoutHead<E extends Extract<ClientEnvelope, { type: 'response' | 'error' }>>(envelope: E) {
  const { id, version, timestamp, room, channel, to_client, metadata, sender, from_client, seq, epoch, ...rest } =
    envelope
  return rest
}

function setTopic(head: Head, room: string | undefined, channel: string | undefined): void {
  if (room === undefined) {
    if (channel === undefined) return
    throw validationError([{ path: 'room', message: 'is required where channel is given' }])
  }
  const both = splitTopic(room)
  if (both !== undefined && channel !== undefined && channel !== both.channel) {
    throw validationError([{ path: 'channel', message: 'differs from the channel in room' }])
  }
  head.room = both?.room ?? room
  const name = both?.channel ?? channel
  if (name !== undefined) head.channel = name
}

/** `metadata.casil` says what the bus found in the content: nobody else may say it. */
function withoutCasil(metadata: Metadata): Metadata {
  if (!Object.hasOwn(metadata, 'casil')) return metadata
  const { casil: _, ...rest } = metadata
  return rest
}

/** Where clients' own telemetry goes that names no channel. */
const TELEMETRY_TOPIC = { room: 'integriguard', channel: 'telemetry-stream' } as const

function requireDestination(head: Head): void {
  if (head.channel !== undefined || head.to_client !== undefined) return
  const path = head.room === undefined ? 'room' : 'channel'
  throw validationError([{ path, message: 'is required: give room and channel, or to_client' }])
}

/** The old shape carries the command's name and arguments in the payload. */
function foldCommand({ command, args, payload }: Extract<ClientEnvelope, { type: 'command' }>) {
  const name = command ?? payload?.command
  if (name === undefined) throw validationError([{ path: 'command', message: 'is required' }])
  return { command: name, args: args ?? payload?.parameters ?? {} }
}
