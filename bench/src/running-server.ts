import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import type { ServerKind } from './servers.ts'

const START_MS = 20_000
const STOP_MS = 3000
const ANSWER_MS = 30_000
const LISTEN_POLL_MS = 20
/** How much of what a server says is kept for the case that it fails. */
const LAST_WORDS = 2000

const Usage = v.object({ cpuSeconds: v.number(), residentBytes: v.number() })
/** What a server's process has used so far. */
export type Usage = v.InferOutput<typeof Usage>

/** One server process, from its start to its end. */
export class RunningServer {
  readonly port: number
  readonly #process: ChildProcess
  #lastWords = ''

  private constructor(kind: ServerKind, ports: readonly [number, number], acknowledges: boolean) {
    this.port = ports[0]
    this.#process = fork(kind.entry, [], {
      execArgv: ['--import', import.meta.resolve('./meter.js')],
      env: { ...environment(), ...kind.environment(ports, acknowledges) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const output of [this.#process.stdout, this.#process.stderr]) {
      output?.on('data', (said: Buffer) => {
        this.#lastWords = (this.#lastWords + said.toString()).slice(-LAST_WORDS)
      })
    }
  }

  /** Resolves when it takes connections; rejects, with what it said, when it does not come that far. */
  static async start(kind: ServerKind, acknowledges: boolean, signal: AbortSignal): Promise<RunningServer> {
    const server = new RunningServer(kind, [await freePort(), await freePort()], acknowledges)
    try {
      await server.#listens(signal)
    } catch (thrown) {
      server.kill()
      throw thrown
    }
    return server
  }

  /** Asks it what it has used; it answers between two turns of its event loop. */
  async usage(): Promise<Usage> {
    const answered = once(this.#process, 'message', { signal: AbortSignal.timeout(ANSWER_MS) })
    this.#process.send('usage')
    const [usage] = await answered
    return v.parse(Usage, usage)
  }

  async stop(): Promise<void> {
    if (this.#hasEnded) return
    const exited = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    const late = setTimeout(() => this.kill(), STOP_MS)
    await exited
    clearTimeout(late)
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null
  }

  async #listens(signal: AbortSignal): Promise<void> {
    for (const until = performance.now() + START_MS; !(await accepts(this.port)); ) {
      if (this.#hasEnded || performance.now() > until) throw new Error(`It did not start: ${this.#lastWords.trim()}`)
      await sleep(LISTEN_POLL_MS, undefined, { signal })
    }
  }
}

/** The bus shall run with its defaults, whatever the shell that the bench runs in has set. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ARQONBUS_')))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('There is no free port')
  return address.port
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
