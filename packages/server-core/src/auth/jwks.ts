import { type CryptoKey, createRemoteJWKSet, customFetch, errors, type FetchImplementation } from 'jose'
import type { Clock } from '../clock.js'
import type { Algorithm, KeySource } from './keys.js'
import { refusal } from './refusal.js'

/** The key server must have answered by then. */
const TIMEOUT_MS = 2_000
/** The key server is asked at most once in this time, whatever tokens come and however it answers. */
const COOLDOWN_MS = 10_000
/** Keys are believed for this long. */
const CACHE_MS = 3_600_000
/** From this age on they are fetched anew while they still serve, so that a short outage is not noticed. */
const REFRESH_AFTER_MS = CACHE_MS / 2
const MAX_BYTES = 1024 * 1024

/**
 * The keys of a JWKS URL (RFC 7517). jose fetches and chooses; when to fetch is decided here, because jose remembers
 * only what went well: an outage would make each token a request.
 */
export class RemoteKeys implements KeySource {
  readonly #clock: Clock
  readonly #closing = new AbortController()
  readonly #set: ReturnType<typeof createRemoteJWKSet>
  #askedAt = Number.NEGATIVE_INFINITY
  #fetchedAt = Number.NEGATIVE_INFINITY
  /** Why the last attempt failed; `undefined` after one that went well. */
  #failure: unknown
  #pending: Promise<void> | undefined

  constructor(url: URL, clock: Clock) {
    this.#clock = clock
    this.#set = createRemoteJWKSet(url, {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: Number.POSITIVE_INFINITY,
      cacheMaxAge: Number.POSITIVE_INFINITY,
      // One request in half an hour: nothing to keep a socket open for.
      headers: { connection: 'close' },
      [customFetch]: boundedFetch(this.#closing.signal),
    })
  }

  async keys(algorithm: Algorithm, kid: string | undefined): Promise<readonly CryptoKey[]> {
    const age = this.#clock.monotonic() - this.#fetchedAt
    if (age >= CACHE_MS) await this.#fetch()
    else if (age >= REFRESH_AFTER_MS && this.#mayAsk()) void this.#fetch().catch(() => undefined)
    const known = await this.#fitting(algorithm, kid)
    if (known.length > 0) return known
    // The key may be newer than what was fetched.
    if (this.#pending !== undefined || this.#mayAsk()) await this.#fetch()
    else if (this.#failure !== undefined) throw this.#unreachable()
    const fetched = await this.#fitting(algorithm, kid)
    if (fetched.length === 0) throw refusal('The key server has no key for the kid and algorithm of the token')
    return fetched
  }

  close(): void {
    this.#closing.abort()
  }

  #mayAsk(): boolean {
    return this.#clock.monotonic() - this.#askedAt >= COOLDOWN_MS
  }

  /** Joins the request that is under way, if there is one. */
  async #fetch(): Promise<void> {
    if (this.#pending === undefined) {
      if (!this.#mayAsk()) throw this.#unreachable()
      this.#askedAt = this.#clock.monotonic()
      this.#pending = this.#load()
    }
    await this.#pending
  }

  async #load(): Promise<void> {
    try {
      await this.#set.reload()
      this.#fetchedAt = this.#clock.monotonic()
      this.#failure = undefined
    } catch (cause) {
      this.#failure = cause
      throw this.#unreachable()
    } finally {
      this.#pending = undefined
    }
  }

  #unreachable() {
    const wait = Math.max(0, Math.ceil(this.#askedAt + COOLDOWN_MS - this.#clock.monotonic()))
    const text = 'The token cannot be verified: the key server cannot be reached, or does not answer with keys'
    return refusal(text, this.#failure, { retry_after_ms: wait })
  }

  async #fitting(alg: Algorithm, kid: string | undefined): Promise<readonly CryptoKey[]> {
    try {
      return [await this.#set(kid === undefined ? { alg } : { alg, kid })]
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return []
      if (error instanceof errors.JWKSMultipleMatchingKeys) return await all(error)
      throw refusal('The key server has a key for the token, but one that cannot be used', error)
    }
  }
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

/** Ends with the owner, and when the answer is larger than any key set. */
function boundedFetch(closing: AbortSignal): FetchImplementation {
  return async (url, init) => {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([init.signal, closing]) })
    if (response.status === 200 && response.body !== null) return new Response(await bounded(response.body))
    await response.body?.cancel()
    return response
  }
}

async function bounded(body: AsyncIterable<Uint8Array>): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > MAX_BYTES) throw new Error(`The key set has more than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
