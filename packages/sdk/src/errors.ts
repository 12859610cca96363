import { type BusEnvelope, type ErrorCode, errorTable, isErrorCode, type JsonObject } from '@arqonbus/protocol'

/** What only a client can meet, beside the table of the bus: meaning, and whether the very same thing can succeed later. */
export const clientErrorTable = {
  ABORTED: { meaning: 'The AbortSignal that was given has been aborted.', retryable: false },
  BUFFER_FULL: {
    meaning: 'A handler was so slow that maxBuffered messages waited for it; its subscription has ended.',
    retryable: false,
  },
  CLIENT_CLOSED: { meaning: 'close() was called.', retryable: false },
  CONNECTION_ENDED: { meaning: 'The bus closed the connection for good; closeCode says why.', retryable: false },
  CONNECTION_FAILED: { meaning: 'No connection came about.', retryable: true },
  CONNECTION_LOST: {
    meaning: 'The connection dropped before the answer came, so it is not known whether the bus has done it.',
    retryable: true,
  },
  HANDLER_FAILED: { meaning: 'A handler of yours threw; cause holds what.', retryable: false },
  INVALID_FRAME: { meaning: 'The bus sent something that the contract does not know.', retryable: false },
  NOT_CONNECTED: { meaning: 'connect() was not called, or it failed.', retryable: false },
  QUEUE_FULL: { meaning: 'As much as offlineQueue allows waits for a connection already.', retryable: true },
  TOKEN_FAILED: { meaning: 'The token function threw; cause holds what.', retryable: true },
} as const satisfies Record<string, { meaning: string; retryable: boolean }>

/** A code that the client itself gives. */
export type ClientErrorCode = keyof typeof clientErrorTable
/** A code of the bus (a later version, or its CASIL policy, may know more of them) or of the client. */
export type ArqonErrorCode = ErrorCode | ClientErrorCode | (string & {})

/** What an {@link ArqonError} carries beside its code and its sentence. */
export interface ArqonErrorOptions {
  readonly details?: JsonObject
  /** The close code of the connection, where that is the reason. */
  readonly closeCode?: number | undefined
  readonly retryable?: boolean
  readonly cause?: unknown
}

/** Everything that the SDK throws or rejects with. Compare `code`, not the class: two copies of the SDK may be installed. */
export class ArqonError extends Error {
  override readonly name = 'ArqonError'
  readonly code: ArqonErrorCode
  /** What the bus told with it, such as `errors` (a list of `{ path, message }`) or `retry_after_ms`. */
  readonly details: JsonObject
  /** True where the very same thing can succeed later without being changed. */
  readonly retryable: boolean
  /** The WebSocket close code, where the end of a connection is the reason. */
  readonly closeCode: number | undefined

  constructor(code: ArqonErrorCode, message: string, options: ArqonErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.details = options.details ?? {}
    this.retryable = options.retryable ?? isRetryable(code)
    this.closeCode = options.closeCode
  }
}

function isRetryable(code: string): boolean {
  if (isErrorCode(code)) return errorTable[code].retryable
  return isClientErrorCode(code) && clientErrorTable[code].retryable
}

function isClientErrorCode(code: string): code is ClientErrorCode {
  return Object.hasOwn(clientErrorTable, code)
}

type ErrorFrame = Extract<BusEnvelope, { type: 'error' | 'response' }>

/** What the bus answered instead of a success. */
export function errorOfFrame(frame: ErrorFrame): ArqonError {
  const payload = frame.payload ?? {}
  const { message, data, ...rest } = payload
  const text = frame.error ?? (typeof message === 'string' ? message : 'The bus refused it without saying why')
  const details = frame.type === 'response' ? { ...(isObject(data) && data), ...rest } : payload
  return new ArqonError(frame.error_code ?? 'INTERNAL_ERROR', text, { details })
}

/**
 * Whether what the bus refused can be asked again as it is. A token that has just expired counts: the bus ends the
 * connection for it, and the next has another one.
 */
export function passes(error: ArqonError): boolean {
  return error.retryable || error.code === 'AUTHENTICATION_FAILED'
}

/** How long the bus asks to wait, in milliseconds; 0 where it does not say. */
export function retryAfterMs(error: ArqonError): number {
  const after = error.details.retry_after_ms
  return typeof after === 'number' && after > 0 ? after : 0
}

/** Any thrown value as an {@link ArqonError}; what is none already gets `code`, and stays in `cause`. */
export function toArqonError(thrown: unknown, code: ClientErrorCode): ArqonError {
  if (thrown instanceof ArqonError) return thrown
  return new ArqonError(code, `${clientErrorTable[code].meaning.replace(/[.;].*$/, '')}: ${textOf(thrown)}`, {
    cause: thrown,
  })
}

/** What an argument broke. */
export function invalid(path: string, message: string, cause?: unknown): ArqonError {
  const details = { errors: [{ path, message }] }
  return new ArqonError(
    'VALIDATION_ERROR',
    `${path} ${message}`,
    cause === undefined ? { details } : { details, cause },
  )
}

/** The sentence of a thrown value. */
export function textOf(thrown: unknown): string {
  // Node's own for a host with several addresses: it has no message of its own.
  if (thrown instanceof AggregateError) return [...new Set(thrown.errors.map(textOf))].join(', ')
  return thrown instanceof Error ? thrown.message : String(thrown)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
