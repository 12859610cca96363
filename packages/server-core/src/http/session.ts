import { BusError, type CloseCode, closeTable, type ErrorCode } from '@arqonbus/protocol'
import type { Core } from '../core.js'
import { ANONYMOUS, type Identity } from '../identity.js'
import { type Connection, Session } from '../session.js'
import { digestId } from './idempotency.js'

/** One request's connection: it takes the answers, and is a member of nothing. */
class HttpConnection implements Connection {
  readonly #answer: (text: string) => void
  readonly #closed: (error: BusError) => void

  constructor(answer: (text: string) => void, closed: (error: BusError) => void) {
    this.#answer = answer
    this.#closed = closed
  }

  reply(texts: readonly string[]): void {
    for (const text of texts) this.#answer(text)
  }

  deliver(): void {
    // Only members of a channel get frames, and commands that make one are refused over HTTP.
  }

  close(code: CloseCode): void {
    this.#closed(
      new BusError(
        CLOSE_ERRORS[code] ?? 'AUTHORIZATION_ERROR',
        `The bus ended the exchange: ${closeTable[code].meaning}`,
      ),
    )
  }

  drained(): Promise<void> {
    return Promise.resolve()
  }
}

/** What the code with which a socket would have been closed is called in an answer. */
const CLOSE_ERRORS: { readonly [code in CloseCode]?: ErrorCode } = {
  4100: 'SERVER_DRAINING',
  4101: 'AUTHENTICATION_FAILED',
  4104: 'STORAGE_UNAVAILABLE',
  4105: 'RATE_LIMIT_EXCEEDED',
}

/** A session for one request, and the first answer to it that `isFinal` takes. */
export function createSession(
  core: Core,
  identity: Identity,
  remote: string,
  isFinal: (text: string) => boolean = () => true,
): { readonly session: Session; readonly answer: Promise<string> } {
  const { promise, resolve, reject } = withResolvers<string>()
  const connection = new HttpConnection((text) => isFinal(text) && resolve(text), reject)
  return { session: new Session(clientIdOf(identity, remote), identity, connection, core.clock.now()), answer: promise }
}

/** `Promise.withResolvers` of ES2024, which Node 20 lacks. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

/**
 * The client id of whoever asks over HTTP: the same for every request of a subject, so that what it said can be found
 * again, and so that its requests share one bucket. Nobody anonymous is known by more than the address.
 */
function clientIdOf({ tenant, subject }: Identity, remote: string): string {
  return `http_${digestId(['client', tenant, subject, subject === ANONYMOUS ? remote : ''])}`
}
