/** A timer that was started: `stop` ends it, as often as one likes. */
export interface Timer {
  stop(): void
}

/**
 * Where the bus gets time, timers and randomness from, so that a test can hold them still. Timers never keep the
 * process alive.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some fixed point; never goes back. */
  monotonic(): number
  /** A number from 0 up to, but not including, 1. */
  random(): number
  /** Runs `task` once after `ms` milliseconds. */
  after(ms: number, task: () => void): Timer
  /** Runs `task` every `ms` milliseconds until it is stopped. */
  every(ms: number, task: () => void): Timer
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms).unref()
    return { stop: () => clearTimeout(timer) }
  },
  every: (ms, task) => {
    const timer = setInterval(task, ms).unref()
    return { stop: () => clearInterval(timer) }
  },
}
