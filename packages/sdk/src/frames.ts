import {
  type BusEnvelope,
  type BusEnvelopeType,
  busEnvelopeSchemas,
  type Welcome,
  welcomeSchema,
} from '@arqonbus/protocol'
import { ArqonError } from './errors.js'

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
type Result<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] }
/** What the protocol's schemas are, seen from outside: Standard Schema (https://standardschema.dev). */
interface Schema<Output> {
  readonly '~standard': { validate(value: unknown): Result<Output> | Promise<Result<Output>> }
}

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
  const result = welcomeSchema['~standard'].validate(frame.payload)
  return result instanceof Promise || result.issues ? undefined : result.value
}

/** `value`, as the schema has it. @throws ArqonError `INVALID_FRAME` with the path of what is wrong */
export function check<Output>(schema: Schema<Output>, value: unknown, what: string): Output {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) throw new ArqonError('INVALID_FRAME', `${what} cannot be checked at once`)
  if (result.issues === undefined) return result.value
  const errors = result.issues.map(({ path = [], message }) => ({ path: path.map(keyOf).join('.'), message }))
  const where = errors[0]?.path ?? ''
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

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment)
}
