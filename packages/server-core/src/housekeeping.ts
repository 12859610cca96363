import type { Timer } from './clock.js'
import type { Core } from './core.js'

const EVERY_MS = 5000
/** A channel that made itself and is empty goes after this time: longer than anybody takes to come back. */
const ABANDONED_MS = 10 * 60_000

/** Forgets now and then what nobody can want any more. Runs until it is stopped. */
export function keepHouse(core: Core): Timer {
  let running = false
  return core.clock.every(EVERY_MS, () => {
    if (running) return
    running = true
    tidy(core)
      .catch((error: unknown) => core.logger.error({ err: error }, 'housekeeping failed'))
      .finally(() => {
        running = false
      })
  })
}

async function tidy(core: Core): Promise<void> {
  await core.log.prune()
  for (const channel of core.rooms.abandoned(core.clock.now() - ABANDONED_MS)) {
    const { messages } = await core.log.read({ ...nameOf(channel), order: 'newest-first', limit: 1 })
    if (messages.length > 0 || channel.members.size > 0) continue
    core.rooms.remove(channel)
    await core.log.remove(channel)
  }
}

function nameOf({ tenant, room, channel }: { tenant: string; room: string; channel: string }) {
  return { tenant, room, channel }
}
