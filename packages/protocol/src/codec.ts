import { findFaults } from './codec-faults.js'
import { isPlain } from './codec-plain.js'
import { validationError } from './errors.js'
import { isJsonObject, type JsonObject } from './json.js'

export { MAX_DEPTH } from './codec-faults.js'

/**
 * A frame's text as a JSON object, before anything is known of its fields.
 *
 * Frames are I-JSON (RFC 7493): what another reader could take differently is refused rather than guessed at —
 * duplicate keys (2.3), lone surrogates (2.1), and numbers that a double cannot hold (2.2): those past its range, and
 * integers that would leave the bus as another integer. Nor does nesting past {@link MAX_DEPTH} levels get in, nor a key
 * that could change what other objects are (`__proto__`, `constructor`, `prototype`).
 *
 * @throws BusError `VALIDATION_ERROR` with the path of each broken rule
 */
export function decodeFrame(text: string): JsonObject {
  const value = parse(text)
  if (!isJsonObject(value)) throw validationError([{ path: '', message: 'must be a JSON object' }])
  if (isPlain(text, value)) return value
  const faults = findFaults(text)
  if (faults.length > 0) throw validationError(faults)
  return value
}

/** An envelope as a frame's text. */
export function encodeFrame(envelope: object): string {
  return JSON.stringify(envelope)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw validationError([{ path: '', message: `is not JSON (RFC 8259)${placeOf(error)}` }])
  }
}

/** Where the text stops being JSON. The engine's own words may quote the text, which may hold a secret. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if (error.message === 'Unexpected end of JSON input') return ': it ends too early'
  const position = /^[^"]* at position (\d+)/.exec(error.message)?.[1]
  return position === undefined ? '' : `: at character ${position}`
}
