import { isatty } from 'node:tty'
import type { Log } from './log.js'

/** The exit codes that the README lists. */
export const exitCodes = {
  done: 0,
  /** The preflight or the bus has failed. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usage: 2,
  /** `EX_TEMPFAIL`: an administrator wants a restart, which is for whoever supervises the process. */
  restart: 75,
  /** 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const

/** Why a process ends: the code it ends with, and whether something is broken, so that it ends quickly. */
interface End {
  readonly code: number
  readonly hurried: boolean
}

/** Ctrl-C reaches a process under npx twice, from the terminal and from npm: that is one wish. */
const SAME_WISH_MS = 200
/** After an error that nobody has caught, what was accepted gets this long. */
const HURRIED_MS = 2000
/** How much longer than the drain the closing may take. */
const CLOSING_MS = 2000
/** How long the process may take to end by itself when everything is closed. */
const LINGER_MS = 1000

/** The one place that listens to signals and ends the process. */
export class Lifetime {
  /** Resolves when there is a reason to end. */
  readonly ended: Promise<End>
  #end: (end: End) => void = () => {}
  #wishedAt: number | undefined
  #broken = false
  readonly #inTerminal = isatty(0)

  /** @param reload what SIGHUP asks for; answers false where there is nothing to reload */
  constructor(
    private readonly log: Log,
    private readonly reload: () => boolean,
  ) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  /** From here on the process ends only through this object. Its listeners stay until it does. */
  begin(): void {
    process.on('SIGTERM', () => this.#wish('SIGTERM'))
    process.on('SIGINT', () => this.#interrupt())
    process.on('SIGHUP', () => this.#hangUp())
    // Also gets what a promise was rejected with and nobody caught.
    process.on('uncaughtException', (error) => this.#breakDown(error))
  }

  /** An administrator's wish. */
  readonly asked = (reason: 'shutdown' | 'restart'): void => {
    this.#end({ code: reason === 'restart' ? exitCodes.restart : exitCodes.done, hurried: false })
  }

  /**
   * Lets the bus end as long as it may, and not longer.
   *
   * @returns the exit code
   */
  async finish({ code, hurried }: End, stop: () => Promise<void>, drainMs: number): Promise<number> {
    const limit = hurried ? Math.min(HURRIED_MS, drainMs) : drainMs + CLOSING_MS
    const late = Symbol('late')
    let timer: NodeJS.Timeout | undefined
    const alarm = new Promise<symbol>((resolve) => {
      timer = setTimeout(resolve, limit, late)
    })
    const first = await Promise.race([stop(), alarm])
    clearTimeout(timer)
    if (first !== late) return code
    this.log.logger.error({ ms: limit }, 'the bus did not end in time')
    this.#exit(code === exitCodes.done ? exitCodes.failed : code)
    return exitCodes.failed
  }

  #wish(signal: NodeJS.Signals): void {
    this.log.logger.info({ signal }, 'asked to end')
    this.#end({ code: exitCodes.done, hurried: false })
  }

  #interrupt(): void {
    const now = performance.now()
    this.#wishedAt ??= now
    if (now - this.#wishedAt > SAME_WISH_MS) this.#exit(exitCodes.interrupted)
    else if (this.#wishedAt === now) this.#wish('SIGINT')
  }

  /** Where there is nothing to reload, SIGHUP says that the terminal has gone. */
  #hangUp(): void {
    if (!this.reload() && this.#inTerminal) this.#wish('SIGHUP')
  }

  #breakDown(error: unknown): void {
    this.log.logger.fatal({ err: error }, 'something went wrong that nobody has caught')
    if (this.#broken) this.#exit(exitCodes.failed)
    this.#broken = true
    this.#end({ code: exitCodes.failed, hurried: true })
  }

  #exit(code: number): void {
    this.log.flush()
    process.exit(code)
  }
}

/** Ends the process by itself, which shows that nothing was left open; where something was, it is named and cut off. */
export function endWith(code: number, complain: (text: string) => void): void {
  process.exitCode = code
  const cut = () => {
    complain(`ArqonBus left something open: ${[...new Set(process.getActiveResourcesInfo())].join(', ')}\n`)
    process.exit(code)
  }
  setTimeout(cut, LINGER_MS).unref()
}
