import { type AcceptedEnvelope, BusError, encodeFrame, toBusError } from '@arqonbus/protocol'
import type { Logger } from 'pino'
import type { Flushable, Tick } from '../gateway/tick.js'
import type { Metrics } from '../observe/metrics.js'
import { type Draft, Outgoing } from '../outgoing.js'
import type { Appended, MessageLog } from '../ports.js'
import type { Channel } from '../rooms.js'
import type { Session } from '../session.js'

/** A batch is handed over early once it is this large. */
const BATCH_MESSAGES = 4096
const BATCH_CHARACTERS = 1_048_576
/** What may wait for the log to answer, of all connections together, before nothing more is taken. */
const MOST_MESSAGES = 65_536
const MOST_CHARACTERS = 67_108_864

/**
 * The message as it will stand in the log.
 *
 * @param source how the sender wrote it, where nothing in it was changed: then it goes on as it is
 */
export function draft(session: Session, channel: Channel, envelope: AcceptedEnvelope, source?: string): Draft {
  const written = source?.endsWith('}') ? source : encodeFrame(envelope)
  const text = written.slice(0, -1) + session.signature
  return { session, stream: channel, id: envelope.id, text, retention: channel.retention }
}

/** What an appender works with. */
export interface AppenderParts {
  readonly log: MessageLog
  readonly tick: Tick
  readonly metrics: Metrics
  readonly logger: Logger
  /** Milliseconds since some fixed point. */
  now(): number
  /** Takes what became of a batch. */
  settle(batch: readonly Outgoing[]): void
}

/**
 * Hands the messages of one turn of the event loop to the log as one batch, and what became of them on in the order in
 * which they came.
 */
export class Appender implements Flushable {
  #pending: Draft[] = []
  #pendingCharacters = 0
  /** Everything that has not been settled. */
  #messages = 0
  #characters = 0
  #inFlight: Promise<void> = Promise.resolve()

  constructor(private readonly parts: AppenderParts) {}

  /** @throws BusError `STORAGE_UNAVAILABLE` where too much waits for the log already */
  add(message: Draft): void {
    if (this.#messages >= MOST_MESSAGES || this.#characters >= MOST_CHARACTERS) {
      throw new BusError('STORAGE_UNAVAILABLE', 'The store does not keep up with what is published; try again')
    }
    message.session.unsettled++
    this.#messages++
    this.#characters += message.text.length
    this.#pending.push(message)
    this.#pendingCharacters += message.text.length
    if (this.#pending.length === 1) this.parts.tick.mark(this)
    else if (this.#pending.length >= BATCH_MESSAGES || this.#pendingCharacters >= BATCH_CHARACTERS) this.flush()
  }

  flush(): void {
    if (this.#pending.length === 0) return
    const batch = this.#pending
    const characters = this.#pendingCharacters
    this.#pending = []
    this.#pendingCharacters = 0
    const began = this.parts.now()
    // The log answers in the order it was asked; a later batch must not overtake one whose answer is still to come.
    this.#inFlight = Promise.all([this.#append(batch), this.#inFlight]).then(([answers]) => {
      this.parts.metrics.appendMs(this.parts.now() - began)
      this.#messages -= batch.length
      this.#characters -= characters
      this.#settle(batch, answers)
    })
  }

  /** Resolves when everything that was added has been settled. */
  async idle(): Promise<void> {
    this.flush()
    await this.#inFlight
  }

  async #append(batch: readonly Draft[]): Promise<readonly (Appended | BusError)[] | BusError> {
    try {
      return await this.parts.log.append(batch)
    } catch (thrown) {
      this.parts.logger.error({ err: thrown, messages: batch.length }, 'the log took no message of a batch')
      const error = toBusError(thrown)
      if (error.code !== 'INTERNAL_ERROR') return error
      return new BusError('STORAGE_UNAVAILABLE', 'The message could not be stored; try again', {}, { cause: thrown })
    }
  }

  /** Whatever goes wrong with one batch, those behind it are settled too. */
  #settle(batch: readonly Draft[], answers: readonly (Appended | BusError)[] | BusError): void {
    for (const { session } of batch) session.unsettled--
    try {
      this.parts.settle(batch.map((draft, i) => new Outgoing(draft, answerFor(answers, i))))
      // All that the batch gives anybody has been queued: there is nothing to join it with in another turn.
      this.parts.tick.flush()
    } catch (err) {
      this.parts.logger.error({ err, messages: batch.length }, 'a batch met a fault of the bus')
    }
  }
}

function answerFor(answers: readonly (Appended | BusError)[] | BusError, index: number): Appended | BusError {
  if (answers instanceof BusError) return answers
  return answers[index] ?? new BusError('INTERNAL_ERROR', 'The log gave no answer for the message')
}
