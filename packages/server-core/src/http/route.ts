import { type ErrorDetail, toDetail, validationError } from '@arqonbus/protocol'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import * as v from 'valibot'
import type { Core } from '../core.js'
import type { Identity } from '../identity.js'

/**
 * Who may ask: everybody, whoever may use the bus at all, admins of a tenant, or whoever the bus as a whole belongs to
 * (the API key, an admin of every tenant).
 */
export type Needs = 'nothing' | 'token' | 'admin' | 'owner'

/** What hono gives a handler; `env` has Node's own request and response. */
export interface HttpEnv {
  Bindings: HttpBindings
}
export type HttpContext = Context<HttpEnv>

/** One request whose sender may ask it. */
export interface HttpCall {
  readonly core: Core
  readonly c: HttpContext
  readonly identity: Identity
}

/** What comes back when all is well. */
interface Answer {
  readonly statuses: readonly number[]
  readonly description: string
  readonly schema?: v.GenericSchema
  /** Where it is not JSON, or not only. */
  readonly mediaTypes?: readonly string[]
}

/** One row of the routes table: what is served, to whom, and what the OpenAPI document says of it. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly needs: Needs
  readonly summary: string
  /** Absent: whatever stands in the query is left alone. */
  readonly query?: v.GenericSchema | undefined
  readonly body?: v.GenericSchema | undefined
  /** Headers that mean something here, with what they mean. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly answer: Answer
  handle(call: HttpCall): Response | Promise<Response>
}

/** Declares a route without a query. */
export function route(declared: Omit<Route, 'query'>): Route {
  return declared
}

/** Declares a route whose query is checked before the handler sees it. */
export function queryRoute<Q extends v.GenericSchema<unknown, unknown>>(
  declared: Omit<Route, 'query' | 'handle'> & {
    readonly query: Q
    handle(call: HttpCall, query: v.InferOutput<Q>): Response | Promise<Response>
  },
): Route {
  return { ...declared, handle: (call) => declared.handle(call, parseQuery(declared.query, call.c.req.queries())) }
}

/** @throws BusError `VALIDATION_ERROR` with the name of each wrong parameter */
function parseQuery<Q extends v.GenericSchema<unknown, unknown>>(
  schema: Q,
  given: Record<string, string[]>,
): v.InferOutput<Q> {
  const repeated: ErrorDetail[] = Object.keys(given)
    .filter((name) => given[name]?.length !== 1)
    .map((path) => ({ path, message: 'is given several times' }))
  if (repeated.length > 0) throw validationError(repeated, 'Wrong query')
  const single = Object.fromEntries(Object.entries(given).map(([name, values]) => [name, values[0]]))
  const parsed = v.safeParse(schema, single)
  if (!parsed.success) throw validationError(parsed.issues.map(toDetail), 'Wrong query')
  return parsed.output
}
