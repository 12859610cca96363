import type { Position } from '@arqonbus/protocol'
import type { Clock } from '../clock.js'
import { createMemoryLog } from '../memory/log.js'
import type { Bounds, MessageLog, NewMessage, ReadQuery, StreamName } from '../ports.js'

type Gated = 'append' | 'position' | 'readAfter' | 'read' | 'remove'

/**
 * The log in memory, of which some answers can be held back or replaced by an error, as a store far away may do. What is
 * asked takes effect at once, in its order.
 */
export class GatedLog implements MessageLog {
  readonly capabilities = { backend: 'memory', durable: false } as const
  readonly #log: MessageLog
  readonly #waiting: Record<Gated, (() => void)[] | undefined> = {
    append: undefined,
    position: undefined,
    readAfter: undefined,
    read: undefined,
    remove: undefined,
  }
  readonly #failures = new Map<Gated, () => unknown>()

  constructor(clock: Clock) {
    const deduplication = { windowMs: 120_000, maxIds: 100_000 }
    this.#log = createMemoryLog({ clock, deduplication, keep: true, maxAgeMs: 86_400_000 })
  }

  /** From now on answers of `method` wait. */
  hold(method: Gated): void {
    this.#waiting[method] ??= []
  }

  /** How many answers of `method` wait. */
  held(method: Gated): number {
    return this.#waiting[method]?.length ?? 0
  }

  /** Gives the answers that wait, and no longer holds any back. */
  open(method: Gated): void {
    const waiting = this.#waiting[method] ?? []
    this.#waiting[method] = undefined
    for (const resolve of waiting) resolve()
  }

  /** From now on `method` rejects with what `thrown` gives, the calls that wait too; without it, it works again. */
  fail(method: Gated, thrown?: () => unknown): void {
    if (thrown) this.#failures.set(method, thrown)
    else this.#failures.delete(method)
  }

  append(messages: readonly NewMessage[]) {
    return this.#through('append', () => this.#log.append(messages))
  }

  position(stream: StreamName) {
    return this.#through('position', () => this.#log.position(stream))
  }

  readAfter(stream: StreamName, position: Position, bounds: Bounds) {
    return this.#through('readAfter', () => this.#log.readAfter(stream, position, bounds))
  }

  read(query: ReadQuery) {
    return this.#through('read', () => this.#log.read(query))
  }

  remove(stream: StreamName) {
    return this.#through('remove', () => this.#log.remove(stream))
  }

  count(tenant?: string) {
    return this.#log.count(tenant)
  }

  prune() {
    return this.#log.prune()
  }

  close() {
    return this.#log.close()
  }

  async #through<T>(method: Gated, ask: () => Promise<T>): Promise<T> {
    this.#mayFail(method)
    const answer = ask()
    const waiting = this.#waiting[method]
    if (waiting) await new Promise<void>((resolve) => waiting.push(resolve))
    this.#mayFail(method)
    return answer
  }

  #mayFail(method: Gated): void {
    const failure = this.#failures.get(method)
    if (failure) throw failure()
  }
}
