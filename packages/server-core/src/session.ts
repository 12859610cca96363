import type { CloseCode, Description } from '@arqonbus/protocol'
import type { Frame } from './gateway/frame.js'
import type { Identity } from './identity.js'
import type { Membership } from './rooms.js'

/** What the core asks of a connection: a WebSocket, one HTTP request, or a test's. */
export interface Connection {
  /** The address that the client came from, for the log. */
  readonly remote: string
  /** Sends envelopes, given as JSON texts, to this client alone. */
  reply(texts: readonly string[]): void
  /** Sends what was framed once for many. */
  deliver(frame: Frame): void
  /** Ends the connection after what was sent before. */
  close(code: CloseCode): void
  /** Resolves when little waits to be written, at once where that is so; also when the connection has ended. */
  drained(): Promise<void>
}

/** One client for as long as it is connected. */
export class Session {
  /** Nobody may be written to, and nothing is taken from it, once this is false. */
  open = true
  description: Description | null = null
  readonly memberships = new Map<string, Membership>()
  readonly connectedAt: number

  constructor(
    readonly clientId: string,
    /** Replaced whole by `auth.refresh`. */
    public identity: Identity,
    readonly connection: Connection,
    connectedAt: number,
  ) {
    this.connectedAt = connectedAt
  }
}
