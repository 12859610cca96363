import { isUtf8 } from 'node:buffer'
import { isErrorCode } from '@arqonbus/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { type Envelope, EnvelopeClient } from '../envelope-client.js'
import { type FuzzedFrame, fuzzedFrame } from '../frame-arbitraries.js'
import { seed } from '../seeded-random.js'
import { Witness } from '../witness.js'

const RUNS = 10_000
/** Protocol violations within a minute that end a connection. */
const MOST_VIOLATIONS = 10

let bus: BusProcess
let witness: Witness

beforeAll(async () => {
  // As admin, so that what gets through validation reaches every handler; little history, so that memory is comparable.
  const settings = { ANONYMOUS_ROLE: 'admin', MAX_HISTORY_SIZE: 10, DEDUPLICATION_MAX_IDS: 100 }
  bus = await BusProcess.start({ inspected: true, settings })
  witness = await Witness.of(bus)
})
afterAll(() => bus?.kill())

/** One client after the other: a new one whenever the bus had enough of the one before. */
class Fuzzer {
  #client: EnvelopeClient | undefined
  #violations = 0

  /** Sends a frame and checks that what becomes of it is what the contract says. */
  async send(frame: FuzzedFrame): Promise<void> {
    this.#client ??= await this.#connect()
    const client = this.#client
    try {
      await this.#exchange(client, frame)
    } catch (thrown) {
      // What follows, when fast-check looks for a smaller frame, begins anew.
      this.#client = undefined
      throw thrown
    }
  }

  async #exchange(client: EnvelopeClient, { bytes, binary }: FuzzedFrame): Promise<void> {
    client.send(bytes, binary)
    if (!binary && !isUtf8(bytes)) return this.#expectEnd(client, 1007)
    const answer = await client.next(isAnswer)
    if (answer.type !== 'message_response' && answer.status !== 'success') expectClear(answer)
    if (answer.type === 'error' && answer.error_code === 'VALIDATION_ERROR') this.#violations++
    if (this.#violations >= MOST_VIOLATIONS) return this.#expectEnd(client, 4501)
    // The answer to a command behind it shows that there was no second answer, and that the connection goes on.
    await client.command('ping')
    expect(client.inbox.filter(isAnswer), 'answers too many').toEqual([])
    client.inbox.length = 0
  }

  async #connect(): Promise<EnvelopeClient> {
    this.#violations = 0
    return EnvelopeClient.connect(bus.ws)
  }

  async #expectEnd(client: EnvelopeClient, code: number): Promise<void> {
    this.#client = undefined
    expect(await client.closed).toBe(code)
    expect(client.inbox.filter(isAnswer), 'answers too many').toEqual([])
  }
}

/** Whether it answers something, rather than being delivered. */
function isAnswer({ type, sender }: Envelope): boolean {
  return sender === 'arqonbus' && (type === 'error' || type === 'response' || type === 'message_response')
}

/** An error of the table that says what is wrong, and is no mistake of the bus. */
function expectClear({ error, error_code: code, payload }: Envelope): void {
  expect(error).toMatch(/\w{3}/)
  expect(isErrorCode(code), String(code)).toBe(true)
  expect(code).not.toBe('INTERNAL_ERROR')
  if (code === 'VALIDATION_ERROR') expect(payload?.errors).not.toEqual([])
}

test(`${RUNS} fuzzed frames are each answered once, or end the connection as the contract says`, async () => {
  const fuzzer = new Fuzzer()
  await fc.assert(
    fc.asyncProperty(fuzzedFrame, (frame) => fuzzer.send(frame)),
    { seed, numRuns: RUNS, interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
  )
})

test('nobody else was disturbed by any of it', () => witness.expectCalm())
