import type { BusEnvelope, JsonObject } from '@arqonbus/protocol'

/** Envelopes that other clients sent: of the bus itself are all others. */
export type RoutedFrame = Extract<BusEnvelope, { type: 'message' | 'telemetry' | 'response' | 'error' }>

/** A message as the bus delivers it. `type` is `message` unless its sender wrote another. */
export type Message = RoutedFrame & { readonly payload: JsonObject }

/** A message of a channel. */
export type ChannelMessage = Message & { readonly room: string; readonly channel: string }

/** The frame as a message of a channel; `undefined` where it names none. */
export function toChannelMessage(frame: RoutedFrame): ChannelMessage | undefined {
  const { room, channel } = frame
  if (room === undefined || channel === undefined) return undefined
  return { ...frame, room, channel, payload: frame.payload ?? {} }
}

/** The frame as a message to this client alone. */
export function toDirectMessage(frame: RoutedFrame): Message {
  return { ...frame, payload: frame.payload ?? {} }
}
