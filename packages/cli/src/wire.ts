import { closeTable } from '@arqonbus/protocol'
import { WebSocket } from 'ws'
import { unauthenticated } from './connect.js'
import { exitCodes, Failure, hints, isAuthentication, WRONG_PORT } from './failure.js'

interface WireRequest {
  readonly url: string
  /** The URL as it may be shown. */
  readonly place: string
  readonly token: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** How long the connection may take to come about, in milliseconds. */
  readonly timeoutMs: number
}

/** Gets every frame as it came. */
export type FrameHandler = (bytes: Buffer, isBinary: boolean) => void

/** One WebSocket, seen as closely as it can be: no frame is judged, answered or left out. */
export class Wire {
  readonly #socket: WebSocket
  readonly #ended: Promise<void>
  readonly #timer: ReturnType<typeof setTimeout>
  #failure: Failure | undefined

  /** @throws Failure where such a connection cannot be made at all */
  constructor(request: WireRequest, onFrame: FrameHandler) {
    const { place, token, timeoutMs } = request
    this.#socket = open(request)
    this.#timer = setTimeout(() => failed(tooLate(place)), timeoutMs)
    const failed = (failure: Failure): void => {
      this.#failure ??= failure
      this.#socket.terminate()
    }
    this.#socket.on('open', () => clearTimeout(this.#timer))
    this.#socket.on('unexpected-response', (_request, response) => {
      response.resume()
      failed(refusal(place, response.statusCode ?? 0, token !== undefined))
    })
    this.#socket.on('error', (cause) => failed(unreachable(place, cause)))
    this.#socket.on('message', (data: Buffer, isBinary) => onFrame(data, isBinary))
    this.#ended = new Promise((resolve) => {
      this.#socket.on('close', (code, reason) => {
        clearTimeout(this.#timer)
        if (code !== 1000) this.#failure ??= closedBy(place, code, reason.toString())
        resolve()
      })
    })
  }

  send(text: string): void {
    this.#socket.send(text)
  }

  /** Resolves when the peer has closed in good order, or this side has. @throws Failure otherwise */
  async ended(): Promise<void> {
    await this.#ended
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Closes in good order, or after a second without; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#socket.removeAllListeners('message')
    const timer = setTimeout(() => this.#socket.terminate(), 1000)
    this.#socket.close(1000)
    await this.#ended
    clearTimeout(timer)
  }
}

function open({ url, token, headers }: WireRequest): WebSocket {
  const target = new URL(url)
  target.hash = ''
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const options = { headers: { ...headers, ...authorization }, perMessageDeflate: false }
  const socket = new WebSocket(target, options)
  // Frames come as one Buffer each.
  socket.binaryType = 'nodebuffer'
  return socket
}

function refusal(place: string, status: number, hasToken: boolean): Failure {
  if (status === 403) {
    const options = { code: 'AUTHORIZATION_ERROR' }
    return new Failure(exitCodes.failed, `${place} does not let this client in (HTTP 403)`, options)
  }
  if (status !== 401) {
    const options = { code: 'CONNECTION_FAILED', hint: WRONG_PORT, details: { status } }
    return new Failure(exitCodes.unreachable, `${place} answered HTTP ${status} instead of a WebSocket`, options)
  }
  const options = { code: 'AUTHENTICATION_FAILED', hint: hints.AUTHENTICATION_FAILED }
  const failure = new Failure(exitCodes.unauthenticated, `${place} refused the token (HTTP 401)`, options)
  return unauthenticated(failure, hasToken)
}

function tooLate(place: string): Failure {
  return new Failure(exitCodes.timeout, `${place} did not answer in time`, { code: 'TIMEOUT' })
}

function unreachable(place: string, cause: Error): Failure {
  // Node's own for a host with several addresses: it has no message of its own.
  const causes = cause instanceof AggregateError ? cause.errors.map(String) : [cause.message]
  const options = { code: 'CONNECTION_FAILED', hint: hints.CONNECTION_FAILED, cause }
  return new Failure(exitCodes.unreachable, `No connection to ${place}: ${[...new Set(causes)].join(', ')}`, options)
}

function closedBy(place: string, code: number, reason: string): Failure {
  if (code === 1006)
    return new Failure(exitCodes.unreachable, `Lost the connection to ${place}`, { code: 'CONNECTION_LOST' })
  const meaning = reason || Object.entries(closeTable).find(([known]) => known === String(code))?.[1].meaning
  const exitCode = isAuthentication(code) ? exitCodes.unauthenticated : exitCodes.failed
  const text = `${place} closed the connection (${code}${meaning ? `: ${meaning}` : ''})`
  return new Failure(exitCode, text, { code: 'CONNECTION_ENDED', details: { close_code: code } })
}
