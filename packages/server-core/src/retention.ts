import type { BusOptions } from './options.js'
import type { Retention } from './ports.js'

/** What one channel may ask for. */
interface Wanted {
  readonly max_messages?: number | undefined
  readonly max_age_seconds?: number | undefined
}

/** How much of a channel is kept: what was asked for, within what the bus allows. */
export function retentionWithin(
  options: Pick<BusOptions, 'maxHistorySize' | 'historyMaxAgeMs'>,
  wanted: Wanted = {},
): Retention {
  const maxAgeMs = wanted.max_age_seconds === undefined ? options.historyMaxAgeMs : wanted.max_age_seconds * 1000
  return {
    maxMessages: Math.min(options.maxHistorySize, wanted.max_messages ?? options.maxHistorySize),
    maxAgeMs: Math.min(options.historyMaxAgeMs, maxAgeMs),
  }
}
