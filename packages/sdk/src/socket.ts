/** What a connection wants of its WebSocket. */
export interface SocketRequest {
  /** `ws:` or `wss:`, without a fragment. */
  readonly url: string
  readonly token: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** How a WebSocket ended. */
export interface SocketEnd {
  /** The close code; 1006 where there was none. */
  readonly code: number
  readonly reason: string
  /** The HTTP status that came instead of an upgrade. A browser does not tell it. */
  readonly status?: number
  /** How long the HTTP answer asked to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** What broke, where something did. */
  readonly cause?: unknown
}

interface SocketEvents {
  /** A message has come; `undefined` for a binary one, which the contract does not know. */
  message(text: string | undefined): void
  /** The peer has shown that it lives, by something that is no message. */
  heard(): void
  /** Called exactly once, after which nothing more is. */
  closed(end: SocketEnd): void
}

/** One WebSocket, as `ws` in Node and the global one in a browser both can be. */
export interface Socket {
  /** False where the socket is not open, and the text went nowhere. */
  send(text: string): boolean
  /** Begins the closing handshake. */
  close(): void
  /** Ends at once, as far as the platform can. */
  terminate(): void
}

/** @throws ArqonError `VALIDATION_ERROR` where the platform cannot do what is asked */
export type OpenSocket = (request: SocketRequest, events: SocketEvents) => Socket
