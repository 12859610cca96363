import { type AcceptedEnvelope, BusError, encodeFrame } from '@arqonbus/protocol'
import type { Flushable, Tick } from '../gateway/tick.js'
import type { Metrics } from '../observe/metrics.js'
import type { Draft, Settled } from '../outgoing.js'
import type { Appended, MessageLog } from '../ports.js'
import type { Channel } from '../rooms.js'
import type { Session } from '../session.js'

/** A batch is handed over early once it is this large. */
const BATCH_MESSAGES = 4096
const BATCH_CHARACTERS = 1_048_576

/** The message as it will stand in the log. */
export function draft(session: Session, channel: Channel, envelope: AcceptedEnvelope): Draft {
  const text = encodeFrame({ ...envelope, sender: session.clientId })
  return { session, stream: channel, id: envelope.id, text, retention: channel.retention }
}

/**
 * Hands the messages of one turn of the event loop to the log as one batch, and what became of them on in the order in
 * which they came.
 */
export class Appender implements Flushable {
  #pending: Draft[] = []
  #characters = 0
  #inFlight: Promise<void> = Promise.resolve()

  constructor(
    private readonly log: MessageLog,
    private readonly tick: Tick,
    private readonly metrics: Metrics,
    private readonly now: () => number,
    private readonly settle: (batch: readonly Settled[]) => void,
  ) {}

  add(message: Draft): void {
    this.#pending.push(message)
    this.#characters += message.text.length
    if (this.#pending.length === 1) this.tick.mark(this)
    else if (this.#pending.length >= BATCH_MESSAGES || this.#characters >= BATCH_CHARACTERS) this.flush()
  }

  flush(): void {
    if (this.#pending.length === 0) return
    const batch = this.#pending
    this.#pending = []
    this.#characters = 0
    const began = this.now()
    const results = this.log.append(batch)
    // The log answers in the order it was asked; a later batch must not overtake one whose answer is still to come.
    this.#inFlight = Promise.all([results.catch(unavailable), this.#inFlight]).then(([answers]) => {
      this.metrics.appendMs(this.now() - began)
      this.settle(batch.map((draft, i) => ({ draft, result: answerFor(answers, i) })))
    })
  }

  /** Resolves when everything that was added has been settled. */
  async idle(): Promise<void> {
    this.flush()
    await this.#inFlight
  }
}

function unavailable(thrown: unknown): BusError {
  return new BusError('STORAGE_UNAVAILABLE', 'The message could not be stored; try again', {}, { cause: thrown })
}

function answerFor(answers: readonly (Appended | BusError)[] | BusError, index: number): Appended | BusError {
  if (answers instanceof BusError) return answers
  return answers[index] ?? new BusError('INTERNAL_ERROR', 'The log gave no answer for the message')
}
