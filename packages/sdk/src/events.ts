import type { BusEnvelope, BusEvent, EventOf, Welcome } from '@arqonbus/protocol'
import type { ArqonError } from './errors.js'
import type { Message } from './message.js'

/** What a client tells its `on` handlers. */
export interface ClientEvents {
  /** A connection stands; the first, or another after one was lost. */
  connected: Welcome
  /** A connection is gone. `code` is the WebSocket close code, 1006 where there was none. */
  disconnected: { readonly code: number; readonly reason: string; readonly willReconnect: boolean }
  /** Attempt number `attempt` begins in `delayMs`; `error` says why there must be one. */
  reconnecting: { readonly attempt: number; readonly delayMs: number; readonly error: ArqonError }
  /** The client is closed for good: by `close()` (then without `error`), by the bus, or because it gave up. */
  closed: { readonly code: number; readonly reason: string; readonly error?: ArqonError }
  /** A message to this client alone. */
  message: Message
  /** Something that the bus tells, the following two included. */
  event: BusEvent
  /** Messages of a channel are gone for good: live delivery goes on after `seq` of `epoch`. */
  gap: Omit<EventOf<'history.gap'>, 'event'>
  /** The node goes away; the client comes back to another one by itself. */
  draining: EventOf<'server.draining'>
  /** Something went wrong that no promise tells of. Without a handler it is dropped; it never throws. */
  error: ArqonError
  /** Every frame, as it comes, for tools. */
  frame: BusEnvelope
}
