import { type AcceptedEnvelope, type BusError, type JsonObject, requestIdOf } from '@arqonbus/protocol'
import type { Core } from './core.js'
import { MinuteCounter } from './limiter.js'
import type { Session } from './session.js'
import { errorText, failureText } from './texts.js'

/** Protocol violations within a minute that end a connection. */
const MOST_VIOLATIONS = 10
/** Requests over the rate within a minute that end a connection. */
const MOST_OVERRUNS = 1000

/** What is known of a frame that was refused: how far it came. */
export interface Refused {
  readonly raw?: JsonObject | undefined
  readonly envelope?: Pick<AcceptedEnvelope, 'id' | 'type'> | undefined
}

/** The one place where an error becomes an answer: it is counted, logged without payloads, sent, and may end the connection. */
export function refuse(core: Core, session: Session, error: BusError, { raw, envelope }: Refused): void {
  core.metrics.refused(error.code)
  const requestId = envelope?.id ?? requestIdOf(raw)
  const where = {
    client_id: session.clientId,
    tenant_id: session.identity.tenant,
    message_id: requestId,
    code: error.code,
  }
  if (error.code === 'INTERNAL_ERROR')
    core.logger.error({ ...where, err: error.cause ?? error }, 'a frame met a fault of the bus')
  else core.logger.debug(where, 'refused')
  if (!session.open) return
  const isCommand = envelope?.type === 'command'
  session.connection.reply([
    isCommand ? failureText(core.stamp, envelope.id, error) : errorText(core.stamp, requestId, error),
  ])
  punish(core, session, error, envelope === undefined)
}

function punish(core: Core, session: Session, error: BusError, beforeAccepted: boolean): void {
  if (error.code === 'AUTHENTICATION_FAILED' && beforeAccepted) session.connection.close(4101)
  if (error.code === 'VALIDATION_ERROR' && beforeAccepted) {
    session.violations ??= new MinuteCounter(MOST_VIOLATIONS, core.clock)
    if (session.violations.hit()) session.connection.close(4501)
  }
  if (error.code === 'RATE_LIMIT_EXCEEDED') {
    session.overruns ??= new MinuteCounter(MOST_OVERRUNS, core.clock)
    if (session.overruns.hit()) session.connection.close(4105)
  }
}
