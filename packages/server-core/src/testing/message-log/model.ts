import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NewMessage, StreamName } from '../../ports.js'
import { type LogFixture, seqs } from './fixture.js'

/** Few of each, so that they meet. */
const CHANNELS = ['a', 'b', 'c'] as const
const IDS = 12
const KEEP = 5

interface Entry {
  readonly seq: number
  readonly id: string
}

/** The log in its simplest form: a list for each life of a stream. */
class Model {
  readonly #streams = new Map<
    string,
    { life: number; seq: number; all: Entry[]; seen: Map<string, [number, number]> }
  >()
  #lives = 0
  now = 0

  constructor(readonly windowMs: number) {}

  stream(channel: string) {
    const fresh = { life: ++this.#lives, seq: 0, all: [], seen: new Map<string, [number, number]>() }
    const stream = this.#streams.get(channel) ?? fresh
    this.#streams.set(channel, stream)
    return stream
  }

  append(channel: string, id: string): { seq: number; duplicate: boolean } {
    const stream = this.stream(channel)
    const [seq, at] = stream.seen.get(id) ?? [0, Number.NEGATIVE_INFINITY]
    if (this.now - at < this.windowMs) return { seq, duplicate: true }
    stream.seen.set(id, [++stream.seq, this.now])
    stream.all.push({ seq: stream.seq, id })
    stream.all.splice(0, stream.all.length - KEEP)
    return { seq: stream.seq, duplicate: false }
  }

  after(channel: string, life: number, seq: number): number[] | undefined {
    const stream = this.stream(channel)
    const isGone = seq < stream.seq && !stream.all.some((entry) => entry.seq === seq + 1)
    if (life !== stream.life || seq > stream.seq || isGone) return undefined
    return stream.all.filter((entry) => entry.seq > seq).map((entry) => entry.seq)
  }

  remove(channel: string): void {
    this.#streams.delete(channel)
  }
}

/** One run: the log's side of it. */
interface Real {
  readonly tenant: string
  /** The epoch of each life of the model. */
  readonly epochs: Map<number, string>
}

type Command = fc.AsyncCommand<Model, Real>

/** Any history of a log, compared step by step with {@link Model}. */
export function describeModel(t: LogFixture, numRuns: number): void {
  describe('any history', () => {
    it('goes as in the simplest of all logs', async () => {
      const channel = fc.constantFrom(...CHANNELS)
      const item = fc.record({ channel, id: fc.nat(IDS - 1) })
      const commands: fc.Arbitrary<Command>[] = [
        fc.array(item, { minLength: 1, maxLength: 6 }).map((items) => new Append(t, items)),
        channel.map((name) => new Read(t, name)),
        fc.record({ channel, seq: fc.nat(12), life: fc.nat(2) }).map((from) => new ReadAfter(t, from)),
        channel.map((name) => new Position(t, name)),
        channel.map((name) => new Remove(t, name)),
      ]
      // Steps of which no sum is the window itself: at its very end stores may differ.
      if (t.canAdvance) commands.push(fc.constantFrom(0.3, 1.1).map((windows) => new Advance(t, windows)))
      const histories = fc.commands(commands, { maxCommands: 40 })
      const setup = () => ({ model: new Model(t.windowMs), real: { tenant: t.tenant(), epochs: new Map() } })
      await fc.assert(
        fc.asyncProperty(histories, (history) => fc.asyncModelRun(setup, history)),
        { numRuns, endOnFailure: true },
      )
    }, 60_000)
  })
}

abstract class Step implements Command {
  constructor(protected readonly t: LogFixture) {}

  check(): boolean {
    return true
  }

  abstract run(model: Model, real: Real): Promise<void>
  abstract toString(): string

