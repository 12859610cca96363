import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { makeCertificate } from '../certificate.js'
import { ServerProcess } from './server.js'

const ANY_PORTS = ['--server-port', '0', '--http-port', '0']
const folder = mkdtempSync(join(tmpdir(), 'arqonbus-process-'))
const open: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()))
})
afterAll(() => rmSync(folder, { recursive: true }))

function start(args: readonly string[], env: Record<string, string> = {}, nodeFlags: readonly string[] = []) {
  const server = new ServerProcess(args, env, nodeFlags)
  open.push(() => {
    server.kill('SIGKILL')
    return server.ended
  })
  return server
}

/** A WebSocket client that is no part of this repository, its frames and how it was closed. */
function connectTo(url: string) {
  const socket = new WebSocket(url)
  const frames: string[] = []
  socket.on('message', (data) => frames.push(String(data)))
  const failed = new Promise<never>((_resolve, reject) => socket.once('error', reject))
  const closed = Promise.race([failed, new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))])
  closed.catch(() => {})
  open.push(async () => socket.terminate())
  return { frames, closed }
}

/** A client that upgrades and then never answers anything, not even a close. */
async function deafClient(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  open.push(async () => socket.destroy())
  const headers = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  socket.write(`GET / HTTP/1.1\r\nHost: ${hostname}\r\n${headers.join('\r\n')}\r\n\r\n`)
  await new Promise<void>((resolve, reject) => {
    socket.once('data', () => resolve())
    socket.once('error', reject)
  })
  return socket
}

describe('a start', () => {
  it('prints where it listens, and welcomes a foreign client within a second', async () => {
    const server = start(ANY_PORTS)
    const { ws, http } = await server.listening()
    const since = performance.now()
    const { frames } = connectTo(ws)
    await expect.poll(() => frames.length, { interval: 5 }).toBeGreaterThan(0)
    expect(performance.now() - since).toBeLessThan(1000)
    expect(JSON.parse(frames[0] ?? '')).toMatchObject({
      sender: 'arqonbus',
      payload: { welcome: 'Connected to ArqonBus' },
    })
    expect((await fetch(`${http}/health`)).status).toBe(200)
    expect(server.stdout).toContain(`npx arqon tail --ws-url ${ws} --room demo --channel hello`)
  })

  it('says it in one JSON line, and nothing else, where the log is JSON', async () => {
    const server = start([...ANY_PORTS, '--log-format', 'json'])
    const { ws, http } = await server.listening()
    server.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    const [first, ...rest] = server.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(first).toMatchObject({ event: 'listening', ws_url: ws, http_url: http, storage: 'memory', auth: false })
    expect(rest.length).toBeGreaterThan(0)
    expect(server.stderr).toBe('')
  })

  it('ends with 2 and every problem at once where the configuration is wrong', async () => {
    const server = start(['--max-connections', 'many', '--no-such-flag'], {
      ARQONBUS_ENVIRONMENT: 'prod',
      ARQONBUS_SERVER_PORT: '70000',
    })
    expect(await server.ended).toBe(2)
    expect(server.stdout).toBe('')
    for (const name of [
      '--no-such-flag',
      'ARQONBUS_MAX_CONNECTIONS',
      'ARQONBUS_SERVER_PORT',
      'ARQONBUS_ENABLE_AUTH',
      'ARQONBUS_STORAGE_MODE',
    ]) {
      expect(server.stderr).toContain(name)
    }
  })

  it.each([
    ['--server-port', 'ARQONBUS_SERVER_PORT'],
    ['--http-port', 'ARQONBUS_HTTP_PORT'],
  ])('ends with 1 and names the variable where the port of %s is in use', async (flag, variable) => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    open.push(() => new Promise((resolve) => taken.close(resolve)))
    const { port } = taken.address() as AddressInfo
    const server = start([
      ...ANY_PORTS.filter((_word, index) => ANY_PORTS[index - (index % 2)] !== flag),
      flag,
      String(port),
    ])
    expect(await server.ended).toBe(1)
    expect(server.stderr).toContain(
      `port ${port} on 127.0.0.1 is in use: end what uses it, or choose another with ${variable}`,
    )
  })

  it('warns of a variable that nobody knows', async () => {
    const server = start(ANY_PORTS, { ARQONBUS_SERVER_PROT: '1' })
    await server.listening()
    expect(server.stdout).toContain('did you mean ARQONBUS_SERVER_PORT?')
  })
})

