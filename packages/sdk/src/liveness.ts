import type { JsonObject } from '@arqonbus/protocol'

/** How long a connection may be silent, in milliseconds. */
export interface LivenessTimes {
  /** After this long without a sign of life the bus is asked. */
  readonly askAfterMs: number
  /** After this long without an answer to that the connection is dead. */
  readonly giveUpAfterMs: number
}

const DEFAULT_INTERVAL_SECONDS = 25
const DEFAULT_TIMEOUT_SECONDS = 10

/**
 * The times that follow from the welcome's limits: dead is a connection on which nothing came for the ping interval and
 * the ping timeout together. The bus is asked half a timeout before that, because a browser hides the bus's pings, and
 * because a process that slept must not take its own sleep for the bus's silence.
 */
export function livenessTimes(limits: JsonObject): LivenessTimes {
  const interval = seconds(limits.ping_interval_seconds, DEFAULT_INTERVAL_SECONDS)
  const timeout = seconds(limits.ping_timeout_seconds, DEFAULT_TIMEOUT_SECONDS)
  return { askAfterMs: (interval + timeout / 2) * 1000, giveUpAfterMs: (timeout / 2) * 1000 }
}

function seconds(value: unknown, fallback: number): number {
  return typeof value === 'number' && value > 0 && value < 86_400 ? value : fallback
}

/** Watches one connection for silence, with one timer that is not touched by what comes in. */
export class Liveness {
  #heardAt = performance.now()
  #asked = false
  #timer: ReturnType<typeof setTimeout>

  constructor(
    private readonly times: LivenessTimes,
    private readonly ask: () => void,
    private readonly dead: () => void,
  ) {
    this.#timer = setTimeout(() => this.#check(), times.askAfterMs)
  }

  /** Something came from the bus. */
  heard(): void {
    this.#heardAt = performance.now()
    this.#asked = false
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #check(): void {
    if (this.#asked) {
      this.dead()
      return
    }
    const rest = this.times.askAfterMs - (performance.now() - this.#heardAt)
    if (rest > 0) {
      this.#timer = setTimeout(() => this.#check(), rest)
      return
    }
    this.#asked = true
    this.ask()
    this.#timer = setTimeout(() => this.#check(), this.times.giveUpAfterMs)
  }
}
