import type { CloseCode, Description } from '@arqonbus/protocol'
import type { Frame } from './gateway/frame.js'
import { ANONYMOUS, type Identity } from './identity.js'
import type { MinuteCounter } from './limiter.js'
import type { Membership } from './rooms.js'

/** What the core asks of a connection: a WebSocket, one HTTP request, or a test's. */
export interface Connection {
  /** Sends envelopes, given as JSON texts, to this client alone. */
  reply(texts: readonly string[]): void
  /**
   * Sends what was framed once for many.
   *
   * @param isLast nothing more comes in this turn with which it could be written: it need not wait for the turn's end
   */
  deliver(frame: Frame, isLast?: boolean): void
  /** Ends the connection after what was sent before. */
  close(code: CloseCode): void
  /**
   * Resolves when little waits to be written, so that `bytes` more are taken where a number is given; at once where that
   * is so, and when the connection has ended.
   */
  drained(bytes?: number): Promise<void>
}

/** What the first command of a connection waits for. One for all: most connections send no other. */
const NOTHING_BEFORE = Promise.resolve()

/** One client for as long as it is connected. */
export class Session {
  /** Nobody may be written to, and nothing is taken from it, once this is false. */
  open = true
  description: Description | null = null
  readonly memberships = new Map<string, Membership>()
  /** Ends when every command that was taken has been answered; commands of one connection run one after the other. */
  turn = NOTHING_BEFORE
  /** How many commands wait or run. */
  waiting = 0
  /** Messages that it has published and of which the log has not said yet what became of them. */
  unsettled = 0
  /** How often it broke the protocol, and how often it went over its rate, in the last minute. */
  violations: MinuteCounter | undefined
  overruns: MinuteCounter | undefined
  /** The bucket that its requests count in. */
  readonly limitKey: string
  /** How the JSON text of everything that it publishes ends: with who has sent it. */
  readonly signature: string

  constructor(
    readonly clientId: string,
    /** Replaced whole by `auth.refresh`. */
    public identity: Identity,
    readonly connection: Connection,
    /** Milliseconds since 1970. */
    readonly connectedAt: number,
  ) {
    this.signature = `,"sender":${JSON.stringify(clientId)}}`
    this.limitKey = identity.subject === ANONYMOUS ? clientId : `${identity.tenant}:${identity.subject}`
  }
}
