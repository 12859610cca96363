import { expect } from 'vitest'
import type { BusProcess } from './bus-process.js'
import type { Memory } from './inspector.js'
import { expectUndisturbed, Neighbour } from './neighbour.js'

const MIB = 1024 * 1024

/** How much a bus may have suffered. */
interface Bounds {
  /** Of live memory, once the attackers have gone. */
  readonly growthMib?: number
  /** Of resident memory, at any time. */
  readonly peakMib?: number
  /** For the neighbour's slowest message. */
  readonly slowestMs?: number
}

/** Sees how a bus fares while somebody mistreats it: its memory, and a neighbour on it. */
export class Witness {
  private constructor(
    private readonly bus: BusProcess,
    private readonly before: Memory,
    private readonly neighbour: Neighbour,
  ) {}

  /** The bus must have been started `inspected`. */
  static async of(bus: BusProcess): Promise<Witness> {
    // What a bus needs once, it has after the first client.
    await expectUndisturbed(await Neighbour.moveIn(bus.ws), Number.POSITIVE_INFINITY)
    const before = await (await bus.inspector()).memory()
    return new Witness(bus, before, await Neighbour.moveIn(bus.ws))
  }

  /** Expects that the bus is up, holds no more than before, never held much more, and let nobody wait. */
  async expectCalm({ growthMib = 8, peakMib = 192, slowestMs = 1000 }: Bounds = {}): Promise<void> {
    await expectUndisturbed(this.neighbour, slowestMs)
    await expect.poll(() => this.bus.metric('arqonbus_connections'), { timeout: 10_000 }).toBe(0)
    const after = await (await this.bus.inspector()).memory()
    expect((after.live - this.before.live) / MIB, 'MiB that were not given back').toBeLessThan(growthMib)
    expect((after.mostResident - this.before.mostResident) / MIB, 'MiB at the worst').toBeLessThan(peakMib)
    expect((await fetch(`${this.bus.http}/health`)).status).toBe(200)
    expect(this.bus.log.filter(({ level }) => level === 'error' || level === 'fatal' || Number(level) >= 50)).toEqual(
      [],
    )
    expect(this.bus.exit).toBeUndefined()
  }
}
