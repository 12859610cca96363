import {
  type BusCommand,
  BusError,
  busCommands,
  clientEnvelopeSchemas,
  type JsonObject,
  validationError,
} from '@arqonbus/protocol'
import * as v from 'valibot'
import { readJsonBody } from './body.js'
import { exchange } from './exchange.js'
import { idOf } from './idempotency.js'
import { type HttpCall, route } from './route.js'

const PUBLISHED = ['message', 'telemetry', 'response', 'error'] as const

/** Commands about the connection that sends them; a request has none that lasts. */
const NEEDS_CONNECTION: ReadonlySet<string> = new Set<BusCommand>([
  'join_channel',
  'leave_channel',
  'auth.refresh',
  'client.describe',
])

const publishBody = v.strictObject({
  ...clientEnvelopeSchemas.message.entries,
  type: v.optional(v.picklist(PUBLISHED), 'message'),
})
const commandBody = v.strictObject({
  ...clientEnvelopeSchemas.command.entries,
  type: v.optional(v.literal('command'), 'command'),
})

const published = v.looseObject({
  id: v.string(),
  seq: v.optional(v.number()),
  epoch: v.optional(v.string()),
  delivered: v.number(),
  stored: v.boolean(),
  duplicate: v.optional(v.boolean()),
})
const answered = v.looseObject({ message: v.string(), data: v.unknown() })

const headers = {
  'Idempotency-Key':
    'The message id, or any text of up to 255 characters from which this subject always gets the same id',
}

/** The bus for services without a socket: the same envelopes on the same way through the bus. */
export const publishRoutes = [
  route({
    method: 'POST',
    path: '/v1/publish',
    needs: 'token',
    summary: 'Publish one message: an envelope, or just room, channel and payload',
    headers,
    body: publishBody,
    answer: { statuses: [200], description: 'The acknowledgement', schema: published },
    handle: async (call) => {
      const reply = await exchange(call, await envelopeOf(call, 'message', wrongPublishedType))
      return call.c.json({ id: reply.request_id, ...reply.payload })
    },
  }),
  route({
    method: 'POST',
    path: '/v1/command',
    needs: 'token',
    summary: 'Run one command',
    headers,
    body: commandBody,
    answer: { statuses: [200], description: 'What the command answers', schema: answered },
    handle: async (call) => {
      const reply = await exchange(call, await envelopeOf(call, 'command', wrongCommandType))
      return call.c.json({ message: reply.payload.message, data: reply.payload.data })
    },
  }),
]

/**
 * The body's envelope, with `type` where it says none, and with the id that `Idempotency-Key` gives it. The rest is
 * the pipeline's to check.
 *
 * @param wrong what is wrong with a type here, if anything
 */
async function envelopeOf(
  { core, c, identity }: HttpCall,
  type: string,
  wrong: (type: unknown) => string | undefined,
): Promise<JsonObject> {
  if (core.state !== 'running') throw new BusError('SERVER_DRAINING', 'This node is going away; send it to another')
  const { raw, bytes } = await readJsonBody(c, core.options.maxMessageSize)
  core.metrics.messagesReceived++
  core.metrics.bytesReceived += bytes
  const envelope = { type, ...raw, ...idOf(raw, c.req.header('idempotency-key'), identity) }
  const message = wrong(envelope.type)
  if (message !== undefined) throw validationError([{ path: 'type', message }])
  refuseConnectionCommands(envelope)
  return envelope
}

function wrongPublishedType(type: unknown): string | undefined {
  if (PUBLISHED.some((allowed) => allowed === type)) return undefined
  return type === 'command' ? 'is a command, which goes to /v1/command' : `must be one of ${PUBLISHED.join(', ')}`
}

function wrongCommandType(type: unknown): string | undefined {
  return type === 'command' ? undefined : 'must be command'
}

function refuseConnectionCommands(envelope: JsonObject): void {
  const payload = envelope.payload
  const inPayload =
    typeof payload === 'object' && payload !== null && 'command' in payload ? payload.command : undefined
  const name = envelope.command ?? inPayload
  if (envelope.type !== 'command' || typeof name !== 'string' || !NEEDS_CONNECTION.has(name)) return
  throw validationError([
    { path: 'command', message: `${name} is about a WebSocket connection; over HTTP there is none` },
  ])
}

/** Every command with its arguments, for the OpenAPI document. */
export const commandContracts = Object.values(busCommands).filter(({ name }) => !NEEDS_CONNECTION.has(name))
