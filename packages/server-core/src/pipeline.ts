import { type AcceptedEnvelope, type JsonObject, toBusError } from '@arqonbus/protocol'
import type { Core } from './core.js'
import type { Outgoing } from './outgoing.js'
import { refuse } from './refuse.js'
import type { Session } from './session.js'
import { Answers } from './stages/acknowledge.js'
import { draft } from './stages/append.js'
import { authenticate } from './stages/authenticate.js'
import { authorizeCommand, authorizeMessage } from './stages/authorize.js'
import { broadcast, byChannel } from './stages/broadcast.js'
import { decode, textOf } from './stages/decode.js'
import { sendDirect } from './stages/direct.js'
import { limit } from './stages/limit.js'
import { locate } from './stages/locate.js'
import { run } from './stages/run.js'
import { validate } from './stages/validate.js'
import { acknowledgementText } from './texts.js'

/**
 * One frame's way through the bus. Exactly one answer follows it: from {@link deliver} once the log has the message,
 * from the command, or from `refuse`.
 */
export function receive(core: Core, session: Session, frame: Buffer | string, isBinary = false): void {
  let raw: JsonObject | undefined
  let envelope: AcceptedEnvelope | undefined
  try {
    const text = textOf(frame, isBinary)
    raw = decode(text)
    authenticate(core, session)
    envelope = validate(core, raw)
    limit(core, session, envelope)
    if (envelope.type === 'command') {
      run(core, session, core.registry.resolve(envelope), authorizeCommand)
      return
    }
    authorizeMessage(session.identity, envelope)
    if (envelope.to_client !== undefined) sendDirect(core, session, envelope, envelope.to_client)
    else {
      const unchanged = Object.is(envelope, raw) ? text : undefined
      core.appender.add(draft(session, locate(core, session, envelope), envelope, unchanged))
    }
  } catch (thrown) {
    refuse(core, session, toBusError(thrown), { raw, envelope })
  }
}

/** The rest of the way, for the messages of one turn: into the channels in the order of the log, then back to the senders. */
export function deliver(core: Core, batch: readonly Outgoing[]): void {
  const channels = byChannel(batch)
  for (const [channel, messages] of channels) broadcast(core, channel, messages, channels.size === 1)
  const answers = new Answers()
  const now = core.stamp.now()
  for (const { draft, result, delivered } of batch) {
    if ('code' in result) {
      refuse(core, draft.session, toBusError(result), { envelope: { id: draft.id, type: 'message' } })
      continue
    }
    if (result.duplicate) core.metrics.duplicates++
    answers.add(draft.session, acknowledgementText(draft.id, now, result, delivered))
  }
  answers.send()
}
