import type { BusError } from '@arqonbus/protocol'
import type { Appended, NewMessage } from './ports.js'
import type { Channel } from './rooms.js'
import type { Session } from './session.js'

/** A message on its way into the log. */
export interface Draft extends NewMessage {
  readonly session: Session
  readonly stream: Channel
}

/** What the log made of a draft. */
export interface Settled {
  readonly draft: Draft
  readonly result: Appended | BusError
}

/** What the log made of a message, and what becomes of it in its channel. */
export interface Outgoing extends Settled {
  /** 0 where it has no place: it is in no channel then. */
  readonly seq: number
  readonly text: string
  /** To how many connections it went. */
  delivered: number
}
