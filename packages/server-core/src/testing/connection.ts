import { type CloseCode, decodeFrame, type JsonObject } from '@arqonbus/protocol'
import type { Frame } from '../gateway/frame.js'
import { DEFAULT_TENANT, type Identity } from '../identity.js'
import { type Connection, Session } from '../session.js'
import { decodeTexts } from './frames.js'

/** A connection that keeps what it is given. */
export interface FakeConnection extends Connection {
  /** Everything that a client would have got, as texts, in order. */
  readonly texts: readonly string[]
  /** The texts that went to this client alone. */
  readonly replies: readonly string[]
  /** What was framed for many, as it came. */
  readonly frames: readonly Frame[]
  /** The first code with which it was closed. */
  readonly closed: CloseCode | undefined
  /** {@link texts} as envelopes. */
  envelopes(): JsonObject[]
  /** From now on it reads nothing: {@link Connection.drained} waits until `read`. */
  stall(): void
  /** Reads again. */
  read(): void
}

/** Makes a {@link FakeConnection}; `closed` hears of its end. */
export function createFakeConnection(closed: (code: CloseCode) => void = () => {}): FakeConnection {
  return new RecordingConnection(closed)
}

/** A client that is connected through a {@link FakeConnection}: it closes as a real one does, but stays in its channels. */
export function createFakeSession(
  identity: Partial<Identity> = {},
  clientId = 'client_01K0ABCDEFGHJKMNPQRSTVWXYZ',
): { readonly session: Session; readonly connection: FakeConnection } {
  const connection = createFakeConnection(() => {
    session.open = false
  })
  const whole: Identity = {
    subject: 'alice',
    tenant: DEFAULT_TENANT,
    role: 'user',
    permissions: null,
    expiresAt: null,
    ...identity,
  }
  const session = new Session(clientId, whole, connection, 0)
  return { session, connection }
}

class RecordingConnection implements FakeConnection {
  readonly texts: string[] = []
  readonly replies: string[] = []
  readonly frames: Frame[] = []
  closed: CloseCode | undefined
  #stalled = false
  #waiters: (() => void)[] = []

  constructor(private readonly onClose: (code: CloseCode) => void) {}

  reply(texts: readonly string[]): void {
    this.replies.push(...texts)
    this.texts.push(...texts)
  }

  deliver(frame: Frame): void {
    this.frames.push(frame)
    this.texts.push(...decodeTexts(frame.bytes))
  }

  close(code: CloseCode): void {
    if (this.closed !== undefined) return
    this.closed = code
    this.onClose(code)
    this.read()
  }

  drained(): Promise<void> {
    if (!this.#stalled) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
    })
  }

  envelopes(): JsonObject[] {
    return this.texts.map(decodeFrame)
  }

  stall(): void {
    this.#stalled = true
  }

  read(): void {
    this.#stalled = false
    for (const resolve of this.#waiters.splice(0)) resolve()
  }
}
