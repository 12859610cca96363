import type { Position } from '@arqonbus/protocol'
import type { ChannelMessage } from './message.js'

/** Own acknowledgements that are remembered ahead of the stream; more are only read once too often at the next recovery. */
const MAX_AHEAD = 1024

/** What a message is to somebody who has read a stream up to a position. `other`: it is of another life of the stream. */
export type Verdict = 'new' | 'seen' | 'other'

/**
 * How far a stream was read: where the next connection goes on, and what comes twice.
 *
 * Messages come in the order of `seq`, with holes where the bus does not echo this client's own. Acknowledgements fill
 * those holes, but they can overtake other clients' messages: one ahead of the stream only counts once everything
 * before it has come, or a drop in between would lose what it overtook.
 */
export class StreamReader {
  #position: Position | undefined
  readonly #ahead = new Set<number>()

  get position(): Position | undefined {
    return this.#position
  }

  /** Judges a message, and moves on where it is new. */
  read({ epoch, seq }: Position): Verdict {
    const here = this.#position
    if (here !== undefined && here.epoch !== epoch) return 'other'
    if (here !== undefined && seq <= here.seq) return 'seen'
    this.#move(epoch, seq)
    return 'new'
  }

  /** A message of this client itself has got this place. */
  acknowledged({ epoch, seq }: Position): void {
    const here = this.#position
    if (here === undefined || here.epoch !== epoch || seq <= here.seq) return
    if (seq === here.seq + 1) this.#move(epoch, seq)
    else if (this.#ahead.size < MAX_AHEAD) this.#ahead.add(seq)
  }

  /** The bus says that everything up to here was delivered, or is gone for good. */
  adopt({ epoch, seq }: Position): void {
    const here = this.#position
    if (here?.epoch === epoch) {
      if (seq > here.seq) this.#move(epoch, seq)
      return
    }
    this.#ahead.clear()
    this.#position = { epoch, seq }
  }

  #move(epoch: string, seq: number): void {
    let end = seq
    if (this.#ahead.size > 0) {
      while (this.#ahead.delete(end + 1)) end++
      for (const ahead of this.#ahead) if (ahead <= end) this.#ahead.delete(ahead)
    }
    this.#position = { epoch, seq: end }
  }
}

/**
 * What comes in while a subscriber that begins in the past is caught up on a channel that is joined already: live
 * messages first, then the old ones, then live ones again.
 */
export class CatchUp {
  readonly #messages = new Map<number, ChannelMessage>()

  constructor(readonly since: Position) {}

  get size(): number {
    return this.#messages.size
  }

  collect(message: ChannelMessage): void {
    const { seq = 0, epoch } = message
    if (epoch === this.since.epoch && seq > this.since.seq) this.#messages.set(seq, message)
  }

  /** Everything after the beginning, once and in order. */
  inOrder(): ChannelMessage[] {
    return [...this.#messages].sort(([a], [b]) => a - b).map(([, message]) => message)
  }

  /** The connection is gone: what was collected will come again. */
  clear(): void {
    this.#messages.clear()
  }
}
