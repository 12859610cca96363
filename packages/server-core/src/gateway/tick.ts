/** Something that has collected work and wants to do it once, at the end of this turn of the event loop. */
export interface Flushable {
  flush(): void
}

/**
 * Joins what happens in one turn of the event loop: whoever is marked flushes once, when the turn's input has been
 * read. This is why a busy bus writes once per connection and tick rather than once per message.
 */
export class Tick {
  #marked: Flushable[] = []
  #scheduled = false
  readonly #run = (): void => {
    this.#scheduled = false
    this.flush()
  }

  /** `flushable` does not mark itself twice before its flush. */
  mark(flushable: Flushable): void {
    this.#marked.push(flushable)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#run)
  }

  /** Flushes everything that is marked, now. */
  flush(): void {
    const marked = this.#marked
    this.#marked = []
    for (const flushable of marked) flushable.flush()
  }
}