describe('an end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s sends clients away with 4100, leaves nothing open and is a 0',
    async (signal) => {
      const server = start(ANY_PORTS)
      const client = connectTo((await server.listening()).ws)
      await expect.poll(() => client.frames.length).toBe(1)
      server.kill(signal)
      expect(await client.closed).toBe(4100)
      expect(await server.ended).toBe(0)
      // What was left open would be named here.
      expect(server.stderr).toBe('')
    },
  )

  it('takes the drain time at most, and is still a 0', async () => {
    const server = start([...ANY_PORTS, '--drain-seconds', '0.5'])
    await deafClient((await server.listening()).ws)
    const since = performance.now()
    server.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(performance.now() - since).toBeGreaterThan(450)
    expect(performance.now() - since).toBeLessThan(4000)
  })

  it('comes at once with 130 when interrupted a second time', async () => {
    const server = start([...ANY_PORTS, '--drain-seconds', '60'])
    await deafClient((await server.listening()).ws)
    server.kill('SIGINT')
    server.kill('SIGINT')
    await expect.poll(() => server.stdout).toContain('draining')
    // The one that follows within 200 ms counts as the same; interrupt until it is another one.
    const impatient = setInterval(() => server.kill('SIGINT'), 100)
    expect(await server.ended).toBe(130)
    clearInterval(impatient)
  })

  it.each([
    ['shutdown', 0],
    ['restart', 75],
  ])('can be asked for over HTTP: %s ends with %i', async (what, code) => {
    const server = start(ANY_PORTS, { ARQONBUS_ADMIN_API_KEY: 'the key of this test' })
    const { http } = await server.listening()
    const answer = await fetch(`${http}/admin/${what}`, {
      method: 'POST',
      headers: { 'x-api-key': 'the key of this test' },
    })
    expect(answer.status).toBe(202)
    expect(await server.ended).toBe(code)
  })

  it.each([
    ['an error', 'throw new Error("boom")'],
    ['a rejection', 'Promise.reject(new Error("boom"))'],
  ])('follows %s that nobody caught: logged, clients sent away, 1', async (_what, code) => {
    const module = `data:text/javascript,process.on('SIGUSR2', () => { ${code} })`
    const server = start([...ANY_PORTS, '--log-format', 'json'], {}, ['--import', module])
    const client = connectTo((await server.listening()).ws)
    await expect.poll(() => client.frames.length).toBe(1)
    server.kill('SIGUSR2')
    expect(await client.closed).toBe(4100)
    expect(await server.ended).toBe(1)
    const levels = server.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).level)
    expect(levels).toContain('fatal')
  })

  it('does not follow when whoever read the output has gone', async () => {
    const server = start([...ANY_PORTS, '--log-level', 'debug'])
    const { ws } = await server.listening()
    server.child.stdout.destroy()
    server.child.stderr.destroy()
    const first = connectTo(ws)
    await expect.poll(() => first.frames.length).toBe(1)
    server.kill('SIGHUP')
    const second = connectTo(ws)
    await expect.poll(() => second.frames.length).toBe(1)
    server.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  })
})

describe('TLS', () => {
  const cert = join(folder, 'cert.pem')
  const key = join(folder, 'key.pem')
  const write = () => {
    const made = makeCertificate({
      from: new Date(Date.now() - 60_000),
      to: new Date(Date.now() + 30 * 24 * 3600 * 1000),
    })
    writeFileSync(cert, made.cert)
    writeFileSync(key, made.key)
  }
  const served = async (url: string): Promise<string> => {
    const { port } = new URL(url)
    const socket: TLSSocket = tlsConnect({ host: '127.0.0.1', port: Number(port), rejectUnauthorized: false })
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve)
      socket.once('error', reject)
    })
    const { fingerprint256 } = socket.getPeerCertificate()
    socket.destroy()
    return fingerprint256
  }

  it.each([
    ['on SIGHUP', (server: ServerProcess) => server.kill('SIGHUP')],
    ['by itself', () => {}],
  ])('takes a new certificate %s, and none that cannot be used', async (_how, ask) => {
    write()
    const server = start([...ANY_PORTS, '--tls-cert-file', cert, '--tls-key-file', key])
    const { ws, http } = await server.listening()
    expect([ws, http]).toEqual([expect.stringMatching(/^wss:/), expect.stringMatching(/^https:/)])
    const first = await served(ws)
    expect(await served(http)).toBe(first)
    writeFileSync(cert, 'nonsense')
    ask(server)
    await expect.poll(() => server.stdout, { timeout: 10_000 }).toContain('stays in force')
    expect(await served(ws)).toBe(first)
    write()
    ask(server)
    await expect.poll(() => served(ws), { timeout: 10_000 }).not.toBe(first)
    expect(await served(http)).toBe(await served(ws))
  })
})

