import { refusal } from './refusal.js'

/** What an upgrade or an HTTP request says of itself. */
export interface BearerRequest {
  /** By lower-case name. Node's `headersDistinct` shows several `Authorization` headers, `headers` hides all but the first. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The request target (`/path?query`) or an absolute URL. */
  readonly url?: string | undefined
  /** The WebSocket subprotocols that the client offers; nothing for plain HTTP. */
  readonly protocols?: Iterable<string> | undefined
}

/** The subprotocol that the bus speaks: the one that it selects, never the one that carries the token. */
export const SUBPROTOCOL = 'arqon.v1'
const CARRIER = 'bearer.'
/** In the order in which they are looked at. */
const QUERY_NAMES = ['token', 'access_token', 'auth_token'] as const
/** RFC 6750, 2.1, with the scheme in any case (RFC 9110, 11.1). */
const AUTHORIZATION = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i

/**
 * The token as the client gave it: from `Authorization: Bearer`, else from the subprotocol pair
 * `arqon.v1, bearer.<token>` (browsers cannot set headers), else from the query. `undefined`: it gave none.
 *
 * @throws BusError `AUTHENTICATION_FAILED` where the place of a token holds something else: the next place is not tried
 */
export function bearerToken(request: BearerRequest): string | undefined {
  return fromHeader(request.headers.authorization) ?? fromProtocols(request.protocols) ?? fromQuery(request.url)
}

function fromHeader(value: string | readonly string[] | undefined): string | undefined {
  if (value === undefined) return undefined
  const values = typeof value === 'string' ? [value] : value
  const [first, second] = values
  if (first === undefined) return undefined
  if (second !== undefined) throw refusal('There are several Authorization headers')
  const token = AUTHORIZATION.exec(first)?.[1]
  if (token === undefined) throw refusal('The Authorization header is not: Bearer, a space, one token (RFC 6750)')
  return token
}

function fromProtocols(protocols: Iterable<string> | undefined): string | undefined {
  const offered = [...(protocols ?? [])]
  const carriers = offered.filter((protocol) => protocol.startsWith(CARRIER))
  const [carrier] = carriers
  if (carrier === undefined) return undefined
  if (carriers.length > 1) throw refusal(`There are several ${CARRIER}<token> subprotocols`)
  if (!offered.includes(SUBPROTOCOL)) throw refusal(`The subprotocol ${CARRIER}<token> needs ${SUBPROTOCOL} beside it`)
  return notEmpty(carrier.slice(CARRIER.length), `The subprotocol ${CARRIER}<token>`)
}

function fromQuery(url: string | undefined): string | undefined {
  const query = url === undefined ? undefined : /\?([^#]*)/.exec(url)?.[1]
  if (query === undefined) return undefined
  const parameters = new URLSearchParams(query)
  for (const name of QUERY_NAMES) {
    const values = parameters.getAll(name)
    if (values.length > 1) throw refusal(`The query has ${name} several times`)
    const [token] = values
    if (token !== undefined) return notEmpty(token, `The query's ${name}`)
  }
  return undefined
}

function notEmpty(token: string, where: string): string {
  if (token === '') throw refusal(`${where} holds no token`)
  return token
}
