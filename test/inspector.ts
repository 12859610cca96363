import { once } from 'node:events'
import WebSocket from 'ws'

/** What a process holds, in bytes, after everything that nobody needs has been collected. */
export interface Memory {
  /** Objects and the buffers that belong to them. */
  readonly live: number
  /** What the operating system counts. */
  readonly resident: number
  /** The most that the operating system has ever counted. */
  readonly mostResident: number
}

interface Answer {
  readonly id?: number
  readonly error?: { readonly message: string }
  readonly result?: { readonly result?: { readonly value?: unknown }; readonly exceptionDetails?: unknown }
}

/** Looks into another Node process, which runs unchanged, through its inspector (started with `--inspect`). */
export class Inspector {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #lastId = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      const answer: Answer = JSON.parse(String(data))
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      for (const take of this.#waiting.values()) take({ error: { message: 'the inspected process has gone' } })
    })
  }

  static async connect(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await once(socket, 'open')
    return new Inspector(socket)
  }

  /** The value of a JavaScript expression, which must be one that JSON can carry. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.#ask('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
    if (result?.exceptionDetails) throw new Error(`${expression} threw: ${JSON.stringify(result.exceptionDetails)}`)
    return result?.result?.value
  }

  async memory(): Promise<Memory> {
    await this.#ask('HeapProfiler.collectGarbage', {})
    const numbers = await this.evaluate(`(() => {
      const { heapUsed, external, rss } = process.memoryUsage()
      return [heapUsed + external, rss, process.resourceUsage().maxRSS * 1024]
    })()`)
    const [live = 0, resident = 0, mostResident = 0] = Array.isArray(numbers) ? numbers.map(Number) : []
    return { live, resident, mostResident }
  }

  /** From here on the longest time that the event loop was held is measured. */
  async watchEventLoop(): Promise<void> {
    await this.evaluate(`(() => {
      const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
      globalThis.watchedLoop = monitorEventLoopDelay({ resolution: 1 })
      watchedLoop.enable()
    })()`)
  }

  /** The longest time that the event loop was held since the last question, in milliseconds. */
  async heldMs(): Promise<number> {
    return Number(await this.evaluate('(() => { const ms = watchedLoop.max / 1e6; watchedLoop.reset(); return ms })()'))
  }

  close(): void {
    this.#socket.terminate()
  }

  async #ask(method: string, params: object): Promise<Answer> {
    const id = ++this.#lastId
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
    this.#waiting.delete(id)
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
    return answer
  }
}
