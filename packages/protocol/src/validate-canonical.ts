import { PROTOCOL_VERSION } from './envelope.js'
import { isMessageId } from './id.js'
import { isJsonObject, type JsonObject } from './json.js'
import { toUtc } from './time.js'
import { isName } from './topic.js'

/** A message to a channel with every field that the bus would otherwise stamp, and no other. */
export interface CanonicalMessage {
  readonly id: string
  readonly type: 'message'
  readonly version: typeof PROTOCOL_VERSION
  readonly timestamp: string
  readonly room: string
  readonly channel: string
  readonly payload: JsonObject
}

const FIELDS = 7

/**
 * Whether an envelope shows at a glance that it is a message in the one spelling, so that there is nothing in it to
 * check further, to stamp or to change. Most messages are. False says nothing: the schemas, which are exact and slower,
 * have to look.
 */
export function isCanonicalMessage(raw: JsonObject): raw is JsonObject & CanonicalMessage {
  let fields = 0
  for (const field in raw) {
    if (!isCanonical(field, raw[field])) return false
    fields++
  }
  return fields === FIELDS
}

function isCanonical(field: string, value: unknown): boolean {
  if (field === 'payload') return isJsonObject(value)
  if (typeof value !== 'string') return false
  switch (field) {
    case 'id':
      return isMessageId(value)
    case 'type':
      return value === 'message'
    case 'version':
      return value === PROTOCOL_VERSION
    case 'timestamp':
      return toUtc(value) === value
    case 'room':
    case 'channel':
      return isName(value)
    default:
      return false
  }
}
