import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'

const main = join(import.meta.dirname, '../dist/main.js')

/** A stdin on which nothing comes, and that does not end. */
export const OPEN = Symbol('open')

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  /** What stands on stdin; without it stdin is empty. */
  readonly stdin?: string | typeof OPEN
}

/** The built command line in a process of its own, ended with the test at the latest. */
export class Arqon {
  readonly #child: ChildProcess
  readonly ended: Promise<Ended>
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], { env = {}, stdin = '' }: Surroundings = {}) {
    if (!existsSync(main)) throw new Error('arqon is not built: pnpm --filter arqon... build')
    const child = spawn(process.execPath, [main, ...args], { env: { ...ownEnvironment(), ...env } })
    this.#child = child
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
    })
    // A process that reads nothing may be gone before it is written to.
    child.stdin.on('error', () => undefined)
    if (stdin !== OPEN) child.stdin.end(stdin)
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }))
    })
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await this.ended
    })
  }

  /** Waits until it has printed this. */
  async prints(text: string, stream: 'stdout' | 'stderr' = 'stdout'): Promise<void> {
    await expect.poll(() => this[stream], { timeout: 10_000 }).toContain(text)
  }

  /** The lines that it has printed, each as JSON. */
  get values(): unknown[] {
    return jsonLines(this.stdout)
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** Reads no more of what it prints, as `head` does when it has seen enough. */
  stopReading(): void {
    this.#child.stdout?.destroy()
  }
}

/** Runs it to its end. */
export function arqon(args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return new Arqon(args, surroundings).ended
}

/** Lines of JSON. */
export function jsonLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}

/** Nothing of the environment in which the tests run says where a bus is, or what to colour. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(ARQONBUS_|NODE_|VITEST|FORCE_COLOR|NO_COLOR)/.test(name),
  )
  return Object.fromEntries(kept)
}
