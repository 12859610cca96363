/** Why a WebSocket is closed, and what the client does then (RFC 6455, 7.4; 4000–4999 are the application's own). */
export interface CloseEntry {
  readonly meaning: string
  /** True: the client comes back by itself and recovers. False: it stays away until somebody changes something. */
  readonly reconnect: boolean
}

export const closeTable = {
  1007: { meaning: 'not UTF-8', reconnect: false },
  1009: { meaning: 'frame too large', reconnect: false },
  4100: { meaning: 'the node is draining', reconnect: true },
  4101: { meaning: 'the token has expired', reconnect: true },
  4102: { meaning: 'slow consumer: the outbound queue passed its limit', reconnect: true },
  4103: { meaning: 'no authentication or no pong in time', reconnect: true },
  4104: { meaning: 'the bus has lost a store that it must have', reconnect: true },
  4105: { meaning: 'rate limit abused', reconnect: true },
  4500: { meaning: 'token revoked, or not allowed', reconnect: false },
  4501: { meaning: 'ten protocol violations in a minute', reconnect: false },
} as const satisfies Record<number, CloseEntry>

/** A close code that the bus itself gives. */
export type CloseCode = keyof typeof closeTable

/**
 * Whether a client that was closed with `code` comes back by itself. Codes of the table say so themselves; of the
 * others, those from 4500 on and the protocol errors 1002, 1003, 1007, 1008, 1009 and 1010 are final, and anything
 * else (1001, 1006, 1011–1015: a network, a proxy or a server that broke) is worth another try.
 */
export function shouldReconnect(code: number): boolean {
  if (code >= 4500) return false
  return ![1002, 1003, 1007, 1008, 1009, 1010].includes(code)
}
