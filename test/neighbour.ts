import { Worker } from 'node:worker_threads'
import { expect } from 'vitest'

type Said = 'beating' | { readonly closed: number } | { readonly roundTrips: readonly number[] }

/** Somebody else on the same bus, who publishes and gets messages all the time, and does not want to be disturbed. */
export class Neighbour {
  readonly #worker: Worker
  #closed: number | undefined

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (said: Said) => {
      if (typeof said === 'object' && 'closed' in said) this.#closed = said.closed
    })
  }

  /** Resolves when the first message is under way. */
  static async moveIn(url: string, channel = 'pulse'): Promise<Neighbour> {
    const worker = new Worker(new URL('./neighbour-worker.js', import.meta.url), { workerData: { url, channel } })
    const neighbour = new Neighbour(worker)
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.on('message', (said: Said) => said === 'beating' && resolve())
    })
    return neighbour
  }

  /** Goes, and tells how long its round trips took, in milliseconds, the shortest first. */
  async moveOut(): Promise<readonly number[]> {
    if (this.#closed !== undefined) throw new Error(`The neighbour was closed with ${this.#closed}`)
    const gone = new Promise((resolve) => this.#worker.once('exit', resolve))
    const told = new Promise<readonly number[]>((resolve) => {
      this.#worker.on('message', (said: Said) => {
        if (typeof said === 'object' && 'roundTrips' in said) resolve(said.roundTrips)
      })
    })
    this.#worker.postMessage('go')
    const roundTrips = await told
    await gone
    return [...roundTrips].sort((a, b) => a - b)
  }
}

/**
 * Expects that a neighbour was not disturbed: every message came back, and the slowest within `slowestMs`. The bound is
 * that of a machine whose cores are all busy.
 */
export async function expectUndisturbed(neighbour: Neighbour, slowestMs = 1000): Promise<void> {
  const roundTrips = await neighbour.moveOut()
  expect(roundTrips.length).toBeGreaterThan(0)
  expect(roundTrips[Math.floor(roundTrips.length * 0.99)], 'the 99th percentile').toBeLessThan(slowestMs / 4)
  expect(roundTrips.at(-1), 'the slowest').toBeLessThan(slowestMs)
}
