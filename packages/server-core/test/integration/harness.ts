import { createHmac } from 'node:crypto'
import { BusError, createIdGenerator, type JsonObject, jsonObjectSchema, toBusError } from '@arqonbus/protocol'
import * as v from 'valibot'
import { afterEach, expect } from 'vitest'
import WebSocket, { type ClientOptions } from 'ws'
import { createAuthenticator, systemClock } from '../../src/index.js'
import type { BusOptions } from '../../src/options.js'
import { startTestBus, type TestBus } from '../../src/testing/index.js'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Runs `end` when the test is over, in the reverse order of the calls. */
export function atEnd(end: () => unknown): void {
  ends.push(end)
}

/** A bus that runs until the test ends. */
export async function start(changes: Partial<BusOptions> = {}): Promise<TestBus> {
  const bus = await startTestBus(changes)
  atEnd(() => bus.stop())
  return bus
}

const SECRET = 'a secret of more than thirty-two bytes, for tests alone'

/** Options for a bus that wants tokens signed with {@link SECRET}. */
export function withTokens(clock = systemClock): Partial<BusOptions> {
  return { clock, authenticator: createAuthenticator({ algorithms: ['HS256'], secrets: [SECRET], clock }) }
}

/** A token made by hand, so that it may be wrong in any way. */
export function forge(header: object, claims: object, secret = SECRET): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part(header)}.${part(claims)}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

/** A token that such a bus takes. */
export function token(claims: object = {}): string {
  return forge({ alg: 'HS256', typ: 'JWT' }, { sub: 'alice', tenant_id: 'acme', ...claims })
}

/** Waits until an expectation holds, and looks often: sockets are quick. */
export function soon<T>(look: () => T, timeout = 10_000): ReturnType<typeof expect.poll<T>> {
  return expect.poll(look, { interval: 5, timeout })
}

const nextId = createIdGenerator()

export { nextId }

const answerSchema = v.looseObject({
  type: v.string(),
  request_id: v.optional(v.string()),
  status: v.optional(v.string()),
  error: v.optional(v.string()),
  error_code: v.optional(v.string()),
  payload: v.optional(jsonObjectSchema, {}),
})
export type Answer = v.InferOutput<typeof answerSchema>

/** How a connection ended. */
export interface Ended {
  readonly code: number
  readonly reason: string
}

/** A foreign client: it speaks frames, knows nothing of the SDK, and keeps everything it gets. */
export class Client {
  readonly frames: JsonObject[] = []
  readonly welcome: Promise<JsonObject>
  readonly closed: Promise<Ended>
  #answers = new Map<string, (answer: Answer) => void>()

  constructor(readonly ws: WebSocket) {
    atEnd(() => ws.terminate())
    ws.on('error', () => {})
    this.closed = new Promise((resolve) => {
      ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
    this.welcome = new Promise((resolve, reject) => {
      ws.once('message', (data) => resolve(v.parse(jsonObjectSchema, JSON.parse(String(data)).payload)))
      ws.once('error', reject)
    })
    // Who waits for it is told; who does not has nothing to catch.
    this.welcome.catch(() => {})
    ws.on('message', (data) => this.#received(String(data)))
  }

  /** Messages of channels, in the order in which they came. */
  get messages(): JsonObject[] {
    return this.frames.filter(({ type, seq }) => type === 'message' && seq !== undefined)
  }

  get seqs(): unknown[] {
    return this.messages.map(({ seq }) => seq)
  }

  /** The payloads of events. */
  get events(): JsonObject[] {
    return this.frames.flatMap(({ type, payload }) => (type === 'event' ? [v.parse(jsonObjectSchema, payload)] : []))
  }

  send(envelope: object | string): void {
    this.ws.send(typeof envelope === 'string' ? envelope : JSON.stringify(envelope))
  }

  /** Sends an envelope and gives what answers it. */
  ask(envelope: JsonObject): Promise<Answer> {
    const id = typeof envelope.id === 'string' ? envelope.id : nextId()
    return new Promise((resolve, reject) => {
      this.#answers.set(id, resolve)
      void this.closed.then(({ code }) => reject(new Error(`The connection was closed with ${code}`)))
      this.send({ id, ...envelope })
    })
  }

  /** @throws BusError what the bus answers */
  async call(command: string, args: object = {}): Promise<JsonObject> {
    const { payload } = checked(await this.ask({ type: 'command', command, args }))
    return v.parse(jsonObjectSchema, payload.data)
  }

  join(room: string, channel: string, more: object = {}): Promise<JsonObject> {
    return this.call('join_channel', { room, channel, ...more })
  }

  /** Publishes, and gives the payload of the acknowledgement. */
  async publish(room: string, channel: string, payload: object = { n: 1 }, id = nextId()): Promise<JsonObject> {
    return checked(await this.ask({ id, type: 'message', room, channel, payload })).payload
  }

  #received(text: string): void {
    const frame = v.parse(jsonObjectSchema, JSON.parse(text))
    this.frames.push(frame)
    const answer = v.safeParse(answerSchema, frame)
    if (!answer.success || !['message_response', 'response', 'error'].includes(answer.output.type)) return
    const id = answer.output.request_id ?? ''
    this.#answers.get(id)?.(answer.output)
    this.#answers.delete(id)
  }
}

function checked(answer: Answer): Answer {
  if (answer.type !== 'error' && answer.status !== 'error') return answer
  throw toBusError({ name: 'BusError', code: answer.error_code, message: answer.error, details: answer.payload })
}

export interface Connecting extends ClientOptions {
  readonly token?: string
  readonly protocols?: string[]
  /** Behind the address, such as `?token=…`. */
  readonly path?: string
}

/** A socket on its way up, whatever becomes of it. */
export function open(
  { url }: Pick<TestBus, 'url'>,
  { token, protocols = [], path = '', ...options }: Connecting = {},
): Client {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const headers = { ...authorization, ...options.headers }
  return new Client(new WebSocket(`${url}/${path}`, protocols, { perMessageDeflate: false, ...options, headers }))
}

/** A client that has got its welcome. */
export async function connect(bus: Pick<TestBus, 'url'>, options?: Connecting): Promise<Client> {
  const client = open(bus, options)
  await client.welcome
  return client
}

/** What a handshake was refused with. */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: JsonObject
}

/** Opens a socket that must be refused. */
export async function refused(bus: Pick<TestBus, 'url'>, options?: Connecting): Promise<Refusal> {
  const { ws } = open(bus, options)
  return new Promise((resolve, reject) => {
    ws.on('open', () => reject(new Error('The handshake was not refused')))
    ws.on('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = v.parse(jsonObjectSchema, JSON.parse(Buffer.concat(chunks).toString() || '{}'))
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
      })
    })
  })
}

/** The code of what a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'none'
  } catch (thrown) {
    return thrown instanceof BusError ? thrown.code : String(thrown)
  }
}
