import { isJsonObject, type JsonObject } from '@arqonbus/protocol'
import { unauthenticated } from './connect.js'
import { exitCodes, Failure, hints } from './failure.js'
import { type HttpArgs, headersOf, httpUrlOf, shownUrl, timeoutOf, tokenOf } from './flags.js'
import type { Shell } from './verb.js'

/**
 * What the bus answers to `GET path` over HTTP.
 *
 * @throws Failure
 */
export async function getJson(path: string, args: HttpArgs, { env, signal }: Shell): Promise<JsonObject> {
  const url = httpUrlOf(args, env)
  const place = shownUrl(url)
  const token = tokenOf(args, env)
  const deadline = AbortSignal.timeout(timeoutOf(args))
  const headers = { accept: 'application/json', ...headersOf(args), ...(token && { authorization: `Bearer ${token}` }) }
  const request = { headers, signal: AbortSignal.any([signal, deadline]) }
  try {
    const response = await fetch(below(url, path), request)
    const body = jsonObject(await response.text())
    if (response.ok && body !== undefined) return body
    throw unauthenticated(refusal(place, response.status, body), token !== undefined)
  } catch (thrown) {
    if (thrown instanceof Failure || signal.aborted) throw thrown
    if (deadline.aborted) throw tooLate(place)
    throw unreachable(place, thrown)
  }
}

/** A bus may be served below a path of its own. */
function below(base: string, path: string): URL {
  const url = new URL(base)
  url.pathname = url.pathname.replace(/\/$/, '') + path
  return url
}

function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** An RFC 9457 problem document, where it is one. */
function refusal(place: string, status: number, body: JsonObject | undefined): Failure {
  const code = typeof body?.code === 'string' ? body.code : undefined
  const told = [body?.title, body?.detail].find((text) => typeof text === 'string')
  if (status === 401) {
    return new Failure(exitCodes.unauthenticated, `${place} refused the token: ${told ?? 'HTTP 401'}`, {
      code: 'AUTHENTICATION_FAILED',
      hint: hints.AUTHENTICATION_FAILED,
    })
  }
  const text = body === undefined ? `no ArqonBus answers here (HTTP ${status})` : (told ?? `HTTP ${status}`)
  const hint = body === undefined ? 'Is this the HTTP port? Name another with --http-url' : undefined
  return new Failure(exitCodes.failed, `${place}: ${text}`, { code, hint })
}

function tooLate(place: string): Failure {
  const hint = 'Wait longer with --timeout-seconds'
  return new Failure(exitCodes.timeout, `${place} did not answer in time`, { code: 'TIMEOUT', hint })
}

function unreachable(place: string, thrown: unknown): Failure {
  const hint = 'Is the bus running? Start one with: npx arqonbus — or name another with --http-url'
  const options = { code: 'CONNECTION_FAILED', hint, cause: thrown }
  return new Failure(exitCodes.unreachable, `No connection to ${place}: ${reasonOf(thrown)}`, options)
}

/** `fetch` hides what the system said below its own words, for several addresses in a list. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return [...new Set(thrown.errors.map(reasonOf))].join(', ')
  if (!(thrown instanceof Error)) return String(thrown)
  return thrown.cause === undefined ? thrown.message : reasonOf(thrown.cause)
}
