import { type ArqonError, toArqonError } from './errors.js'
import { MAX_TIMER_MS } from './timers.js'
import type { TokenSource } from './tokens.js'

/** The part of a token's life after which the next is asked for. */
const REFRESH_AT = 0.8
/** A refresh that failed is tried again after this, and up to as much again: random, so that not all clients come at once. */
const RETRY_MS = 5000

/** When a token was made and when it ends, in seconds since 1970, unverified: the bus does that. */
interface Lifetime {
  readonly exp: number
  readonly iat?: number
}

/** What a JWT says of its own lifetime (RFC 7519, 4.1.4 and 4.1.6); `undefined` where it says nothing, or is none. */
export function lifetimeOf(token: string): Lifetime | undefined {
  const body = token.split('.')[1]
  if (body === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(body.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    )
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof claims !== 'object' || claims === null || !('exp' in claims) || typeof claims.exp !== 'number')
      return undefined
    return 'iat' in claims && typeof claims.iat === 'number'
      ? { exp: claims.exp, iat: claims.iat }
      : { exp: claims.exp }
  } catch {
    return undefined
  }
}

/**
 * How long to wait before the next token is asked for, in milliseconds. A clock that is wrong by more than the token
 * lives must not make it never or all the time: no longer than the token lives in all, and a second at the least.
 */
export function refreshDelay({ exp, iat }: Lifetime, nowMs: number): number {
  const left = exp - nowMs / 1000
  const life = iat !== undefined && exp > iat ? Math.min(left, exp - iat) : left
  const delay = life * REFRESH_AT * 1000
  return Math.min(delay > 0 ? delay : 1000, MAX_TIMER_MS)
}

/** Extends a connection with a new token before the present one ends. */
export class TokenRefresh {
  #timer: ReturnType<typeof setTimeout> | undefined
  #generation = 0

  constructor(
    private readonly tokens: TokenSource,
    /** Shows the bus the new token. */
    private readonly show: (token: string) => Promise<unknown>,
    private readonly failed: (error: ArqonError) => void,
  ) {}

  /** A connection stands, made with this token. */
  begin(token: string | undefined): void {
    this.stop()
    const lifetime = token === undefined || this.tokens.fixed ? undefined : lifetimeOf(token)
    if (lifetime) this.#arm(refreshDelay(lifetime, Date.now()))
  }

  stop(): void {
    this.#generation++
    clearTimeout(this.#timer)
  }

  #arm(ms: number): void {
    this.#timer = setTimeout(() => void this.#refresh(this.#generation), ms)
  }

  async #refresh(generation: number): Promise<void> {
    try {
      const token = await this.tokens.fresh()
      if (token === undefined || generation !== this.#generation) return
      await this.show(token)
      if (generation === this.#generation) this.begin(token)
    } catch (thrown) {
      if (generation !== this.#generation) return
      const error = toArqonError(thrown, 'TOKEN_FAILED')
      this.failed(error)
      // A bus without authentication has nothing to extend.
      if (error.code !== 'FEATURE_DISABLED') this.#arm(RETRY_MS * (1 + Math.random()))
    }
  }
}
