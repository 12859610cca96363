import { decodeFrame, type JsonObject, validationError } from '@arqonbus/protocol'

/**
 * A frame's text; `ws` has found it to be UTF-8.
 *
 * @throws BusError `VALIDATION_ERROR` for a binary frame
 */
export function textOf(frame: Buffer | string, isBinary: boolean): string {
  if (isBinary) throw validationError([{ path: '', message: 'must be a text frame: binary frames carry no envelope' }])
  return typeof frame === 'string' ? frame : frame.toString('utf8')
}

/**
 * A frame's text as an envelope of which nothing is known yet.
 *
 * @throws BusError `VALIDATION_ERROR`
 */
export function decode(text: string): JsonObject {
  return decodeFrame(text)
}
