import type { BusError } from '@arqonbus/protocol'
import type { Appended, NewMessage } from './ports.js'
import type { Channel } from './rooms.js'
import type { Session } from './session.js'
import { sequencedText } from './texts.js'

/** A message on its way into the log. */
export interface Draft extends NewMessage {
  readonly session: Session
  readonly stream: Channel
}

/** What the log made of a draft, and what becomes of it in its channel. */
export class Outgoing {
  /** To how many connections it went. */
  delivered = 0

  constructor(
    readonly draft: Draft,
    readonly result: Appended | BusError,
  ) {}

  /** Its number in its stream; 0 where it has got none, or had one before: then it is in no channel. */
  get seq(): number {
    return 'code' in this.result || this.result.duplicate ? 0 : this.result.seq
  }

  /** What its members get. Written when somebody wants it: many a channel has none. */
  get text(): string {
    return 'code' in this.result ? '' : sequencedText(this.draft.text, this.result)
  }
}
