/** What came of an id. */
export interface Remembered {
  readonly seq: number
  readonly stored: boolean
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface DeduplicationBounds {
  readonly windowMs: number
  readonly maxIds: number
}

/** Ids by the life of the stream that they were used in: one id in two streams is two messages. */
interface Generation {
  readonly lives: Map<object, Map<string, Remembered>>
  readonly since: number
  size: number
}

/**
 * Which ids a tenant has used lately, and what came of them. Two generations of at most `maxIds` each: the older one is
 * dropped whole, so that remembering costs one write and forgetting costs nothing. Times are in milliseconds since 1970.
 */
export class Deduplication {
  #young: Generation
  #old: Generation

  constructor(
    private readonly bounds: DeduplicationBounds,
    now: number,
  ) {
    this.#young = generation(now)
    this.#old = generation(now)
  }

  /** What came of `id`, where it was used in `life` within the window. */
  find(life: object, id: string, now: number): Remembered | undefined {
    const found = this.#young.lives.get(life)?.get(id) ?? this.#old.lives.get(life)?.get(id)
    return found && now - found.at <= this.bounds.windowMs ? found : undefined
  }

  remember(life: object, id: string, came: Remembered): void {
    if (this.#young.size >= this.bounds.maxIds || this.#isOver(came.at)) this.#turn(came.at)
    const { lives } = this.#young
    const ids = lives.get(life)
    if (ids) ids.set(id, came)
    else lives.set(life, new Map([[id, came]]))
    this.#young.size++
  }

  /** Forgets what was used in `life`: it has no more messages. */
  forget(life: object): void {
    for (const one of [this.#young, this.#old]) {
      one.size -= one.lives.get(life)?.size ?? 0
      one.lives.delete(life)
    }
  }

  /** Forgets what is past the window; true where nothing is left. */
  prune(now: number): boolean {
    if (this.#isOver(now)) this.#turn(now)
    return this.#young.size === 0 && this.#old.size === 0
  }

  #isOver(now: number): boolean {
    return now - this.#young.since > this.bounds.windowMs
  }

  #turn(now: number): void {
    this.#old = this.#young
    this.#young = generation(now)
  }
}

function generation(since: number): Generation {
  return { lives: new Map(), since, size: 0 }
}
