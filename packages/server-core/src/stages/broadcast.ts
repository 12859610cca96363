import type { Core } from '../core.js'
import { type Frame, frameChunks } from '../gateway/frame.js'
import type { Outgoing } from '../outgoing.js'
import type { Channel, Membership } from '../rooms.js'

/** The messages that are new, by channel, in the order of the log. */
export function byChannel(batch: readonly Outgoing[]): Map<Channel, Outgoing[]> {
  const channels = new Map<Channel, Outgoing[]>()
  for (const outgoing of batch) {
    if (outgoing.seq === 0) continue
    const messages = channels.get(outgoing.draft.stream)
    if (messages) messages.push(outgoing)
    else channels.set(outgoing.draft.stream, [outgoing])
  }
  return channels
}

/**
 * Hands the messages of one turn to every member of `channel`: serialized and framed once, one push for each member.
 * Notes on each message to how many connections it went.
 *
 * @param isOnly no other channel has messages in this turn: then members are written to without looking at them twice
 */
export function broadcast(core: Core, channel: Channel, messages: readonly Outgoing[], isOnly: boolean): void {
  noteOwn(channel, messages)
  const first = messages[0]?.seq ?? 0
  let whole = 0
  let frames: readonly Frame[] | undefined
  for (const membership of channel.members.values()) {
    const isOwn = !membership.echo && membership.lastOwn >= first
    if (isOwn || membership.held || membership.after >= first) deliverSome(core, membership, messages)
    else {
      whole++
      frames ??= frameChunks(messages, channel.lossy)
      for (const frame of frames) membership.connection.deliver(frame, isOnly)
    }
  }
  count(core, channel, messages, whole)
}

/** Notes for each sender that is a member up to where the messages are its own. */
function noteOwn(channel: Channel, messages: readonly Outgoing[]): void {
  for (const { draft, seq } of messages) {
    const membership = channel.members.get(draft.session)
    if (membership) membership.lastOwn = seq
  }
}

/** `whole` connections got all of them, beside those that were counted one by one. */
function count(core: Core, channel: Channel, messages: readonly Outgoing[], whole: number): void {
  let total = 0
  for (const message of messages) {
    message.delivered += whole
    total += message.delivered
  }
  core.metrics.messagesPublished += messages.length
  core.metrics.messagesDelivered += total
  core.traffic.count(channel.tenant, messages.length, total)
}

/** For a member that gets only some of the messages, or gets them later. */
function deliverSome(core: Core, membership: Membership, messages: readonly Outgoing[]): void {
  const { session, after, echo, held } = membership
  const wanted = messages.filter(({ draft, seq }) => seq > after && (echo || draft.session !== session))
  if (wanted.length === 0) return
  for (const message of wanted) message.delivered++
  if (!held) {
    for (const frame of frameChunks(wanted, membership.channel.lossy)) session.connection.deliver(frame)
    return
  }
  for (const { seq, text } of wanted) {
    held.messages.push({ seq, text })
    held.characters += text.length
  }
  // Who cannot be let in before a whole queue has gathered would not be fast enough once it is in.
  if (held.messages.length > 1 && held.characters > core.options.outboundQueueBytes) {
    core.metrics.slowConsumers++
    session.connection.close(4102)
  }
}
