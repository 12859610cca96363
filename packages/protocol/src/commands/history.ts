import * as v from 'valibot'
import { command, commands } from '../command.js'
import { jsonObjectSchema, timestampSchema } from '../envelope.js'
import { compareTimes, parseTime } from '../time.js'
import { channel, count, cursor, limit, room, since, until } from './fields.js'

const entrySchema = v.looseObject({
  envelope: jsonObjectSchema,
  stored_at: v.string(),
  storage_metadata: v.looseObject({ seq: count, epoch: v.string(), backend: v.string() }),
})
/** One stored message with when and where it was stored. */
export type HistoryEntry = v.InferOutput<typeof entrySchema>

const page = {
  entries: v.array(entrySchema),
  count,
  next_cursor: v.nullable(v.string()),
  room: v.nullable(v.string()),
  channel: v.nullable(v.string()),
  limit: count,
}
const readData = v.looseObject({ ...page, since: v.nullable(v.string()), until: v.nullable(v.string()) })

const readArguments = (fallback: number) =>
  v.pipe(
    v.strictObject({
      room: v.optional(room),
      channel: v.optional(channel),
      limit: limit(fallback, 1000),
      cursor,
      since: v.optional(since),
      until: v.optional(until),
      after_seq: v.optional(
        v.pipe(
          v.number('must be a number'),
          v.safeInteger('must be an integer'),
          v.minValue(0, 'must be at least 0'),
          v.description('Only what follows this seq, oldest first; needs room and channel'),
        ),
      ),
    }),
    v.forward(
      v.check(
        (args) => args.after_seq === undefined || (args.room !== undefined && args.channel !== undefined),
        'needs room and channel',
      ),
      ['after_seq'],
    ),
  )

const exampleEntry: HistoryEntry = {
  envelope: {
    id: 'arq_01K0ABCDEFGHJKMNPQRSTVWXYZ',
    type: 'message',
    version: '1.0',
    timestamp: '2026-11-23T05:17:24.123Z',
    room: 'science',
    channel: 'general',
    sender: 'client_01K0ABCDEFGHJKMNPQRSTVWXYZ',
    payload: { text: 'hello' },
    seq: 42,
    epoch: 'k3v9x2m1',
  },
  stored_at: '2026-11-23T05:17:24.124Z',
  storage_metadata: { seq: 42, epoch: 'k3v9x2m1', backend: 'memory' },
}
const topic = { room: 'science', channel: 'general' }

/** False where the second time is before the first; what is no time at all has been refused already. */
function isInOrder(first: string, second: string): boolean {
  const from = parseTime(first, { assumeUtc: true })
  const to = parseTime(second, { assumeUtc: true })
  return from === undefined || to === undefined || compareTimes(from, to) <= 0
}

/** Commands that read what was stored. Without `room` they are for admins. */
export const historyCommands = commands(
  command({
    name: 'history',
    summary: 'Show the newest messages of a channel',
    permission: 'history',
    args: readArguments(50),
    data: readData,
    errors: ['STORAGE_UNAVAILABLE'],
    example: {
      args: topic,
      data: { entries: [exampleEntry], count: 1, next_cursor: null, ...topic, limit: 50, since: null, until: null },
    },
  }),
  command({
    name: 'op.history.get',
    aliases: ['history.get'],
    summary: 'Read stored messages, the newest first, or from a seq or a time on',
    permission: 'history',
    args: readArguments(100),
    data: readData,
    errors: ['STORAGE_UNAVAILABLE'],
    example: {
      args: { ...topic, since: '2026-11-23T05:00:00Z' },
      data: {
        entries: [exampleEntry],
        count: 1,
        next_cursor: null,
        ...topic,
        limit: 100,
        since: '2026-11-23T05:00:00Z',
        until: null,
      },
    },
  }),
  command({
    name: 'op.history.replay',
    aliases: ['history.replay'],
    summary: 'Read what was stored between two times, in the order it happened',
    permission: 'history',
    args: v.pipe(
      v.strictObject({
        room: v.optional(room),
        channel: v.optional(channel),
        from_ts: v.pipe(timestampSchema, v.description('The first RFC 3339 time')),
        to_ts: v.pipe(timestampSchema, v.description('The last RFC 3339 time')),
        strict_sequence: v.optional(
          v.pipe(
            v.boolean('must be true or false'),
            v.description("Refuse where a producer's metadata.sequence goes back"),
          ),
          true,
        ),
        limit: limit(1000, 5000),
        cursor,
      }),
      v.forward(
        v.check(({ from_ts, to_ts }) => isInOrder(from_ts, to_ts), 'must not be before from_ts'),
        ['to_ts'],
      ),
    ),
    data: v.looseObject({ ...page, from_ts: v.string(), to_ts: v.string(), latency_ms: v.number() }),
    errors: ['STORAGE_UNAVAILABLE'],
    example: {
      args: { ...topic, from_ts: '2026-11-23T05:00:00Z', to_ts: '2026-11-23T06:00:00Z' },
      data: {
        entries: [exampleEntry],
        count: 1,
        next_cursor: null,
        ...topic,
        limit: 1000,
        from_ts: '2026-11-23T05:00:00Z',
        to_ts: '2026-11-23T06:00:00Z',
        latency_ms: 0.4,
      },
    },
  }),
)