describe('arqonbus preflight', () => {
  it('marks each check and ends with 0 where all is well', async () => {
    const server = start(['preflight', ...ANY_PORTS])
    expect(await server.ended).toBe(0)
    expect(server.stdout).toMatch(/^✓ configuration/)
    expect(server.stdout).not.toContain('✗')
  })

  it('shows all that fails and ends with 1', async () => {
    const server = start(['preflight', ...ANY_PORTS], {
      ARQONBUS_ENVIRONMENT: 'prod',
      ARQONBUS_TLS_CERT_FILE: '/nowhere.pem',
    })
    expect(await server.ended).toBe(1)
    const failures = server.stdout.split('\n').filter((line) => line.startsWith('✗'))
    for (const name of [
      'ARQONBUS_SERVER_HOST',
      'ARQONBUS_STORAGE_MODE',
      'ARQONBUS_ENABLE_AUTH',
      'ARQONBUS_REQUIRE_DUAL_DATA_STACK',
      '/nowhere.pem',
    ]) {
      expect(failures.join('\n')).toContain(name)
    }
  })

  it('speaks JSON to programs', async () => {
    const server = start(['preflight', '--json', ...ANY_PORTS])
    expect(await server.ended).toBe(0)
    expect(JSON.parse(server.stdout)).toContainEqual({ check: 'TLS', outcome: 'pass', detail: 'off' })
  })
})

describe('arqonbus config', () => {
  it('prints what is in force and where it came from', async () => {
    const server = start(['config', '--json', '--http-port', '4000'], { ARQONBUS_SERVER_PORT: '4001' })
    expect(await server.ended).toBe(0)
    expect(JSON.parse(server.stdout)).toMatchObject({
      ARQONBUS_HTTP_PORT: { value: 4000, source: 'flag' },
      ARQONBUS_SERVER_PORT: { value: 4001, source: 'environment' },
      ARQONBUS_LOG_LEVEL: { value: 'info', source: 'default' },
    })
  })

  it('ends with 2 where something is wrong', async () => {
    const server = start(['config', '--http-port', 'x'])
    expect(await server.ended).toBe(2)
    expect(server.stderr).toContain('ARQONBUS_HTTP_PORT')
  })
})

it.each([
  ['--help', /--server-port[\s\S]*--auth-jwt-secret/],
  ['--version', /^\d+\.\d+\.\d+\S*\n$/],
])('arqonbus %s ends with 0', async (flag, text) => {
  const server = start([flag])
  expect(await server.ended).toBe(0)
  expect(server.stdout).toMatch(text)
})

it('never says a secret, whatever it is asked', async () => {
  const secrets = [
    'hunter2-hunter2-hunter2-hunter2-hunter2',
    'hunter3-hunter3-hunter3-hunter3-hunter3',
    'hunter4-hunter4-hunter4',
  ]
  const config = join(folder, 'secret.json')
  writeFileSync(config, JSON.stringify({ 'auth-jwt-secret-previous': secrets[1], 'enable-auth': true }))
  const env = { ARQONBUS_AUTH_JWT_SECRET: secrets[0] ?? '', ARQONBUS_LOG_LEVEL: 'trace' }
  const flags = [...ANY_PORTS, '--config', config, '--admin-api-key', secrets[2] ?? '']
  const asked = [
    ['config'],
    ['config', '--json'],
    ['preflight'],
    ['--no-such-flag'],
    ['--server-port', '1', '--log-level', 'loud'],
  ]
  const said = await Promise.all(
    asked.map(async (args) => {
      const server = start([...args, ...flags], env)
      await server.ended
      return server.stdout + server.stderr
    }),
  )
  const server = start(flags, env)
  const { http } = await server.listening()
  const shown = await fetch(`${http}/system/config`, { headers: { 'x-api-key': secrets[2] ?? '' } })
  expect(shown.status).toBe(200)
  said.push(await shown.text())
  server.kill('SIGTERM')
  await server.ended
  said.push(server.stdout, server.stderr)
  expect(said.join('\n')).not.toMatch(/hunter/)
  expect(said[0]).toMatch(/ARQONBUS_AUTH_JWT_SECRET +\*{8} +environment/)
})
