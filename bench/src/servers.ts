import { fileURLToPath } from 'node:url'
import { PAYLOAD_BYTES } from './scenarios.ts'

export const serverNames = ['arqonbus', 'ceiling', 'plain-ws', 'socket.io'] as const
export type ServerName = (typeof serverNames)[number]

/** One thing that a client does before it counts as connected. */
export type Step = { readonly send: string } | { readonly wait: string }

/** Where the number of a message goes: nine digits. */
export const COUNTER = '#########'
/** What a delivered message is known by. */
export const MARK = '~bench~'
const PAYLOAD = (MARK + COUNTER).padEnd(PAYLOAD_BYTES, 'abcdefghijklmnopqrstuvwxyz0123456789')

/** How a server is started, and how it is spoken to. */
export interface ServerKind {
  readonly title: string
  /** The file that Node runs. */
  readonly entry: string
  /** Its environment: where it listens, and whether it answers each message. */
  environment(ports: readonly [number, number], acknowledges: boolean): Record<string, string>
  /** The path of the handshake of a client that belongs to `room`. */
  path(room: number): string
  /** From the handshake to membership of `room`; `client` is unique in the run. */
  enter(room: number, client: number): readonly Step[]
  /** The text of one message to `room`, with {@link COUNTER} where every message differs. */
  publish(room: number, at: Publishing): string
  /** What the answer to a published message is known by. */
  readonly acknowledgement: string
}

interface Publishing {
  /** Whether an answer is asked for. */
  readonly acknowledged: boolean
  readonly client: number
  /** RFC 3339, now. */
  readonly timestamp: string
}

const peerEnvironment = ([port]: readonly [number, number], acknowledges: boolean) => ({
  BENCH_PORT: String(port),
  BENCH_ACKNOWLEDGE: acknowledges ? '1' : '0',
})
/** The servers made of `ws` alone: the path is the room, the payload is the message. */
const bare = {
  environment: peerEnvironment,
  path: (room: number) => `/room${room}`,
  enter: () => [],
  publish: () => PAYLOAD,
  acknowledgement: '+OK',
}
/** Makes the ids of this run new to the bus, which knows the ones it has seen. */
const started = BigInt(Date.now()) * 1_000_000n

export const servers: Record<ServerName, ServerKind> = {
  arqonbus: {
    title: 'ArqonBus',
    entry: fileURLToPath(new URL('dist/main.js', import.meta.resolve('arqonbus/package.json'))),
    environment: ([port, httpPort]) => ({
      ARQONBUS_SERVER_PORT: String(port),
      ARQONBUS_HTTP_PORT: String(httpPort),
    }),
    path: () => '/',
    enter: (room, client) => [
      { wait: '"welcome"' },
      {
        send: JSON.stringify({
          id: `arq_${started}_${client}_abcdef`,
          type: 'command',
          version: '1.0',
          timestamp: new Date().toISOString(),
          command: 'join_channel',
          args: { room: 'bench', channel: `c${room}` },
        }),
      },
      { wait: `"request_id":"arq_${started}_${client}_abcdef","status":"success"` },
    ],
    publish: (room, { client, timestamp }) =>
      JSON.stringify({
        id: `arq_${started + BigInt(client)}_${COUNTER}_abcdef`,
        type: 'message',
        version: '1.0',
        timestamp,
        room: 'bench',
        channel: `c${room}`,
        payload: { content: PAYLOAD },
      }),
    acknowledgement: '"message_response"',
  },
  ceiling: { title: 'ceiling', entry: fileURLToPath(import.meta.resolve('./peers/ceiling.js')), ...bare },
  'plain-ws': { title: 'plain ws', entry: fileURLToPath(import.meta.resolve('./peers/plain-ws.js')), ...bare },
  'socket.io': {
    title: 'Socket.IO',
    entry: fileURLToPath(import.meta.resolve('./peers/socket-io.js')),
    environment: peerEnvironment,
    path: () => '/socket.io/?EIO=4&transport=websocket',
    enter: (room) => [
      { wait: '0{"sid"' },
      { send: '40' },
      { wait: '40{"sid"' },
      { send: `420["join","r${room}"]` },
      { wait: '430["joined"]' },
    ],
    publish: (room, { acknowledged }) => `42${acknowledged ? '7' : ''}["publish","r${room}","${PAYLOAD}"]`,
    acknowledgement: '437["ok"]',
  },
}
