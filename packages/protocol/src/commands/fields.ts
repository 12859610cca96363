import * as v from 'valibot'
import { jsonObjectSchema, timestampSchema } from '../envelope.js'
import { nameSchema } from '../topic.js'

/** A position in a stream: the last `seq` that was seen, in the life `epoch` of the stream. 0: nothing seen yet. */
export const positionSchema = v.strictObject(
  {
    epoch: v.pipe(
      v.string('must be a string'),
      v.minLength(1, 'must not be empty'),
      v.maxLength(64, 'must be at most 64 characters'),
      v.description('The life of the stream in which seq counts'),
    ),
    seq: v.pipe(
      v.number('must be a number'),
      v.safeInteger('must be an integer'),
      v.minValue(0, 'must be at least 0'),
      v.description('The last seq that was seen; 0 for none'),
    ),
  },
  'must be a JSON object with epoch and seq',
)
export type Position = v.InferOutput<typeof positionSchema>

export const room = v.pipe(nameSchema, v.description('The room'))
export const channel = v.pipe(nameSchema, v.description('The channel in the room'))
export const since = v.pipe(timestampSchema, v.description('Only what was stored at or after this RFC 3339 time'))
export const until = v.pipe(timestampSchema, v.description('Only what was stored at or before this RFC 3339 time'))
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** How many entries a list gives: 1 to `max`, `fallback` where nothing is said. */
export const limit = (fallback: number, max: number) =>
  v.optional(
    v.pipe(
      v.number('must be a number'),
      v.safeInteger('must be an integer'),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(max, `must be at most ${max}`),
      v.description(`How many at most: 1 to ${max}, ${fallback} by default`),
    ),
    fallback,
  )

/** Where the next page begins: what the page before gave as `next_cursor`. */
export const cursor = v.optional(
  v.pipe(
    v.string('must be a string'),
    v.maxLength(2048, 'must be at most 2048 characters'),
    v.description('next_cursor of the page before'),
  ),
)

const optionalText = (max: number, description: string) =>
  v.optional(
    v.pipe(
      v.string('must be a string'),
      v.maxLength(max, `must be at most ${max} characters`),
      v.description(description),
    ),
  )

/** Who somebody is, as others see it in presence. */
export const descriptionSchema = v.strictObject({
  type: v.pipe(
    v.picklist(['human', 'ai-agent', 'dashboard', 'service'], 'must be human, ai-agent, dashboard or service'),
    v.description('What kind of client this is'),
  ),
  screen_name: optionalText(128, 'The name to show'),
  avatar: optionalText(2048, 'Where its picture is'),
  personality: optionalText(2048, 'How it behaves, in its own words'),
  // Every member of a channel gets it with every list of presence.
  metadata: v.optional(
    v.pipe(
      jsonObjectSchema,
      v.check((metadata) => JSON.stringify(metadata).length <= 4096, 'must be at most 4096 characters as JSON'),
      v.description('Whatever else others should know, at most 4096 characters as JSON'),
    ),
  ),
})
export type Description = v.InferOutput<typeof descriptionSchema>

/** One member of a channel. */
export const memberSchema = v.looseObject({
  client_id: v.string(),
  subject: v.string(),
  description: v.nullable(descriptionSchema),
  joined_at: v.string(),
})
export type Member = v.InferOutput<typeof memberSchema>

/** A channel as lists show it. */
export const channelSchema = v.looseObject({
  room: v.string(),
  channel: v.string(),
  description: v.nullable(v.string()),
  lossy: v.boolean(),
  members: count,
  epoch: v.string(),
  seq: count,
  created_at: v.string(),
})
export type ChannelSummary = v.InferOutput<typeof channelSchema>

/** Values that the examples of several contracts share. */
export const exampleMember: Member = {
  client_id: 'client_01K0ABCDEFGHJKMNPQRSTVWXYZ',
  subject: 'alice',
  description: { type: 'ai-agent', screen_name: 'Ada' },
  joined_at: '2026-11-23T05:17:24.123Z',
}
export const exampleChannel: ChannelSummary = {
  room: 'science',
  channel: 'general',
  description: 'Everything about science',
  lossy: false,
  members: 1,
  epoch: 'k3v9x2m1',
  seq: 42,
  created_at: '2026-11-23T05:00:00.000Z',
}
