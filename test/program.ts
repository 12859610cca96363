import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, onTestFinished } from 'vitest'

interface Surroundings {
  readonly cwd?: string
  /** Beside the variables of this process, without those that say how tests or the bus are run. */
  readonly env?: Readonly<Record<string, string>>
}

/** A program that runs beside a test, and is ended with it at the latest. */
export class Program {
  /** What it has written to stdout, a line each. */
  readonly lines: string[] = []
  /** What it has written to stderr, a line each. */
  readonly notes: string[] = []
  /** Its exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>
  readonly #child: ChildProcess

  constructor(command: string, args: readonly string[], { cwd, env }: Surroundings = {}) {
    // A group of its own, so that what a shell or npx has started ends with it.
    const child = spawn(command, args, { cwd, env: { ...ownEnvironment(), ...env }, detached: true })
    this.#child = child
    // Where the test run itself is ended, nothing stays behind.
    const orphaned = () => this.signal('SIGKILL')
    process.once('exit', orphaned)
    createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(line))
    createInterface({ input: child.stderr }).on('line', (line) => this.notes.push(line))
    // One that has ended reads nothing more.
    child.stdin.on('error', () => undefined)
    this.exited = new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => resolve(code ?? signal))
    })
    onTestFinished(async () => {
      this.signal('SIGKILL')
      await this.exited
      process.off('exit', orphaned)
    })
  }

  /** Types a line. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** Signals it and everything that it has started; nobody where all have ended. */
  signal(name: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(-pid, name)
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown
    }
  }

  /** Waits for a line on stdout that has this in it, and answers it. */
  prints(text: string): Promise<string> {
    return lineWith(this.lines, text, this.notes)
  }

  /** Waits for a line on stderr that has this in it, and answers it. */
  notesThat(text: string): Promise<string> {
    return lineWith(this.notes, text, this.lines)
  }
}

async function lineWith(lines: readonly string[], text: string, others: readonly string[]): Promise<string> {
  const find = () => lines.find((line) => line.includes(text))
  await expect
    .poll(find, { timeout: 15_000, interval: 20, message: `a line with ${text} among ${lines}; beside it ${others}` })
    .toBeDefined()
  return find() ?? ''
}

function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(ARQONBUS_|VITEST|NODE_OPTIONS|FORCE_COLOR)/.test(name),
  )
  return { ...Object.fromEntries(kept), NO_COLOR: '1' }
}
