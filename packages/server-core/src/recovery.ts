import type { Position } from '@arqonbus/protocol'
import type { Core } from './core.js'
import { frameChunks } from './gateway/frame.js'
import type { StoredMessage } from './ports.js'
import type { Channel, Membership } from './rooms.js'
import type { Session } from './session.js'
import { eventText } from './texts.js'

/** Messages that are read and sent at once while a member catches up. */
const PAGE = 256

/** Where a member's live delivery starts, and whether it has everything before that. */
export interface Entered extends Position {
  readonly recovered: boolean
  /** Why not, where it asked to. */
  readonly reason?: string
  /** Makes the membership live: to be called behind the answer. */
  readonly release: () => void
}

/** Puts a session into a channel from now on. What is published meanwhile waits until `release`. */
export async function enter(core: Core, session: Session, channel: Channel, wants: Wants): Promise<Entered> {
  const membership = hold(core, session, channel, wants)
  const position = await core.log.position(channel)
  membership.after = position.seq
  return { ...position, recovered: false, release: () => release(membership) }
}

/** What a member wants of a channel. */
export interface Wants {
  readonly presence: boolean
  readonly echo: boolean
}

/**
 * Puts a session into a channel and gives it first, in order, what it has missed since a position. It catches up from
 * the log a page at a time, as fast as it reads, and only the last page is read while live messages wait: however far
 * behind, it costs no more than its queue. Where messages are gone for good it is told so.
 */
export async function enterSince(
  core: Core,
  session: Session,
  channel: Channel,
  wants: Wants,
  since: Position,
): Promise<Entered> {
  let seen = since
  for (;;) {
    const missed = await core.log.readAfter(channel, seen, PAGE)
    if (missed === undefined) return gap(core, session, channel, wants, seen)
    seen = send(session, channel, missed) ?? seen
    if (missed.length < PAGE || !session.open) break
    await session.connection.drained()
  }
  const membership = hold(core, session, channel, wants)
  for (;;) {
    const missed = await core.log.readAfter(channel, seen, PAGE)
    if (missed === undefined) return gap(core, session, channel, wants, seen)
    seen = send(session, channel, missed) ?? seen
    if (missed.length < PAGE) break
  }
  membership.after = seen.seq
  core.metrics.recovered++
  return { ...seen, recovered: true, release: () => release(membership) }
}

async function gap(core: Core, session: Session, channel: Channel, wants: Wants, since: Position): Promise<Entered> {
  const entered = await enter(core, session, channel, wants)
  const reason =
    entered.epoch === since.epoch ? (since.seq > entered.seq ? 'position_ahead' : 'history_gone') : 'epoch_changed'
  core.metrics.gaps++
  const { room, channel: name } = channel
  const event = {
    event: 'history.gap',
    room,
    channel: name,
    reason,
    since,
    epoch: entered.epoch,
    seq: entered.seq,
  } as const
  session.connection.reply([eventText(core.stamp, event)])
  return { ...entered, reason }
}

function hold(core: Core, session: Session, channel: Channel, wants: Wants): Membership {
  const membership = core.rooms.join(channel, session, wants)
  membership.held = { messages: [], characters: 0 }
  return membership
}

/** Sends a page; gives the position of its last message. */
function send(session: Session, channel: Channel, missed: readonly StoredMessage[]): Position | undefined {
  for (const frame of frameChunks(missed, channel.lossy)) session.connection.deliver(frame)
  const last = missed.at(-1)
  return last && { epoch: last.epoch, seq: last.seq }
}

/** Delivers what was held back for `membership`, as far as it has not got it by then; from now on it is live. */
export function release(membership: Membership): void {
  const held = (membership.held?.messages ?? []).filter(({ seq }) => seq > membership.after)
  membership.held = undefined
  if (held.length > 0)
    for (const frame of frameChunks(held, membership.channel.lossy)) membership.session.connection.deliver(frame)
}
