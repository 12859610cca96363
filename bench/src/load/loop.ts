import type { Connection } from './connection.ts'
import { Marker } from './marker.ts'
import type { FramePress } from './publisher.ts'

export interface LoopParts {
  readonly publisher: Connection
  readonly press: FramePress
  /** Who gets something for each publish: the subscribers, or the publisher itself its acknowledgement. */
  readonly listeners: readonly Connection[]
  /** What a frame is known by that counts. */
  readonly mark: string
  /** Notes how long each publish was under way; for one listener and one publish at a time. */
  readonly latencies?: number[]
}

/** Publishes as fast as what comes back allows. The publishes of one turn of the event loop go out in one write. */
export class Loop {
  readonly #parts: LoopParts
  #running = false
  #outstanding = 0
  #scheduled = false
  #published = 0
  #received = 0
  #publishedAt = 0
  #lastAt = 0
  #drained: (() => void) | undefined
  readonly #turn = (): void => {
    this.#scheduled = false
    this.#publish()
  }

  constructor(parts: LoopParts) {
    this.#parts = parts
    for (const listener of parts.listeners) {
      const marker = new Marker(parts.mark)
      listener.onFrame = (bytes, start, end) => {
        if (marker.isIn(bytes, start, end)) this.#count()
      }
    }
  }

  /** What has come back so far. */
  get received(): number {
    return this.#received
  }

  /** What must have come back once nothing is under way. */
  get expected(): number {
    return this.#published * this.#parts.listeners.length
  }

  /** When the last that counts came back, in the milliseconds of `performance.now()`. */
  get lastAt(): number {
    return this.#lastAt
  }

  /** @param outstanding how many publishes may be under way */
  start(outstanding: number): void {
    this.#outstanding = outstanding
    this.#running = true
    this.#publish()
  }

  /** Publishes no more; resolves when everything has come back. */
  stop(): Promise<void> {
    this.#running = false
    if (this.#received >= this.expected) return Promise.resolve()
    return new Promise((resolve) => {
      this.#drained = resolve
    })
  }

  #count(): void {
    this.#received++
    if (this.#parts.latencies) this.#parts.latencies.push((performance.now() - this.#publishedAt) * 1000)
    if (this.#received === this.expected) this.#complete()
    if (this.#scheduled || !this.#running) return
    this.#scheduled = true
    setImmediate(this.#turn)
  }

  #complete(): void {
    this.#lastAt = performance.now()
    this.#drained?.()
  }

  #publish(): void {
    if (!this.#running) return
    const { publisher, press, listeners } = this.#parts
    const underWay = (this.expected - this.#received) / listeners.length
    const count = Math.floor(this.#outstanding - underWay)
    if (count < 1) return
    this.#published += count
    this.#publishedAt = performance.now()
    publisher.write(press.press(count))
  }
}