  /** Lives and epochs belong together, one to one. */
  protected checkEpoch(life: number, epoch: string, real: Real): void {
    const known = real.epochs.get(life)
    if (known === undefined) expect([...real.epochs.values()]).not.toContain(epoch)
    else expect(epoch).toBe(known)
    real.epochs.set(life, epoch)
  }
}

function idOf(number: number): string {
  return `arq_1_${number}_abcdef`
}

class Append extends Step {
  constructor(
    t: LogFixture,
    private readonly items: readonly { readonly channel: string; readonly id: number }[],
  ) {
    super(t)
  }

  async run(model: Model, real: Real): Promise<void> {
    const retention = { maxMessages: KEEP, maxAgeMs: 3_600_000_000 }
    const batch: NewMessage[] = this.items.map(({ channel, id }) =>
      this.t.message(streamOf(real, channel), { id: idOf(id), retention }),
    )
    const answers = await this.t.append(batch)
    const expected = this.items.map(({ channel, id }) => model.append(channel, idOf(id)))
    expect(answers.map(({ seq, duplicate }) => ({ seq, duplicate }))).toEqual(expected)
    answers.forEach(({ epoch }, i) => {
      this.checkEpoch(model.stream(this.items[i]?.channel ?? '').life, epoch, real)
    })
  }

  override toString(): string {
    return `append(${this.items.map(({ channel, id }) => `${channel}${id}`).join(' ')})`
  }
}

abstract class ChannelStep extends Step {
  constructor(
    t: LogFixture,
    protected readonly channel: string,
  ) {
    super(t)
  }

  override toString(): string {
    return `${this.constructor.name}(${this.channel})`
  }
}

class Read extends ChannelStep {
  async run(model: Model, real: Real): Promise<void> {
    const stream = streamOf(real, this.channel)
    const expected = model.stream(this.channel).all
    // The model has a stream now, so the log must have it too.
    const { epoch } = await this.t.log.position(stream)
    this.checkEpoch(model.stream(this.channel).life, epoch, real)
    const forward = await this.t.readAll({ ...stream, limit: 2 })
    expect(forward.map(({ seq, id }) => ({ seq, id }))).toEqual(expected)
    const backward = await this.t.readAll({ ...stream, limit: 3, order: 'newest-first' })
    expect(seqs(backward)).toEqual(expected.map(({ seq }) => seq).reverse())
  }
}

class Position extends ChannelStep {
  async run(model: Model, real: Real): Promise<void> {
    const { life, seq } = model.stream(this.channel)
    const position = await this.t.log.position(streamOf(real, this.channel))
    expect(position.seq).toBe(seq)
    this.checkEpoch(life, position.epoch, real)
  }
}

class Remove extends ChannelStep {
  async run(model: Model, real: Real): Promise<void> {
    model.remove(this.channel)
    await this.t.log.remove(streamOf(real, this.channel))
  }
}

class ReadAfter extends Step {
  constructor(
    t: LogFixture,
    private readonly from: { readonly channel: string; readonly seq: number; readonly life: number },
  ) {
    super(t)
  }

  async run(model: Model, real: Real): Promise<void> {
    const { channel, seq } = this.from
    const stream = streamOf(real, channel)
    const { epoch: now } = await this.t.log.position(stream)
    const { life: current } = model.stream(channel)
    this.checkEpoch(current, now, real)
    const life = this.from.life === 0 ? current - 1 : current
    const epoch = real.epochs.get(life) ?? 'none'
    const missed = await this.t.log.readAfter(stream, { epoch, seq }, { limit: 100 })
    expect(seqs(missed?.messages)).toEqual(model.after(channel, life, seq))
  }

  override toString(): string {
    return `readAfter(${this.from.channel}, ${this.from.seq}, ${this.from.life})`
  }
}

class Advance extends Step {
  constructor(
    t: LogFixture,
    private readonly windows: number,
  ) {
    super(t)
  }

  async run(model: Model): Promise<void> {
    const ms = this.windows * this.t.windowMs
    model.now += ms
    await this.t.advance(ms)
    await this.t.log.prune()
  }

  override toString(): string {
    return `advance(${this.windows} windows)`
  }
}

function streamOf({ tenant }: Real, channel: string): StreamName {
  return { tenant, room: 'room', channel }
}
