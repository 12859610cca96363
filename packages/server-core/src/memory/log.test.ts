import { describeMessageLog, FakeClock } from '../testing/index.js'
import { createMemoryLog } from './log.js'

describeMessageLog('memory', {
  create: async () => {
    const clock = new FakeClock()
    const deduplication = { windowMs: 120_000, maxIds: 100_000 }
    const log = createMemoryLog({ clock, deduplication, keep: true, maxAgeMs: 3_600_000 })
    return { log, deduplicationWindowMs: 120_000, advance: (ms) => clock.advance(ms), close: () => log.close() }
  },
})
