import { BusError, type ErrorCode, errorTable, type Json, toBusError } from '@arqonbus/protocol'
import * as v from 'valibot'

/** A problem document (RFC 9457, 3.1) as the bus writes it. What else an error tells stands beside these as extensions. */
export const problemSchema = v.looseObject({
  type: v.pipe(v.string(), v.description('urn:arqonbus:error: and the code')),
  title: v.pipe(v.string(), v.description('What the code means')),
  status: v.pipe(v.number(), v.description('The HTTP status again')),
  detail: v.pipe(v.string(), v.description('What went wrong this time')),
  code: v.pipe(v.string(), v.description('The error code, as in error frames')),
  errors: v.pipe(
    v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
    v.description('Each broken rule: where, and what'),
  ),
})

/** An error for which the table's status would say too little, or that needs headers. */
export class HttpProblem extends BusError {
  constructor(
    readonly status: number,
    code: ErrorCode,
    detail: string,
    readonly more: {
      readonly details?: { readonly [key: string]: Json }
      readonly headers?: Readonly<Record<string, string>>
      readonly cause?: unknown
    } = {},
  ) {
    super(code, detail, more.details, more.cause === undefined ? undefined : { cause: more.cause })
  }
}

/** The members that a problem document has of its own: no detail of an error may take their place. */
const RESERVED: ReadonlySet<string> = new Set(['type', 'title', 'status', 'detail', 'code', 'instance'])

/** Anything thrown as the answer to the request that met it. */
export function problemResponse(thrown: unknown): { readonly response: Response; readonly error: BusError } {
  const error = toBusError(thrown)
  const status = error instanceof HttpProblem ? error.status : errorTable[error.code].http
  const extensions = Object.entries(error.details).filter(([name]) => !RESERVED.has(name))
  const document = {
    type: `urn:arqonbus:error:${error.code}`,
    title: errorTable[error.code].meaning,
    status,
    detail: error.message,
    code: error.code,
    ...Object.fromEntries(extensions),
  }
  const headers = new Headers({
    'content-type': 'application/problem+json',
    ...retryHeader(error),
    ...challenge(status),
  })
  if (error instanceof HttpProblem) {
    for (const [name, value] of Object.entries(error.more.headers ?? {})) headers.set(name, value)
  }
  return { response: new Response(JSON.stringify(document), { status, headers }), error }
}

/** RFC 9110, 11.6.1: every 401 says how one gets in. */
function challenge(status: number): Record<string, string> {
  return status === 401 ? { 'www-authenticate': 'Bearer realm="arqonbus"' } : {}
}

/** RFC 9110, 10.2.3: whole seconds. */
function retryHeader({ code, details }: BusError): Record<string, string> {
  const ms = details.retry_after_ms
  if (typeof ms === 'number') return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) }
  return code === 'SERVER_DRAINING' || code === 'STORAGE_UNAVAILABLE' ? { 'retry-after': '1' } : {}
}
