import { BusError, type Position } from '@arqonbus/protocol'
import type { Core } from './core.js'
import { frameChunks } from './gateway/frame.js'
import type { StoredMessage } from './ports.js'
import type { Channel, Membership } from './rooms.js'
import type { Session } from './session.js'
import { eventText } from './texts.js'

/** What is read at once while a member catches up. */
const PAGE = { limit: 256, maxCharacters: 1_048_576 }

/** Where a member's live delivery starts, and whether it has everything before that. */
export interface Entered extends Position {
  readonly membership: Membership
  readonly recovered: boolean
  /** Why not, where it asked to. */
  readonly reason?: string
}

/** What a member wants of a channel. */
export interface Wants {
  readonly presence: boolean
  readonly echo: boolean
  /** What it has seen already. */
  readonly since?: Position | undefined
}

/**
 * Puts a session into a channel: from now on, or after all that it has missed since a position. What is published
 * meanwhile waits until {@link release}. Where this fails, the session is in the channel only if it was before.
 */
export async function enter(core: Core, session: Session, channel: Channel, wants: Wants): Promise<Entered> {
  const wasMember = channel.members.has(session)
  try {
    return await (wants.since
      ? enterSince(core, session, channel, wants, wants.since)
      : enterNow(core, session, channel, wants))
  } catch (error) {
    const membership = channel.members.get(session)
    if (membership && wasMember) release(membership)
    else if (membership) core.rooms.leave(membership)
    throw error
  }
}

async function enterNow(core: Core, session: Session, channel: Channel, wants: Wants): Promise<Entered> {
  const membership = hold(core, session, channel, wants)
  const position = await core.log.position(channel)
  membership.after = position.seq
  return { ...position, membership, recovered: false }
}

/**
 * Gives a session first, in order, what it has missed. It catches up from the log a page at a time, as fast as it
 * reads, and only the end is read while live messages wait: however far behind, it costs no more than its queue. Where
 * messages are gone for good it is told so.
 */
async function enterSince(
  core: Core,
  session: Session,
  channel: Channel,
  wants: Wants,
  since: Position,
): Promise<Entered> {
  let behind: Behind = { seen: since, isGap: false }
  // To whoever is a member already, live messages must not overtake the others.
  if (!channel.members.has(session)) behind = await catchUp(core, session, channel, since)
  const membership = hold(core, session, channel, wants)
  if (!behind.isGap) behind = await catchUp(core, session, channel, behind.seen)
  if (behind.isGap) return gap(core, session, channel, wants, behind.seen)
  membership.after = behind.seen.seq
  core.metrics.recovered++
  return { ...behind.seen, membership, recovered: true }
}

/** How far a member has come; `isGap`: what follows cannot be had. */
interface Behind {
  readonly seen: Position
  readonly isGap: boolean
}

async function catchUp(core: Core, session: Session, channel: Channel, since: Position): Promise<Behind> {
  let seen = since
  for (;;) {
    const missed = await core.log.readAfter(channel, seen, PAGE)
    if (!session.open) throw ended()
    if (missed === undefined) return { seen, isGap: true }
    await send(session, channel, missed.messages)
    const last = missed.messages.at(-1)
    if (last) seen = { epoch: last.epoch, seq: last.seq }
    if (!missed.more) return { seen, isGap: false }
  }
}

async function send(session: Session, channel: Channel, messages: readonly StoredMessage[]): Promise<void> {
  for (const frame of frameChunks(messages, channel.lossy)) {
    await session.connection.drained(frame.bytes.length)
    session.connection.deliver(frame)
  }
}

async function gap(core: Core, session: Session, channel: Channel, wants: Wants, since: Position): Promise<Entered> {
  const entered = await enterNow(core, session, channel, wants)
  const { epoch, seq } = entered
  const reason = epoch === since.epoch ? (since.seq > seq ? 'position_ahead' : 'history_gone') : 'epoch_changed'
  core.metrics.gaps++
  const where = { room: channel.room, channel: channel.channel }
  session.connection.reply([eventText(core.stamp, { event: 'history.gap', ...where, reason, since, epoch, seq })])
  return { ...entered, reason }
}

/**
 * Makes a session a member to whom nothing is live yet.
 *
 * @throws BusError `CONFLICT` where the connection has ended, `NOT_FOUND` where the channel has been removed meanwhile
 */
function hold(core: Core, session: Session, channel: Channel, { presence, echo }: Wants): Membership {
  if (!session.open) throw ended()
  const { room, channel: name } = channel
  if (!core.rooms.has(channel)) {
    throw new BusError('NOT_FOUND', `The channel ${room}:${name} is being deleted`, { room, channel: name })
  }
  const membership = core.rooms.join(channel, session, { presence, echo })
  membership.held = { messages: [], characters: 0 }
  return membership
}

function ended(): BusError {
  return new BusError('CONFLICT', 'The connection ended while it joined')
}

/** Delivers what was held back for `membership`, as far as it has not got it by then; from now on it is live. */
export function release(membership: Membership): void {
  const held = (membership.held?.messages ?? []).filter(({ seq }) => seq > membership.after)
  membership.held = undefined
  for (const frame of frameChunks(held, membership.channel.lossy)) membership.session.connection.deliver(frame)
}
