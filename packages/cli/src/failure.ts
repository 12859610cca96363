import type { JsonObject } from '@arqonbus/protocol'
import * as v from 'valibot'

/** How arqon ends. Programs may rely on these. */
export const exitCodes = {
  ok: 0,
  /** The bus refused it, or it failed. */
  failed: 1,
  /** The command line is wrong; nothing was sent. */
  usage: 2,
  /** There is no connection. */
  unreachable: 3,
  /** The token is missing, or it is not valid (any more). */
  unauthenticated: 4,
  /** It took too long, as `timeout(1)` says it. */
  timeout: 124,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const

interface FailureOptions {
  readonly code?: string | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
  readonly details?: JsonObject | undefined
  readonly cause?: unknown
}

/** Why a command did not do what it was asked: what was wrong and where, what to do, and how the process ends. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exitCode: number
  readonly code: string | undefined
  readonly hint: string | undefined
  readonly details: JsonObject

  constructor(exitCode: number, message: string, { code, hint, details = {}, cause }: FailureOptions = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.exitCode = exitCode
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/** A command line that says nothing that can be done. */
export function usage(message: string, options: FailureOptions = {}): Failure {
  return new Failure(exitCodes.usage, message, { code: 'USAGE', ...options })
}

/** The reason of an abort: somebody outside ended the process. Nobody needs to be told why. */
export class Ended extends Error {
  override readonly name = 'Ended'
  constructor(readonly exitCode: number) {
    super('ended from outside')
  }
}

/** What is told of an error by whoever made it: the SDK (`ArqonError`), the protocol (`BusError`). */
const codedSchema = v.looseObject({
  code: v.string(),
  message: v.string(),
  details: v.optional(v.record(v.string(), v.unknown()), {}),
  closeCode: v.optional(v.number()),
})

/** Any thrown value as a {@link Failure}. What is not an error of ours is a mistake of this program, and says so. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  const coded = v.safeParse(codedSchema, thrown)
  if (!(thrown instanceof Error) || !coded.success || isOfNode(coded.output.code)) return unexpected(thrown)
  const { code, message, details, closeCode } = coded.output
  const hint = code === 'CONNECTION_FAILED' && 'status' in details ? WRONG_PORT : hints[code]
  return new Failure(exitCodeOf(code, closeCode), message, { code, details, hint, cause: thrown })
}

function exitCodeOf(code: string, closeCode: number | undefined): number {
  switch (code) {
    case 'AUTHENTICATION_FAILED':
      return exitCodes.unauthenticated
    case 'CONNECTION_FAILED':
    case 'CONNECTION_LOST':
      return exitCodes.unreachable
    case 'TIMEOUT':
      return exitCodes.timeout
    case 'CONNECTION_ENDED':
      return isAuthentication(closeCode) ? exitCodes.unauthenticated : exitCodes.failed
    default:
      return exitCodes.failed
  }
}

/** Whether a connection was closed because of its token: it has expired, or was revoked. */
export function isAuthentication(closeCode: number | undefined): boolean {
  return closeCode === 4101 || closeCode === 4500
}

/** For a server that speaks HTTP and no WebSocket. */
export const WRONG_PORT = 'Is this the WebSocket port of the bus? Name another with --ws-url'

/** What to do about an error, by its code. */
export const hints: Readonly<Record<string, string>> = {
  CONNECTION_FAILED: 'Is the bus running? Start one with: npx arqonbus — or name another with --ws-url',
  CONNECTION_LOST: 'It is not known whether the bus has done it. Is it still running?',
  AUTHENTICATION_FAILED: 'Give a valid token with --jwt or ARQONBUS_AUTH_JWT; look into one with: arqon token inspect',
  AUTHORIZATION_ERROR: 'See what you may do with: arqon call whoami',
  COMMAND_NOT_FOUND: 'See what this bus knows with: arqon call help',
  TIMEOUT: 'Wait longer with --timeout-seconds',
}

/** Errors of the system have codes such as `EACCES` or `ERR_INVALID_ARG_TYPE`. */
function isOfNode(code: string): boolean {
  return /^E[A-Z0-9]+$|^ERR_/.test(code)
}

function unexpected(thrown: unknown): Failure {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return new Failure(exitCodes.failed, `arqon has failed: ${text}`, { code: 'INTERNAL_ERROR', cause: thrown })
}
