import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { type Envelope, EnvelopeClient } from '../envelope-client.js'
import { repository } from '../markdown.js'
import { Program } from '../program.js'
import { TcpProxy } from '../tcp-proxy.js'

/** The clients of examples/raw-websocket as processes of their own: what is typed into them, and what they print. */
const SECRET = 'a secret of the tests, of more than thirty-two bytes'
const folder = join(repository, 'examples/raw-websocket')
const python = await findPython()
const clients: readonly (readonly [name: string, command: readonly [string, ...string[]]])[] = [
  ['client.mjs', [process.execPath, 'client.mjs']],
  // As on Node 20, which has no WebSocket of its own.
  ['client.mjs with the package ws', [process.execPath, '--no-experimental-websocket', 'client.mjs']],
  ...(python ? [['client.py', [python, 'client.py']] as const] : []),
]

let bus: BusProcess
let guarded: BusProcess
let channels = 0

beforeAll(async () => {
  bus = await BusProcess.start({ settings: { PING_INTERVAL_SECONDS: 1, PING_TIMEOUT_SECONDS: 1 } })
  guarded = await BusProcess.start({ settings: { ENABLE_AUTH: true, AUTH_JWT_SECRET: SECRET } })
})

afterAll(async () => {
  await bus.kill()
  await guarded.kill()
})

describe.each(clients)('%s', (_name, command) => {
  let channel: string
  let other: EnvelopeClient

  beforeEach(async () => {
    channel = `channel-${++channels}`
    other = await EnvelopeClient.connect(bus.ws)
    await other.command('join_channel', { room: 'demo', channel })
  })

  test('prints what others say, and says what is typed', async () => {
    const client = run(command, channel, bus.ws)
    await client.notesThat(`joined demo:${channel} after #0`)
    await other.publish('demo', channel, { text: 'grüß Gott 🎈' })
    expect(await client.prints('grüß')).toBe(`#1 ${other.clientId}: {"text":"grüß Gott 🎈"}`)

    client.type('hello from the raw client ✓')
    await client.notesThat('said as #2')
    expect(await other.next(isMessage)).toMatchObject({ seq: 2, payload: { text: 'hello from the raw client ✓' } })
  })

  test('carries texts of every length of a length: 7, 16 and 64 bits', async () => {
    const client = run(command, channel, bus.ws)
    await client.notesThat('joined')
    for (const length of [10, 200, 70_000]) {
      const text = String(length % 7).repeat(length)
      client.type(text)
      expect(await other.next(isMessage)).toMatchObject({ payload: { text } })
      await other.publish('demo', channel, { text })
      await client.prints(`"${text}"`)
    }
  })

  test('goes on where it was after lost connections: every message once, in order, on both sides', async () => {
    const proxy = await TcpProxy.to(bus.ws)
    onTestFinished(() => proxy.close())
    const client = run(command, channel, proxy.url)
    await client.notesThat('joined')
    await other.publish('demo', channel, { n: 1 })
    await client.prints('{"n":1}')

    proxy.refusing = true
    proxy.cutAll()
    await client.notesThat('no connection')
    await other.publish('demo', channel, { n: 2 })
    await other.publish('demo', channel, { n: 3 })
    client.type('said while nobody could hear it')
    proxy.refusing = false

    await client.notesThat('said as #4')
    await other.publish('demo', channel, { n: 5 })
    await client.prints('{"n":5}')
    expect(client.lines.map((line) => line.replace(/^#(\d+) \S+ /, '$1 '))).toEqual([
      '1 {"n":1}',
      '2 {"n":2}',
      '3 {"n":3}',
      '5 {"n":5}',
    ])
    expect(other.inbox.filter(({ type }) => type === 'message')).toMatchObject([
      { seq: 4, payload: { text: 'said while nobody could hear it' } },
    ])
  })

  test('shows a token, and does not take what others write for the word of the bus', async () => {
    const client = run(command, channel, guarded.ws, token())
    await client.notesThat(`joined demo:${channel}`)
    const impostor = await EnvelopeClient.connect(guarded.ws, { headers: { authorization: `Bearer ${token()}` } })
    await impostor.publish('demo', channel, { welcome: 'Connected to ArqonBus', client_id: 'nobody' })
    expect(await client.prints('welcome')).toContain(`#1 ${impostor.clientId}: {"welcome"`)
    expect(client.notes.filter((note) => note.startsWith('connected to'))).toHaveLength(1)
  })
})

if (python) {
  const command = [python, 'client.py'] as const

  test('client.py answers pings: the bus keeps it', async () => {
    const other = await EnvelopeClient.connect(bus.ws)
    const client = run(command, 'pings', bus.ws)
    await client.notesThat('joined')
    // The other one is pinged as often, every second, and has one second to answer.
    let pings = 0
    other.socket.on('ping', () => pings++)
    await expect.poll(() => pings, { timeout: 20_000 }).toBeGreaterThan(3)
    await other.publish('demo', 'pings', { text: 'still there?' })
    await client.prints('still there?')
    expect(client.notes.filter((note) => note.startsWith('connected to'))).toHaveLength(1)
  })

  test('client.py stays away where it is not let in', async () => {
    const client = run(command, 'lobby', guarded.ws)
    await client.notesThat('does not let us in: HTTP/1.1 401')
    expect(await client.exited).toBe(1)
  })

  test('client.py ends quietly on Ctrl-C', async () => {
    const client = run(command, 'lobby', bus.ws)
    await client.notesThat('joined')
    client.signal('SIGINT')
    expect(await client.exited).toBe(0)
    expect(client.notes.join('\n')).not.toMatch(/Traceback|Fatal/)
  })
} else {
  // The repository promises to pass its tests with Node and npm alone. Where that is all there is, the report says by
  // this name that the Python client has not been run, instead of passing it over.
  test('there is no Python 3.9 on this machine: client.py was NOT run', async ({ annotate }) => {
    await annotate('Put python3 on the PATH to run the tests of examples/raw-websocket/client.py.', 'warning')
  })
}

function run([program, ...args]: readonly [string, ...string[]], channel: string, url: string, jwt = ''): Program {
  return new Program(program, [...args, `demo:${channel}`], {
    cwd: folder,
    env: { ARQONBUS_WS_URL: url, ARQONBUS_AUTH_JWT: jwt },
  })
}

function isMessage({ type }: Envelope): boolean {
  return type === 'message'
}

/** A Python that can run the client, by its name. */
async function findPython(): Promise<string | undefined> {
  for (const name of ['python3', 'python']) {
    const check = promisify(execFile)(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))'])
    if (
      await check.then(
        () => true,
        () => false,
      )
    )
      return name
  }
  return undefined
}

/** HS256 (RFC 7515), valid for an hour. */
function token(): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = { sub: 'ada', tenant_id: 'acme', exp: Math.floor(Date.now() / 1000) + 3600 }
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`
}
