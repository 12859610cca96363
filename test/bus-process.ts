import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Inspector } from './inspector.js'

const require = createRequire(import.meta.url)
/** The built server, or another build of it, such as that of an installed package. */
const MAIN = process.env.ARQONBUS_TEST_MAIN ?? join(dirname(require.resolve('arqonbus/package.json')), 'dist/main.js')
const START_MS = 20_000

/** The exit code of a process, or the signal that killed it. */
export type Exit = number | NodeJS.Signals

export interface BusProcessOptions {
  /** Settings as variables, without `ARQONBUS_`: `{ DRAIN_SECONDS: 2 }`. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
  /** Whether its memory and its event loop are looked at: see {@link BusProcess.inspector}. */
  readonly inspected?: boolean
  /** The file that is run, and the Node that runs it; the built server and this Node where nothing is said. */
  readonly main?: string
  readonly node?: string
}

/** The built server as a process of its own, on free ports of loopback unless its settings say others. */
export class BusProcess {
  /** Where it takes WebSockets. */
  readonly ws: string
  /** Where it serves HTTP. */
  readonly http: string
  readonly exited: Promise<Exit>
  #exit: Exit | undefined
  #inspector: Inspector | undefined

  private constructor(
    private readonly child: ChildProcess,
    /** What it has logged, one parsed line each. */
    readonly log: readonly LogLine[],
    listening: LogLine,
    exited: Promise<Exit>,
    private readonly inspectorUrl: string | undefined,
  ) {
    this.ws = String(listening.ws_url)
    this.http = String(listening.http_url)
    this.exited = exited.then((exit) => (this.#exit = exit))
  }

  /** Starts one and resolves when it listens; rejects with what it printed where it does not. */
  static async start(options: BusProcessOptions = {}): Promise<BusProcess> {
    const { settings = {}, inspected = false, main = MAIN, node = process.execPath } = options
    if (!existsSync(main)) throw new Error(`${main} is not built: run \`pnpm build\` first`)
    const flags = inspected ? ['--inspect=127.0.0.1:0'] : []
    const child = spawn(node, [...flags, main], { env: environment(settings), stdio: 'pipe' })
    // Where the test run itself is ended, nothing stays behind.
    const orphaned = () => child.kill('SIGKILL')
    process.once('exit', orphaned)
    const exited = new Promise<Exit>((resolve) => {
      child.once('close', (code, signal) => {
        process.off('exit', orphaned)
        resolve(code ?? signal ?? 'SIGKILL')
      })
    })
    const errors: string[] = []
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
    const log: LogLine[] = []
    const listening = await firstListening(child, log, exited, errors)
    const inspectorUrl = /ws:\/\/127\.0\.0\.1:\d+\/\S+/.exec(errors.join(''))?.[0]
    return new BusProcess(child, log, listening, exited, inspectorUrl)
  }

  /** How it ended, once it has. */
  get exit(): Exit | undefined {
    return this.#exit
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }

  /** A look inside; the process must have been started `inspected`. */
  async inspector(): Promise<Inspector> {
    if (this.inspectorUrl === undefined) throw new Error('This process was not started with inspected: true')
    this.#inspector ??= await Inspector.connect(this.inspectorUrl)
    return this.#inspector
  }

  /** One sample of `/metrics`, 0 where it has no such line; labels belong to the name. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.http}/metrics`)).text()
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
    return Number(line?.slice(name.length + 1) ?? 0)
  }

  /** Ends it at once, however busy it is. */
  async kill(): Promise<void> {
    this.#inspector?.close()
    this.child.kill('SIGKILL')
    await this.exited
  }
}

interface LogLine {
  readonly [field: string]: unknown
}

function environment(settings: Readonly<Record<string, string | number | boolean>>): NodeJS.ProcessEnv {
  const chosen = { SERVER_PORT: 0, HTTP_PORT: 0, LOG_FORMAT: 'json', ...settings }
  const variables = Object.entries(chosen).map(([name, value]) => [`ARQONBUS_${name}`, String(value)] as const)
  return { PATH: process.env.PATH, ...Object.fromEntries(variables) }
}

/** Collects its lines, and resolves with the one that says where it listens. */
function firstListening(child: ChildProcess, log: LogLine[], exited: Promise<Exit>, errors: string[]) {
  return new Promise<LogLine>((resolve, reject) => {
    const fail = (what: string) => {
      clearTimeout(patience)
      reject(new Error(`The bus ${what}: ${errors.join('')}${JSON.stringify(log)}`))
    }
    const patience = setTimeout(() => {
      child.kill('SIGKILL')
      fail('did not start in time')
    }, START_MS)
    void exited.then((exit) => fail(`ended with ${exit}`))
    if (child.stdout === null) throw new Error('The process has no stdout')
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line: LogLine = JSON.parse(text)
      log.push(line)
      if (line.event !== 'listening') return
      clearTimeout(patience)
      resolve(line)
    })
  })
}
