import {
  compareTimes,
  type DataOf,
  decodeFrame,
  type HistoryEntry,
  type historyCommands,
  type JsonObject,
  type ParsedArgsOf,
  parseTime,
  validationError,
} from '@arqonbus/protocol'
import type { StoredMessage } from '../ports.js'
import type { Call, Handlers } from '../registry.js'

/** Characters of the texts of one answer: with more, it would hold the bus up for too long. A page then ends early. */
const MOST_CHARACTERS = 4_194_304

type ReadArguments = ParsedArgsOf<(typeof historyCommands)['op.history.get']>
type ReadData = DataOf<(typeof historyCommands)['op.history.get']>

/** Commands that read what was stored, in the caller's tenant. */
export const historyHandlers: Handlers<typeof historyCommands> = {
  history: read,
  'op.history.get': read,

  'op.history.replay': async ({ core, session }, args) => {
    const { room, channel, from_ts: from, to_ts: to, limit, cursor } = args
    if (isAfter(from, to))
      throw validationError(
        [{ path: 'args.to_ts', message: 'must not be before from_ts' }],
        'Wrong arguments for op.history.replay',
      )
    const began = core.clock.monotonic()
    const { tenant } = session.identity
    const range = { since: firstMs(from), until: lastMs(to) }
    const page = await core.log.read({
      tenant,
      room,
      channel,
      ...range,
      order: 'oldest-first',
      limit,
      cursor,
      maxCharacters: MOST_CHARACTERS,
    })
    const entries = page.messages.map((message) => toEntry(message, core.log.capabilities.backend))
    if (args.strict_sequence) checkSequence(entries)
    return {
      entries,
      count: entries.length,
      next_cursor: page.cursor,
      room: room ?? null,
      channel: channel ?? null,
      limit,
      from_ts: from,
      to_ts: to,
      latency_ms: Math.round((core.clock.monotonic() - began) * 1000) / 1000,
    }
  },
}

async function read({ core, session }: Call, args: ReadArguments): Promise<ReadData> {
  const { room, channel, limit, cursor, since, until, after_seq: afterSeq } = args
  checkRange(args)
  const page = await core.log.read({
    tenant: session.identity.tenant,
    room,
    channel,
    afterSeq,
    since: since === undefined ? undefined : firstMs(since),
    until: until === undefined ? undefined : lastMs(until),
    order: afterSeq === undefined ? 'newest-first' : 'oldest-first',
    limit,
    maxCharacters: MOST_CHARACTERS,
    cursor,
  })
  const entries = page.messages.map((message) => toEntry(message, core.log.capabilities.backend))
  return {
    entries,
    count: entries.length,
    next_cursor: page.cursor,
    room: room ?? null,
    channel: channel ?? null,
    since: since ?? null,
    until: until ?? null,
    limit,
  }
}

/** @throws BusError `VALIDATION_ERROR` for arguments that each are right, but not together */
function checkRange({ room, channel, since, until, after_seq: afterSeq }: ReadArguments): void {
  const wrong = (path: string, message: string) =>
    validationError([{ path: `args.${path}`, message }], 'Wrong arguments for history')
  if (channel !== undefined && room === undefined) throw wrong('room', 'is required where channel is given')
  if (afterSeq !== undefined && channel === undefined) throw wrong('after_seq', 'needs room and channel')
  if (since !== undefined && until !== undefined && isAfter(since, until))
    throw wrong('until', 'must not be before since')
}

function toEntry({ text, storedAt, seq, epoch }: StoredMessage, backend: string): HistoryEntry {
  const envelope: JsonObject = decodeFrame(text)
  return { envelope, stored_at: new Date(storedAt).toISOString(), storage_metadata: { seq, epoch, backend } }
}

/** Refuses where a producer's own `metadata.sequence` goes back within a channel. */
function checkSequence(entries: readonly HistoryEntry[]): void {
  const last = new Map<string, number>()
  entries.forEach(({ envelope }, i) => {
    const sequence = sequenceOf(envelope.metadata)
    if (sequence === undefined) return
    const producer = JSON.stringify([envelope.room, envelope.channel, envelope.sender])
    const before = last.get(producer)
    if (before !== undefined && sequence < before) {
      const message = `goes back from ${before} to ${sequence}; strict_sequence: false reads it all the same`
      throw validationError(
        [{ path: `entries.${i}.envelope.metadata.sequence`, message }],
        'The sequence of a producer goes back',
      )
    }
    last.set(producer, sequence)
  })
}

function sequenceOf(metadata: unknown): number | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('sequence' in metadata)) return undefined
  return typeof metadata.sequence === 'number' ? metadata.sequence : undefined
}

function isAfter(a: string, b: string): boolean {
  const [first, second] = [instant(a), instant(b)]
  return compareTimes(first, second) > 0
}

function instant(text: string) {
  const parsed = parseTime(text, { assumeUtc: true })
  if (!parsed) throw validationError([{ path: 'args', message: 'has a time that is not RFC 3339' }])
  return parsed
}

/** The first whole millisecond that is not before `text`: stores keep milliseconds. */
function firstMs(text: string): number {
  const { epochSeconds, nanos } = instant(text)
  return epochSeconds * 1000 + Math.ceil(nanos / 1_000_000)
}

/** The last whole millisecond that is not after `text`. */
function lastMs(text: string): number {
  const { epochSeconds, nanos } = instant(text)
  return epochSeconds * 1000 + Math.floor(nanos / 1_000_000)
}
