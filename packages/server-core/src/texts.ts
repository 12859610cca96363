import {
  BUS_SENDER,
  type BusError,
  type BusEvent,
  encodeFrame,
  type Position,
  PROTOCOL_VERSION,
  type Stamp,
  type Welcome,
} from '@arqonbus/protocol'
import type { Appended } from './ports.js'

/** What the bus says of its own, as JSON text: one function for each kind of answer. */

/** The first frame on every connection. */
export function welcomeText(stamp: Stamp, payload: Welcome): string {
  return encodeFrame({ ...head(stamp), type: 'message', sender: BUS_SENDER, payload })
}

/**
 * That a message has been taken. Written by hand: it is sent for every message, and no part of it needs escaping.
 *
 * @param result its place; absent for a direct message, which has none and is not stored
 */
export function acknowledgementText(id: string, timestamp: string, result: Appended | undefined, delivered: number) {
  const place = result ? `"seq":${result.seq},"epoch":"${result.epoch}",` : ''
  const again = result?.duplicate ? ',"duplicate":true' : ''
  return `{"id":"${id}","version":"${PROTOCOL_VERSION}","timestamp":"${timestamp}","type":"message_response","sender":"${BUS_SENDER}","request_id":"${id}","status":"success","payload":{${place}"delivered":${delivered},"stored":${result?.stored ?? false}${again}}}`
}

/** The answer to a command that worked. */
export function responseText(stamp: Stamp, requestId: string, command: string, data: unknown): string {
  const payload = { message: `${command} done`, data }
  return encodeFrame({
    ...head(stamp),
    type: 'response',
    sender: BUS_SENDER,
    request_id: requestId,
    status: 'success',
    payload,
  })
}

/** The answer to a command that did not. */
export function failureText(stamp: Stamp, requestId: string, error: BusError): string {
  const payload = { message: error.message, data: null, ...error.details }
  const status = { status: 'error', error: error.message, error_code: error.code }
  return encodeFrame({
    ...head(stamp),
    type: 'response',
    sender: BUS_SENDER,
    request_id: requestId,
    ...status,
    payload,
  })
}

/** The answer to any other frame that was refused. */
export function errorText(stamp: Stamp, requestId: string | undefined, error: BusError): string {
  const request = requestId === undefined ? {} : { request_id: requestId }
  const what = { error: error.message, error_code: error.code, payload: error.details }
  return encodeFrame({ ...head(stamp), type: 'error', sender: BUS_SENDER, ...request, ...what })
}

/** Something that the bus tells of its own accord. */
export function eventText(stamp: Stamp, payload: BusEvent): string {
  const topic = 'room' in payload ? { room: payload.room, channel: payload.channel } : {}
  return encodeFrame({ ...head(stamp), type: 'event', sender: BUS_SENDER, ...topic, payload })
}

function head(stamp: Stamp): { id: string; version: string; timestamp: string } {
  return { id: stamp.id(), version: PROTOCOL_VERSION, timestamp: stamp.now() }
}

/** An envelope's JSON text with its place written into it. */
export function sequencedText(text: string, position: Position): string {
  return `${text.slice(0, -1)},"seq":${position.seq},"epoch":"${position.epoch}"}`
}
