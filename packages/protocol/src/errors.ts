import { isJsonObject, type Json } from './json.js'

/**
 * The one table of errors. Every error that leaves the bus carries one of these codes; the pages, the close codes and
 * the HTTP answers are made from here.
 */

/** What is known of an error code: for people, for a client that wonders whether to try again, and for HTTP. */
export interface ErrorEntry {
  /** One sentence for people. */
  readonly meaning: string
  /** True where the very same request can succeed later without being changed. */
  readonly retryable: boolean
  /** The status of the RFC 9457 problem document that carries this code. */
  readonly http: number
}

export const errorTable = {
  VALIDATION_ERROR: {
    meaning: 'The input breaks a rule of the contract; `errors` says which and where.',
    retryable: false,
    http: 400,
  },
  AUTHENTICATION_FAILED: { meaning: 'There is no token, or it is not valid.', retryable: false, http: 401 },
  OPERATOR_AUTH_FAILED: {
    meaning: 'The token for joining operator groups is missing or wrong.',
    retryable: false,
    http: 403,
  },
  AUTHORIZATION_ERROR: { meaning: 'The token is valid, but does not allow this.', retryable: false, http: 403 },
  RATE_LIMIT_EXCEEDED: {
    meaning: 'Too many requests; wait `retry_after_ms` milliseconds.',
    retryable: true,
    http: 429,
  },
  QUOTA_EXCEEDED: {
    meaning: 'A bound of the tenant is reached; something must be removed first.',
    retryable: false,
    http: 409,
  },
  NOT_FOUND: { meaning: 'What was named does not exist, or not for this tenant.', retryable: false, http: 404 },
  COMMAND_NOT_FOUND: { meaning: 'No command has this name; `help` lists them.', retryable: false, http: 404 },
  CONFLICT: { meaning: 'The state is not what the request needs.', retryable: false, http: 409 },
  FEATURE_DISABLED: { meaning: 'This bus runs without that feature.', retryable: false, http: 501 },
  EXECUTION_ERROR: { meaning: 'The command was accepted and failed while it ran.', retryable: false, http: 500 },
  CASIL_POLICY_BLOCKED_SECRET: {
    meaning: 'The content policy takes a part of the message for a secret.',
    retryable: false,
    http: 422,
  },
  CASIL_POLICY_OVERSIZE: {
    meaning: 'The message is larger than the content policy allows.',
    retryable: false,
    http: 413,
  },
  CASIL_INTERNAL_ERROR: {
    meaning: 'The inspection failed, and the content policy then blocks.',
    retryable: true,
    http: 503,
  },
  TIMEOUT: { meaning: 'No answer came in time.', retryable: true, http: 504 },
  STORAGE_UNAVAILABLE: { meaning: 'The store cannot take it now.', retryable: true, http: 503 },
  SERVER_DRAINING: { meaning: 'This node is going away; another takes the request.', retryable: true, http: 503 },
  INTERNAL_ERROR: { meaning: 'The bus has made a mistake; its log says more.', retryable: true, http: 500 },
} as const satisfies Record<string, ErrorEntry>

/** A code out of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable

/** One broken rule: where, as a dotted path (`payload.items.0.name`, empty for the whole), and what is wrong. */
export interface ErrorDetail {
  readonly path: string
  readonly message: string
}

/**
 * An error with a code of the table. `message` and `details` go to the client as they are, so they hold nothing that
 * the client may not see; what only the operator may see belongs in `cause`.
 * Across packages compare `code`, never the class: two copies of this package may be installed.
 */
export class BusError extends Error {
  override readonly name = 'BusError'
  readonly code: ErrorCode
  readonly details: { readonly [key: string]: Json }

  constructor(
    code: ErrorCode,
    message: string,
    details: { readonly [key: string]: Json } = {},
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.code = code
    this.details = details
  }
}

/** Whether `code` stands in the table of this version. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorTable, code)
}

/**
 * Any thrown value as a {@link BusError}. What is not one already becomes an `INTERNAL_ERROR` whose text tells the
 * client nothing of the inside; the value stays in `cause` for the log.
 */
export function toBusError(thrown: unknown): BusError {
  if (thrown instanceof BusError) return thrown
  if (isBusError(thrown)) return new BusError(thrown.code, thrown.message, thrown.details, { cause: thrown })
  return new BusError('INTERNAL_ERROR', 'Internal error', {}, { cause: thrown })
}

/**
 * Whether a value was thrown as a {@link BusError}, of this or of another copy of this package. Such an error has gone
 * through the constructor, which vouches for the shape of its details.
 */
function isBusError(thrown: unknown): thrown is Pick<BusError, 'code' | 'message' | 'details'> {
  if (typeof thrown !== 'object' || thrown === null) return false
  return (
    'name' in thrown &&
    thrown.name === 'BusError' &&
    'code' in thrown &&
    isErrorCode(thrown.code) &&
    'message' in thrown &&
    typeof thrown.message === 'string' &&
    'details' in thrown &&
    isJsonObject(thrown.details)
  )
}

/** The most broken rules that one error tells, so that no input makes an answer much larger than itself. */
export const MAX_DETAILS = 20
const MAX_PATH = 256

/** A `VALIDATION_ERROR` with the list of broken rules, the first {@link MAX_DETAILS} of them. */
export function validationError(errors: readonly ErrorDetail[], message = 'Message validation failed'): BusError {
  const told = errors.slice(0, MAX_DETAILS).map((error) => ({ path: shortened(error.path), message: error.message }))
  return new BusError('VALIDATION_ERROR', message, { errors: told })
}

/** Paths hold keys, which a client may make as long as it likes. */
function shortened(path: string): string {
  return path.length <= MAX_PATH ? path : `${path.slice(0, MAX_PATH - 1).toWellFormed()}…`
}
