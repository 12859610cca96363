import { type AcceptedEnvelope, BusError, type JsonObject, validateEnvelope } from '@arqonbus/protocol'
import type { Core } from '../core.js'

/**
 * The envelope in one spelling, every rule kept.
 *
 * @throws BusError `VALIDATION_ERROR`; `FEATURE_DISABLED` for what this version does not carry out
 */
export function validate(core: Core, raw: JsonObject): AcceptedEnvelope {
  const envelope = validateEnvelope(raw, core.stamp)
  if (envelope.type === 'operator.join') throw new BusError('FEATURE_DISABLED', 'This bus runs without operator groups')
  return envelope
}
