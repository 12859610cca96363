import {
  type BusEnvelope,
  type BusEnvelopeType,
  busEnvelopeSchemas,
  type Welcome,
  welcomeSchema,
} from '@arqonbus/protocol'
import { ArqonError } from './errors.js'
import { type Schema, validate } from './schema.js'

/** A frame of the bus, checked. @throws ArqonError `INVALID_FRAME`; nothing of the frame's content is in it */
export function readFrame(text: string | undefined): BusEnvelope {
  if (text === undefined) throw new ArqonError('INVALID_FRAME', 'The bus sent a binary frame')
  const raw = parse(text)
  const type = typeof raw === 'object' && raw !== null && 'type' in raw ? raw.type : undefined
  if (!isBusType(type))
    throw new ArqonError('INVALID_FRAME', 'The bus sent a frame whose type this version does not know')
  const schema: Schema<BusEnvelope> = busEnvelopeSchemas[type]
  return check(schema, raw, `a ${type} frame`)
}

/** The payload of the first frame; `undefined` where the frame is none. */
export function readWelcome(frame: BusEnvelope): Welcome | undefined {
  if (frame.type !== 'message') return undefined
  return validate(welcomeSchema, frame.payload).value
}

/** `value`, as the schema has it. @throws ArqonError `INVALID_FRAME` with the path of what is wrong */
export function check<Output>(schema: Schema<Output>, value: unknown, what: string): Output {
  const result = validate(schema, value)
  if (result.errors === undefined) return result.value
  const where = result.errors[0]?.path ?? ''
  const { errors } = result
  throw new ArqonError('INVALID_FRAME', `The bus sent ${what} that breaks the contract at "${where}"`, {
    details: { errors },
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's own words quote the text, which may hold a secret.
    throw new ArqonError('INVALID_FRAME', 'The bus sent a frame that is not JSON')
  }
}

function isBusType(type: unknown): type is BusEnvelopeType {
  return typeof type === 'string' && Object.hasOwn(busEnvelopeSchemas, type)
}
