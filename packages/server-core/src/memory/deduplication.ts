import type { Position } from '@arqonbus/protocol'

interface Remembered {
  readonly position: Position
  readonly stored: boolean
  readonly at: number
}

export interface DeduplicationBounds {
  readonly windowMs: number
  readonly maxIds: number
}

/**
 * Which ids a tenant has used lately, and what came of them. Two generations of at most `maxIds` each: the older one is
 * dropped whole, so that remembering costs one write and forgetting costs nothing.
 */
export class Deduplication {
  #young = new Map<string, Remembered>()
  #old = new Map<string, Remembered>()
  #youngSince: number

  constructor(
    private readonly bounds: DeduplicationBounds,
    private readonly now: () => number,
  ) {
    this.#youngSince = now()
  }

  /** What came of `key`, where it was used within the window. */
  find(key: string): Remembered | undefined {
    const found = this.#young.get(key) ?? this.#old.get(key)
    return found && this.now() - found.at <= this.bounds.windowMs ? found : undefined
  }

  remember(key: string, position: Position, stored: boolean): void {
    const at = this.now()
    if (this.#young.size >= this.bounds.maxIds || at - this.#youngSince > this.bounds.windowMs) this.#turn(at)
    this.#young.set(key, { position, stored, at })
  }

  /** Forgets what is past the window; true where nothing is left. */
  prune(): boolean {
    const at = this.now()
    if (at - this.#youngSince > this.bounds.windowMs) this.#turn(at)
    return this.#young.size === 0 && this.#old.size === 0
  }

  #turn(at: number): void {
    this.#old = this.#young
    this.#young = new Map()
    this.#youngSince = at
  }
}
