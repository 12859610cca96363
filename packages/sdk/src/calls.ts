import { BUS_SENDER, type BusEnvelope, createIdGenerator, type JsonObject } from '@arqonbus/protocol'
import { ArqonError, errorOfFrame, toArqonError } from './errors.js'
import { MAX_TIMER_MS, onAbort } from './timers.js'

/** How one command is asked. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** How long the answer may take, in milliseconds, from the moment at which the command is sent. */
  readonly timeoutMs?: number | undefined
  /** Called with the payload of each `pending` response; each of them starts the time anew. */
  readonly onProgress?: ((payload: JsonObject) => void) | undefined
}

/** What the client knows of a command beyond what its caller says. */
export interface CallTraits<Answer> {
  /** Asking twice does no harm: it is asked once more on the next connection if this one drops. */
  readonly readOnly: boolean
  /** Only the bus itself may answer; for a command that a group of operators serves it is a client. */
  readonly fromBus: boolean
  /** It belongs to this connection: without one it fails at once instead of waiting. */
  readonly now: boolean
  /** Makes the result of the answer's `data`, before the next frame is looked at; what it throws is what the call rejects with. */
  take(data: unknown): Answer
}

interface Call {
  readonly id: string
  readonly readOnly: boolean
  readonly fromBus: boolean
  readonly now: boolean
  readonly command: string
  readonly frame: string
  readonly timeoutMs: number
  readonly onProgress: ((payload: JsonObject) => void) | undefined
  readonly succeed: (data: unknown) => void
  readonly reject: (error: ArqonError) => void
  release: () => void
  timer?: ReturnType<typeof setTimeout>
  sent: boolean
  again: boolean
}

/** Every command from the call to its answer. */
export class PendingCalls {
  readonly #calls = new Map<string, Call>()
  readonly #nextId = createIdGenerator()
  #send: ((frame: string) => boolean) | undefined

  constructor(private readonly options: { readonly timeoutMs: number; readonly maxWaiting: number }) {}

  /** What `take` makes of the answer. @throws ArqonError also with the codes that the bus answers */
  async call<Answer>(
    command: string,
    args: object,
    traits: CallTraits<Answer>,
    options: CallOptions = {},
  ): Promise<Answer> {
    const id = this.#nextId()
    const frame = JSON.stringify({ id, type: 'command', command, args })
    const { readOnly, fromBus, now, take } = traits
    if (this.#send === undefined) this.#checkWaiting(command, now)
    const { signal, onProgress } = options
    const timeoutMs = Math.min(options.timeoutMs ?? this.options.timeoutMs, MAX_TIMER_MS)
    return new Promise((resolve, reject) => {
      const succeed = (data: unknown): void => resolve(take(data))
      const fixed = { id, command, frame, timeoutMs, readOnly, fromBus, now, onProgress, succeed, reject }
      const call: Call = { ...fixed, release: () => undefined, sent: false, again: false }
      this.#calls.set(id, call)
      call.release = onAbort(signal, (error) => this.#settle(call, () => reject(error)))
      if (this.#calls.has(id)) this.#go(call)
    })
  }

  /** A connection stands. What waited goes out with {@link flush}. */
  opened(send: (frame: string) => boolean): void {
    this.#send = send
  }

  flush(): void {
    for (const call of this.#calls.values()) if (!call.sent) this.#go(call)
  }

  /** The connection is gone, and with it every answer that was on its way. */
  closed(): void {
    this.#send = undefined
    for (const call of [...this.#calls.values()]) {
      if (call.sent || call.now) this.#lose(call)
    }
  }

  /** Takes an answer; false where it is none to one of these. */
  answer(frame: Extract<BusEnvelope, { type: 'response' | 'error' }>): boolean {
    const call = frame.request_id === undefined ? undefined : this.#calls.get(frame.request_id)
    if (call === undefined || (call.fromBus && frame.sender !== BUS_SENDER)) return false
    if (frame.type === 'response' && frame.status === 'pending') {
      this.#arm(call)
      call.onProgress?.(frame.payload ?? {})
      return true
    }
    const failed = frame.type === 'error' || frame.status === 'error'
    this.#settle(call, () => (failed ? call.reject(errorOfFrame(frame)) : succeed(call, frame.payload?.data)))
    return true
  }

  /** Rejects everything. */
  fail(error: ArqonError): void {
    this.#send = undefined
    for (const call of [...this.#calls.values()]) this.#settle(call, () => call.reject(error))
  }

  #go(call: Call): void {
    if (!this.#send?.(call.frame)) return
    call.sent = true
    this.#arm(call)
  }

  #arm(call: Call): void {
    clearTimeout(call.timer)
    const expire = (): void =>
      this.#settle(call, () =>
        call.reject(new ArqonError('TIMEOUT', `No answer to ${call.command} within ${call.timeoutMs} ms`)),
      )
    call.timer = setTimeout(expire, call.timeoutMs)
  }

  #lose(call: Call): void {
    clearTimeout(call.timer)
    if (call.readOnly && !call.again && !call.now) {
      call.again = true
      call.sent = false
      return
    }
    this.#settle(call, () =>
      call.reject(new ArqonError('CONNECTION_LOST', `The connection dropped before the answer to ${call.command}`)),
    )
  }

  #settle(call: Call, tell: () => void): void {
    if (!this.#calls.delete(call.id)) return
    clearTimeout(call.timer)
    call.release()
    tell()
  }

  #checkWaiting(command: string, now: boolean): void {
    if (now) throw new ArqonError('CONNECTION_LOST', `There is no connection for ${command}`)
    if (this.#calls.size < this.options.maxWaiting) return
    throw new ArqonError('QUEUE_FULL', `${this.#calls.size} commands wait for a connection already`)
  }
}

function succeed(call: Call, data: unknown): void {
  try {
    call.succeed(data)
  } catch (thrown) {
    call.reject(toArqonError(thrown, 'INVALID_FRAME'))
  }
}
