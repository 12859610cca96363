import type { Core } from './core.js'
import { isAbandoned } from './rooms.js'

const EVERY_MS = 5000
/** A channel that made itself and is empty goes after this time: longer than anybody takes to come back. */
const ABANDONED_MS = 10 * 60_000

/** What forgets now and then what nobody can want any more. */
export interface House {
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>
}

export function keepHouse(core: Core): House {
  let running: Promise<void> | undefined
  const timer = core.clock.every(EVERY_MS, () => {
    running ??= tidy(core)
      .catch((error: unknown) => core.logger.error({ err: error }, 'housekeeping failed'))
      .finally(() => {
        running = undefined
      })
  })
  return {
    stop: async () => {
      timer.stop()
      await running
    },
  }
}

async function tidy(core: Core): Promise<void> {
  await core.log.prune()
  const before = core.clock.now() - ABANDONED_MS
  for (const channel of core.rooms.abandoned(before)) {
    if (core.state !== 'running') return
    const { tenant, room, channel: name } = channel
    const { messages } = await core.log.read({ tenant, room, channel: name, order: 'newest-first', limit: 1 })
    if (messages.length > 0 || !isAbandoned(channel, before) || !core.rooms.has(channel)) continue
    await core.rooms.remove(channel, (gone) => core.log.remove(gone))
  }
}
