import { createLogger } from '@arqonbus/server-core'
import pino, { type Logger } from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { Settings } from './settings/table.js'

/** A log and what writes out at once what still waits in it. */
export interface Log {
  readonly logger: Logger
  readonly flush: () => void
}

/** What may wait for whoever reads our JSON lines: past this they are dropped, the bus does not wait for its log. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024

/**
 * JSON lines go to file descriptor 1 without making the bus wait; lines for people go through `print`, in order with
 * everything else that is printed.
 */
export function openLog(settings: Settings, print: (text: string) => void, colour: boolean): Log {
  const level = settings.logLevel
  if (settings.logFormat === 'pretty') {
    const pretty = prettyFactory({ colorize: colour, translateTime: 'SYS:HH:MM:ss.l', singleLine: true })
    return { logger: createLogger({ level, destination: { write: (line) => print(pretty(line)) } }), flush: () => {} }
  }
  const destination = pino.destination({ fd: 1, sync: false, maxLength: MAX_WAITING_BYTES })
  const forget = () => {}
  destination.on('error', forget)
  destination.on('drop', forget)
  return { logger: createLogger({ level, destination }), flush: () => flush(destination) }
}

/** What reads our lines may be gone: then there is nobody to flush to. */
function flush(destination: { flushSync(): void }): void {
  try {
    destination.flushSync()
  } catch {
    // Nobody reads, and there is nowhere else to say so.
  }
}
