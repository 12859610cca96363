import type { StoredMessage, StreamName } from '../ports.js'
import { sequencedText } from '../texts.js'

/** One life of a stream: from its first message until it is removed. */
export interface Life {
  readonly stream: StreamName
  readonly epoch: string
}

/** A message in memory. Its place is written into its text only when somebody reads it: most are never read. */
export class Kept implements StoredMessage {
  constructor(
    readonly life: Life,
    readonly seq: number,
    readonly id: string,
    readonly storedAt: number,
    /** Its number among all messages of the log: the order over all streams. */
    readonly arrival: number,
    private readonly draft: string,
  ) {}

  get stream(): StreamName {
    return this.life.stream
  }

  get epoch(): string {
    return this.life.epoch
  }

  get text(): string {
    return sequencedText(this.draft, this)
  }
}
