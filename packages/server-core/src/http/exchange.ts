import { BusError, encodeFrame, isErrorCode, type Json, type JsonObject, jsonObjectSchema } from '@arqonbus/protocol'
import * as v from 'valibot'
import type { Core } from '../core.js'
import { receive } from '../pipeline.js'
import { remoteAddress } from '../remote.js'
import type { HttpCall } from './route.js'
import { createSession } from './session.js'

/** How long an answer may take before the client is told that none came. */
const ANSWER_MS = 60_000

/** What the bus may answer to one envelope; `pending` ones are news on the way, not the answer. */
const replySchema = v.looseObject({
  type: v.picklist(['message_response', 'response', 'error']),
  request_id: v.optional(v.string()),
  status: v.optional(v.picklist(['success', 'error', 'pending'])),
  error: v.optional(v.string()),
  error_code: v.optional(v.string()),
  payload: v.optional(jsonObjectSchema, {}),
})
type Reply = v.InferOutput<typeof replySchema>

/**
 * Sends an envelope through the pipeline, as any socket's, and gives what the bus answers.
 *
 * @throws BusError the one that the bus answers, or `TIMEOUT`
 */
export async function exchange({ core, c, identity }: HttpCall, envelope: JsonObject): Promise<Reply> {
  const { session, answer } = createSession(
    core,
    identity,
    remoteAddress(c.env.incoming, core.options.trustedProxies),
    isAnswer,
  )
  receive(core, session, encodeFrame(envelope))
  try {
    return checked(v.parse(replySchema, JSON.parse(await withinTime(core, answer))))
  } finally {
    session.open = false
  }
}

function isAnswer(text: string): boolean {
  const reply = v.safeParse(replySchema, JSON.parse(text))
  return reply.success && reply.output.status !== 'pending'
}

/** @throws BusError the one that the reply tells of */
function checked(reply: Reply): Reply {
  if (reply.type !== 'error' && reply.status !== 'error') return reply
  const { message: _message, data: _data, ...details } = reply.payload
  const code = isErrorCode(reply.error_code) ? reply.error_code : 'INTERNAL_ERROR'
  throw new BusError(code, reply.error ?? 'Internal error', Object.fromEntries(Object.entries(details).filter(isJson)))
}

/** The reply has just been read from JSON: there is nothing else in it. */
function isJson(entry: [string, unknown]): entry is [string, Json] {
  return entry[1] !== undefined
}

async function withinTime(core: Core, answer: Promise<string>): Promise<string> {
  let stop = () => {}
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new BusError('TIMEOUT', `No answer came within ${ANSWER_MS / 1000} seconds`))
    stop = core.clock.after(ANSWER_MS, giveUp).stop
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    stop()
  }
}
