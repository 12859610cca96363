import type { JsonObject } from '@arqonbus/protocol'
import * as v from 'valibot'
import { jsonText, type Printer, printable } from './print.js'

const envelopeSchema = v.looseObject({
  timestamp: v.optional(v.string(), ''),
  sender: v.optional(v.string(), ''),
  type: v.optional(v.string(), 'message'),
  room: v.optional(v.string(), ''),
  channel: v.optional(v.string(), ''),
  seq: v.optional(v.number()),
  payload: v.optional(v.unknown(), {}),
})

/** One message as one line for people: when, where in its channel, who, what; `everywhere` names the channel too. */
export function messageLine(print: Pick<Printer, 'style'>, envelope: JsonObject, everywhere = false): string {
  const { timestamp, sender, type, room, channel, seq, payload } = v.parse(envelopeSchema, envelope)
  const words = [
    print.style('dim', printable(timestamp)),
    ...(everywhere ? [printable(`${room}:${channel}`)] : []),
    ...(seq === undefined ? [] : [print.style('cyan', `#${seq}`)]),
    print.style('green', printable(sender)),
    ...(type === 'message' ? [] : [print.style('yellow', printable(type))]),
    jsonText(payload),
  ]
  return words.join('  ')
}
