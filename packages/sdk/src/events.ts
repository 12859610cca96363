import type { BusEnvelope, BusEvent, EventOf, Position, Welcome } from '@arqonbus/protocol'
import type { ArqonError } from './errors.js'
import type { Message } from './message.js'

/** Messages of a channel that are gone for good. */
export interface Gap {
  readonly room: string
  readonly channel: string
  /** Such as `history_gone`, where history no longer reaches back that far, or `epoch_changed`, where the stream began anew. */
  readonly reason: string
  /** Up to here everything was delivered. */
  readonly since: Position
  /** Live delivery goes on after `seq` of `epoch`. */
  readonly epoch: string
  readonly seq: number
}

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
  /** Messages of a channel are gone for good. */
  gap: Gap
  /** The node goes away; the client comes back to another one by itself. */
  draining: EventOf<'server.draining'>
  /** Something went wrong that no promise tells of. Without a handler it is dropped; it never throws. */
  error: ArqonError
  /** Every frame, as it comes, for tools. */
  frame: BusEnvelope
}
