import { decodeFrame, type JsonObject, validationError } from '@arqonbus/protocol'

/**
 * A frame as an envelope of which nothing is known yet.
 *
 * @throws BusError `VALIDATION_ERROR`
 */
export function decode(frame: Buffer | string, isBinary = false): JsonObject {
  if (isBinary) throw validationError([{ path: '', message: 'must be a text frame: binary frames carry no envelope' }])
  return decodeFrame(typeof frame === 'string' ? frame : frame.toString('utf8'))
}
