import * as v from 'valibot'
import { actions, command, commands } from '../command.js'
import { jsonObjectSchema } from '../envelope.js'
import {
  channel,
  channelSchema,
  count,
  cursor,
  descriptionSchema,
  exampleChannel,
  exampleMember,
  limit,
  memberSchema,
  positionSchema,
  room,
} from './fields.js'

const noArguments = v.strictObject({})
const topicArguments = v.strictObject({ room, channel })
const topic = { room: 'science', channel: 'general' }

const grantSchema = v.looseObject({ room: v.string(), channel: v.string(), actions: v.array(v.picklist(actions)) })

/** Commands that everybody speaks. */
export const coreCommands = commands(
  command({
    name: 'ping',
    summary: 'Ask whether the bus answers',
    permission: 'anyone',
    args: noArguments,
    data: v.looseObject({ pong: v.literal(true), timestamp: v.string() }),
    errors: [],
    example: { args: {}, data: { pong: true, timestamp: '2026-11-23T05:17:24.123Z' } },
  }),
  command({
    name: 'help',
    summary: 'List the commands with their arguments, or show one',
    permission: 'anyone',
    args: v.strictObject({
      command: v.optional(
        v.pipe(
          v.string('must be a string'),
          v.maxLength(128, 'must be at most 128 characters'),
          v.description('Only this command'),
        ),
      ),
    }),
    data: v.looseObject({
      commands: v.array(
        v.looseObject({ name: v.string(), summary: v.string(), permission: v.string(), args: jsonObjectSchema }),
      ),
    }),
    errors: ['NOT_FOUND'],
    example: {
      args: { command: 'ping' },
      data: {
        commands: [
          {
            name: 'ping',
            summary: 'Ask whether the bus answers',
            permission: 'anyone',
            args: { type: 'object', properties: {} },
          },
        ],
      },
    },
  }),
  command({
    name: 'whoami',
    summary: 'Show who this connection is, and what it may do',
    permission: 'anyone',
    args: noArguments,
    data: v.looseObject({
      client_id: v.string(),
      tenant_id: v.string(),
      role: v.string(),
      subject: v.string(),
      permissions: v.nullable(v.array(grantSchema)),
      channels: v.array(v.looseObject({ room: v.string(), channel: v.string() })),
    }),
    errors: [],
    example: {
      args: {},
      data: {
        client_id: exampleMember.client_id,
        tenant_id: 'acme',
        role: 'user',
        subject: 'alice',
        permissions: null,
        channels: [topic],
      },
    },
  }),
  command({
    name: 'status',
    summary: "Show the bus and this tenant's connections, rooms and messages",
    permission: 'anyone',
    args: noArguments,
    data: v.looseObject({
      server: v.looseObject({
        name: v.string(),
        version: v.string(),
        protocol: v.string(),
        node_id: v.string(),
        uptime_seconds: v.number(),
        state: v.string(),
      }),
      connections: count,
      rooms: count,
      channels: count,
      messages: v.looseObject({ published: count, delivered: count }),
      storage: v.looseObject({ backend: v.string(), durable: v.boolean(), entries: count }),
    }),
    errors: [],
    example: {
      args: {},
      data: {
        server: {
          name: 'ArqonBus',
          version: '0.1.0',
          protocol: '1.0',
          node_id: 'node-1',
          uptime_seconds: 3600,
          state: 'running',
        },
        connections: 2,
        rooms: 1,
        channels: 1,
        messages: { published: 42, delivered: 41 },
        storage: { backend: 'memory', durable: false, entries: 42 },
      },
    },
  }),
  command({
    name: 'auth.refresh',
    summary: 'Extend this connection with a new token for the same subject and tenant',
    permission: 'anyone',
    args: v.strictObject({
      token: v.pipe(
        v.string('must be a string'),
        v.minLength(1, 'must not be empty'),
        v.maxLength(16_384, 'must be at most 16384 characters'),
        v.description('The new JWT'),
      ),
    }),
    data: v.looseObject({ expires_at: v.nullable(v.string()) }),
    errors: ['AUTHENTICATION_FAILED', 'FEATURE_DISABLED'],
    example: { args: { token: 'eyJhbGciOiJIUzI1NiJ9.…' }, data: { expires_at: '2026-11-23T06:17:24.000Z' } },
  }),
  command({
    name: 'client.describe',
    summary: 'Tell others who this client is; they see it in presence',
    permission: 'anyone',
    args: descriptionSchema,
    data: descriptionSchema,
    errors: [],
    example: { args: { type: 'ai-agent', screen_name: 'Ada' }, data: { type: 'ai-agent', screen_name: 'Ada' } },
  }),
  command({
    name: 'join_channel',
    summary: 'Get the messages of a channel from now on, or from a position on',
    permission: 'subscribe',
    args: v.strictObject({
      room,
      channel,
      since: v.optional(v.pipe(positionSchema, v.description('Deliver what was missed after this position first'))),
      presence: v.optional(
        v.pipe(v.boolean('must be true or false'), v.description('Also get presence.join and presence.leave events')),
        false,
      ),
      echo: v.optional(
        v.pipe(v.boolean('must be true or false'), v.description('Also get what this connection itself publishes')),
        false,
      ),
    }),
    data: v.looseObject({
      room: v.string(),
      channel: v.string(),
      epoch: v.string(),
      seq: count,
      recovered: v.boolean(),
      reason: v.optional(v.string()),
      members: count,
    }),
    errors: ['NOT_FOUND', 'QUOTA_EXCEEDED', 'CONFLICT'],
    example: {
      args: { ...topic, since: { epoch: 'k3v9x2m1', seq: 40 } },
      data: { ...topic, epoch: 'k3v9x2m1', seq: 42, recovered: true, members: 3 },
    },
  }),
  command({
    name: 'leave_channel',
    summary: 'Stop getting the messages of a channel',
    permission: 'anyone',
    args: topicArguments,
    data: v.looseObject({ room: v.string(), channel: v.string(), left: v.boolean() }),
    errors: [],
    example: { args: topic, data: { ...topic, left: true } },
  }),
  command({
    name: 'create_channel',
    summary: 'Create a channel with a description and bounds of its own',
    permission: 'manage',
    args: v.strictObject({
      room,
      channel,
      description: v.optional(
        v.pipe(
          v.string('must be a string'),
          v.maxLength(1024, 'must be at most 1024 characters'),
          v.description('What it is for'),
        ),
      ),
      lossy: v.optional(
        v.pipe(
          v.boolean('must be true or false'),
          v.description('A slow member loses the oldest messages rather than its connection'),
        ),
        false,
      ),
      history: v.optional(
        v.pipe(
          jsonObjectSchema,
          v.strictObject({
            max_messages: v.optional(
              v.pipe(
                v.number('must be a number'),
                v.safeInteger('must be an integer'),
                v.minValue(0, 'must be at least 0'),
                v.description('How many messages at most'),
              ),
            ),
            max_age_seconds: v.optional(
              v.pipe(
                v.number('must be a number'),
                v.minValue(1, 'must be at least 1'),
                v.description('How old the oldest may be'),
              ),
            ),
          }),
          v.description('How much is kept; the settings of the bus are the upper bound'),
        ),
      ),
    }),
    data: channelSchema,
    errors: ['CONFLICT', 'QUOTA_EXCEEDED'],
    example: {
      args: { ...topic, description: 'Everything about science' },
      data: { ...exampleChannel, members: 0, seq: 0 },
    },
  }),
  command({
    name: 'delete_channel',
    summary: 'Delete a channel and its history',
    permission: 'manage',
    args: topicArguments,
    data: v.looseObject({ room: v.string(), channel: v.string(), deleted: v.boolean() }),
    errors: ['CONFLICT', 'NOT_FOUND'],
    example: { args: topic, data: { ...topic, deleted: true } },
  }),
  command({
    name: 'list_channels',
    summary: 'List the channels that this connection may see',
    permission: 'anyone',
    args: v.strictObject({ room: v.optional(room), limit: limit(100, 1000), cursor }),
    data: v.looseObject({ channels: v.array(channelSchema), count, next_cursor: v.nullable(v.string()) }),
    errors: [],
    example: { args: { room: 'science' }, data: { channels: [exampleChannel], count: 1, next_cursor: null } },
  }),
  command({
    name: 'channel_info',
    summary: 'Show a channel with its members',
    permission: 'presence',
    args: topicArguments,
    data: v.looseObject({ ...channelSchema.entries, members: v.array(memberSchema) }),
    errors: ['NOT_FOUND'],
    example: { args: topic, data: { ...exampleChannel, members: [exampleMember] } },
  }),
  command({
    name: 'presence',
    summary: 'List the members of a channel, on all nodes',
    permission: 'presence',
    args: v.strictObject({ room, channel, limit: limit(100, 1000), cursor }),
    data: v.looseObject({
      room: v.string(),
      channel: v.string(),
      members: v.array(memberSchema),
      count,
      next_cursor: v.nullable(v.string()),
    }),
    errors: [],
    example: { args: topic, data: { ...topic, members: [exampleMember], count: 1, next_cursor: null } },
  }),
)
