import * as v from 'valibot'
import { memberSchema } from './commands/fields.js'

const topic = { room: v.string(), channel: v.string() }

/** What the bus tells members of its own accord: the payload of `type: "event"`, one schema for each `event`. */
export const eventSchemas = {
  'presence.join': v.looseObject({ event: v.literal('presence.join'), ...topic, member: memberSchema }),
  'presence.leave': v.looseObject({ event: v.literal('presence.leave'), ...topic, member: memberSchema }),
  'channel.created': v.looseObject({ event: v.literal('channel.created'), ...topic }),
  'channel.deleted': v.looseObject({ event: v.literal('channel.deleted'), ...topic }),
  /** Messages after `since` are gone for good: live delivery starts after `seq` of `epoch`. */
  'history.gap': v.looseObject({
    event: v.literal('history.gap'),
    ...topic,
    reason: v.string(),
    since: v.looseObject({ epoch: v.string(), seq: v.number() }),
    epoch: v.string(),
    seq: v.number(),
  }),
  /** This node goes away; come back to another within `reconnect_within_ms`. */
  'server.draining': v.looseObject({ event: v.literal('server.draining'), reconnect_within_ms: v.number() }),
} as const

/** The name of an event. */
export type EventName = keyof typeof eventSchemas
/** The payload of one event. */
export type EventOf<N extends EventName> = v.InferOutput<(typeof eventSchemas)[N]>
/** The payload of any event. */
export type BusEvent = { [N in EventName]: EventOf<N> }[EventName]
