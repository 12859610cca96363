import * as v from 'valibot'
import { type ClientEnvelope, type ClientEnvelopeType, clientEnvelopeSchemas, PROTOCOL_VERSION } from './envelope.js'
import { type ErrorDetail, type JsonObject, validationError } from './errors.js'
import { toUtc } from './time.js'
import { isName, splitTopic } from './topic.js'

/** What the bus gives an envelope that came without it. */
export interface Stamp {
  /** A fresh message id. */
  id(): string
  /** The present time, RFC 3339, UTC with `Z`. */
  now(): string
}

/** Where an envelope goes. `channel` is there only together with `room`. */
interface Destination {
  readonly room?: string
  readonly channel?: string
}

interface Accepted extends Destination {
  readonly id: string
  readonly version: typeof PROTOCOL_VERSION
  readonly timestamp: string
}

type Dropped = 'sender' | 'from_client' | 'seq' | 'epoch'
type Accept<E> = E extends { type: 'command' }
  ? Omit<E, keyof Accepted | Dropped | 'payload' | 'command' | 'args'> & Accepted & { command: string; args: JsonObject }
  : Omit<E, keyof Accepted | Dropped> & Accepted

/** An envelope of a client that keeps every rule, in one spelling: stamped, `room:channel` apart, the old command shape folded. */
export type AcceptedEnvelope = ClientEnvelope extends infer E ? (E extends ClientEnvelope ? Accept<E> : never) : never
/** The accepted envelope of one type. */
export type Accepting<T extends ClientEnvelopeType> = Extract<AcceptedEnvelope, { type: T }>

/**
 * The rules of section 1 of the wire contract. The result has the fields in the order in which the bus writes them.
 *
 * @throws BusError `VALIDATION_ERROR` with the path of each broken rule
 */
export function validateEnvelope(raw: JsonObject, stamp: Stamp): AcceptedEnvelope {
  const type = raw['type']
  if (typeof type !== 'string' || !isClientType(type)) {
    const known = Object.keys(clientEnvelopeSchemas).join(', ')
    throw validationError([{ path: 'type', message: type === undefined ? 'is required' : `must be one of ${known}` }])
  }
  const result = v.safeParse(clientEnvelopeSchemas[type], raw)
  if (!result.success) throw validationError(result.issues.map(toDetail))
  return accept(result.output, stamp)
}

/** A client's own id, to name it in the error for an envelope that was refused. */
export function requestIdOf(raw: JsonObject | undefined): string | undefined {
  const id = raw?.['id']
  return typeof id === 'string' && id.length <= 128 ? id : undefined
}

/** One valibot issue as a path and a sentence. */
export function toDetail(issue: v.BaseIssue<unknown>): ErrorDetail {
  const path = issue.path?.map((item) => String(item.key)).join('.') ?? ''
  if (issue.kind === 'schema' && issue.expected === 'never') return { path, message: 'is not a known field' }
  if (issue.kind === 'schema' && issue.received === 'undefined') return { path, message: 'is required' }
  return { path, message: issue.message }
}

function isClientType(type: string): type is ClientEnvelopeType {
  return Object.hasOwn(clientEnvelopeSchemas, type)
}

function accept(envelope: ClientEnvelope, stamp: Stamp): AcceptedEnvelope {
  const { id, version: _version, timestamp, room, channel, sender: _, from_client: _f, seq: _s, epoch: _e, ...rest } = envelope
  const head = {
    id: id ?? stamp.id(),
    version: PROTOCOL_VERSION,
    timestamp: (timestamp === undefined ? undefined : toUtc(timestamp)) ?? stamp.now(),
    ...destination(room, channel),
  } as const
  if (rest.type !== 'command') return routed({ ...head, ...rest })
  const { payload, ...command } = rest
  return { ...head, ...command, ...foldCommand(rest.command, rest.args, payload) }
}

/** Where clients' own telemetry goes that names no channel. */
const TELEMETRY_TOPIC = { room: 'integriguard', channel: 'telemetry-stream' } as const

/** Everything but a command and `operator.join` must say where it goes. */
function routed<E extends { type: string; room?: string; channel?: string; to_client?: string | undefined }>(envelope: E): E {
  if (envelope.channel !== undefined || envelope.to_client !== undefined || envelope.type === 'operator.join') return envelope
  if (envelope.type === 'telemetry' && envelope.room === undefined) return { ...envelope, ...TELEMETRY_TOPIC }
  const path = envelope.room === undefined ? 'room' : 'channel'
  throw validationError([{ path, message: 'is required: give room and channel, or to_client' }])
}

function destination(room: string | undefined, channel: string | undefined): Destination {
  if (room === undefined) {
    if (channel !== undefined) throw validationError([{ path: 'room', message: 'is required where channel is given' }])
    return {}
  }
  if (isName(room)) return channel === undefined ? { room } : { room, channel }
  const both = splitTopic(room)
  if (both === undefined) throw validationError([{ path: 'room', message: 'must be a name, or two names as room:channel' }])
  if (channel !== undefined && channel !== both.channel) {
    throw validationError([{ path: 'channel', message: 'differs from the channel in room' }])
  }
  return both
}

/** The old shape carries the command's name and arguments in the payload. */
function foldCommand(name: string | undefined, args: JsonObject | undefined, payload: JsonObject | undefined) {
  const command = name ?? payload?.['command']
  if (typeof command !== 'string' || command === '') throw validationError([{ path: 'command', message: 'is required' }])
  const given = args ?? payload?.['parameters'] ?? {}
  if (!isObject(given)) throw validationError([{ path: 'payload.parameters', message: 'must be a JSON object' }])
  return { command, args: given }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
