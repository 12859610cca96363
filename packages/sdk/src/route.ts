import { BUS_SENDER, type BusEnvelope, type BusEvent, eventSchemas } from '@arqonbus/protocol'
import type { PendingCalls } from './calls.js'
import type { Emitter } from './emitter.js'
import { errorOfFrame } from './errors.js'
import type { ClientEvents } from './events.js'
import { check } from './frames.js'
import { type RoutedFrame, toChannelMessage, toDirectMessage } from './message.js'
import type { PendingPublishes } from './pending.js'
import type { Subscriptions } from './subscriptions.js'

/** Who frames can be for. */
export interface Destinations {
  readonly calls: PendingCalls
  readonly publishes: PendingPublishes
  readonly subscriptions: Subscriptions
  readonly events: Emitter<ClientEvents>
  draining(windowMs: number): void
}

/** Brings one frame to whom it is for. @throws ArqonError `INVALID_FRAME` for an event that breaks its schema */
export function route(frame: BusEnvelope, to: Destinations): void {
  switch (frame.type) {
    case 'message_response':
      acknowledge(frame, to)
      return
    case 'event':
      tell(frame, to)
      return
    case 'response':
    case 'error':
      // In a stream it is another client's, whatever it claims to answer.
      if (frame.seq === undefined && answers(frame, to)) return
      if (frame.seq === undefined && frame.sender === BUS_SENDER) unasked(frame, to)
      else deliver(frame, to)
      return
    case 'message':
    case 'telemetry':
      deliver(frame, to)
      return
  }
}

function acknowledge(
  frame: Extract<BusEnvelope, { type: 'message_response' }>,
  { publishes, subscriptions }: Destinations,
): void {
  const { seq, epoch } = frame.payload
  const topic = publishes.acknowledge(frame)
  if (topic && seq !== undefined && epoch !== undefined) subscriptions.acknowledged(topic, { seq, epoch })
}

/** Whether the frame answers something that this client asked or said. */
function answers(
  frame: Extract<BusEnvelope, { type: 'response' | 'error' }>,
  { calls, publishes }: Destinations,
): boolean {
  if (calls.answer(frame)) return true
  const fromBus = frame.type === 'error' && frame.sender === BUS_SENDER && frame.request_id !== undefined
  return fromBus && publishes.refuse(frame.request_id ?? '', errorOfFrame(frame))
}

/** The bus answers what nobody waits for any more, or complains of something that it cannot name. */
function unasked(frame: Extract<BusEnvelope, { type: 'response' | 'error' }>, { events }: Destinations): void {
  if (frame.type === 'error') events.emit('error', errorOfFrame(frame))
}

function deliver(frame: RoutedFrame, { events, publishes, subscriptions }: Destinations): void {
  const message = frame.to_client === undefined ? toChannelMessage(frame) : undefined
  if (message === undefined) {
    // Without a channel the bus itself says one thing only: the welcome.
    if (frame.sender !== BUS_SENDER) events.emit('message', toDirectMessage(frame))
    return
  }
  const { id, seq, epoch } = message
  if (seq !== undefined && epoch !== undefined && subscriptions.isOwn(message)) publishes.seen(id, seq, epoch)
  subscriptions.deliver(message)
}

function tell(
  { payload }: Extract<BusEnvelope, { type: 'event' }>,
  { events, subscriptions, draining }: Destinations,
): void {
  const name = payload.event
  // A later version may tell more; `frame` shows it.
  if (!isEventName(name)) return
  const event = check<BusEvent>(eventSchemas[name], payload, `a ${name} event`)
  events.emit('event', event)
  if (event.event === 'history.gap') {
    const { event: _, ...gap } = event
    subscriptions.gap(event)
    events.emit('gap', gap)
  } else if (event.event === 'server.draining') {
    draining(event.reconnect_within_ms)
    events.emit('draining', event)
  }
}

function isEventName(name: string): name is keyof typeof eventSchemas {
  return Object.hasOwn(eventSchemas, name)
}
