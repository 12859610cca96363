import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Arqon, arqon, OPEN } from '../arqon.js'
import { connected, movableClock, SECRET, startBus, withTokens } from '../bus.js'
import { here } from '../here.js'

const execute = promisify(execFile)

test('every verb does its work in a process of its own', async () => {
  const { env } = await startBus({ anonymousRole: 'admin' })
  const answers = [
    [['pub', 'science:general', '-'], 'published to science:general as #1'],
    [['pub', 'science:general', '@package.json', '--json'], '"seq":2'],
    [['history', 'science:general'], '{"text":"hello"}'],
    [['channels'], 'science:general'],
    [['presence', 'science:general', '--json'], '"count":0'],
    [['call', 'op.history.get', '--room', 'science', '--channel', 'general', '--limit', '5', '--json'], '"count":2'],
    [['status'], 'is running'],
    [['version'], 'ArqonBus 9.8.7'],
    [['tail', '--limit', '1'], 'Connected to ArqonBus'],
    [['tail', 'science:general', '--last', '2', '--limit', '2'], '#2'],
    [['bench', '--messages', '20', '--json'], '"missing":0'],
    [['token', 'mint', '--sub', 'alice', '--secret', SECRET], 'eyJ'],
    [['--version'], '.'],
    [['--help'], 'arqon <command>'],
  ] as const
  for (const [args, text] of answers) {
    const { code, stdout, stderr } = await arqon(args, { env, stdin: 'hello\n' })
    expect({ args, code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringContaining(text) })
  }
})

describe('where nobody listens it ends with 3, and says what to do', () => {
  test.each([
    [['status', '--http-url'], 'http'],
    [['version', '--http-url'], 'http'],
    [['pub', 'a:b', 'x', '--ws-url'], 'ws'],
    [['call', 'ping', '--ws-url'], 'ws'],
    [['tail', '--ws-url'], 'ws'],
    [['tail', 'a:b', '--ws-url'], 'ws'],
    [['bench', '--ws-url'], 'ws'],
  ])('%j', async (args, scheme) => {
    const url = `${scheme}://127.0.0.1:${await freePort()}`
    const { code, stdout, stderr } = await here([...args, url])
    expect(stderr).toContain(`No connection to ${url}: connect ECONNREFUSED`)
    expect(stderr).toContain('Is the bus running? Start one with: npx arqonbus')
    expect(stdout).toBe('')
    expect(code).toBe(3)
  })
})

describe('a token that is missing or wrong ends it with 4', () => {
  test.each([[['status']], [['pub', 'a:b', 'x']], [['tail', 'a:b']]])('%j', async (args) => {
    const { env } = await startBus(withTokens())
    const missing = await here(args, { env })
    expect(missing).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('none was given') })
    const wrong = await here([...args, '--jwt', 'wrong'], { env })
    expect(wrong).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('refused the token') })
    expect(wrong.stderr).toContain('arqon token inspect')
  })
})

test('a token that expires while it is used ends a tail with 4', async () => {
  const clock = movableClock()
  const { env } = await startBus({ ...withTokens(), clock })
  const { stdout: token } = await here(['token', 'mint', '--sub', 'a', '--secret', SECRET])
  const tail = new Arqon(['tail', 'a:b', '--jwt', token.trim()], { env })
  await tail.prints('listening', 'stderr')
  clock.forward(7_200_000)
  expect(await tail.ended).toMatchObject({ code: 4, stderr: expect.stringContaining('4101') })
})

test('a bus that does not answer in time ends it with 124', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const place = `127.0.0.1:${portOf(server)}`
  const ended = await Promise.all([
    here(['status', '--http-url', `http://${place}`, '--timeout-seconds', '0.2']),
    here(['call', 'ping', '--ws-url', `ws://${place}`, '--timeout-seconds', '0.2']),
  ])
  for (const { code, stderr } of ended) {
    expect(stderr).toContain('(TIMEOUT)')
    expect(stderr).toContain('Wait longer with --timeout-seconds')
    expect(code).toBe(124)
  }
})

test('with --json a failure is a line of JSON on stderr', async () => {
  const { env } = await startBus()
  const { code, stdout, stderr } = await here(['call', 'robot.dance', '--json'], { env })
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr)).toMatchObject({ code: 'COMMAND_NOT_FOUND', error: expect.any(String), exit_code: 1 })
})

describe('Ctrl-C', () => {
  test.each([
    ['tail', ['tail'], 'Connected', 'stdout'],
    ['tail of a channel', ['tail', 'a:b'], 'listening', 'stderr'],
    ['bench', ['bench', '--messages', '1000000', '--max-seconds', '60'], 'subscribers of', 'stderr'],
  ] as const)('ends a %s with 130, and closes its connections', async (_name, args, text, stream) => {
    const { env, ws } = await startBus()
    const running = new Arqon(args, { env })
    await running.prints(text, stream)
    running.signal('SIGINT')
    const { code, signal, stderr } = await running.ended
    expect({ code, signal }).toEqual({ code: 130, signal: null })
    expect(stderr).not.toContain('error')
    const client = await connected(ws)
    await expect.poll(async () => (await client.call('status')).connections).toBe(1)
  })

  test('ends it while it waits for stdin', async () => {
    const running = new Arqon(['token', 'mint', '--sub', 'a', '--secret', 'x', '--permissions', '-'], { stdin: OPEN })
    await running.prints('less than 32 bytes', 'stderr')
    running.signal('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130, signal: null, stdout: '' })
  })

  test('SIGTERM ends it with 143', async () => {
    const { env } = await startBus()
    const running = new Arqon(['tail'], { env })
    await running.prints('Connected')
    running.signal('SIGTERM')
    expect(await running.ended).toMatchObject({ code: 143, signal: null })
  })
})

test('it ends quietly when nobody reads it any more', async () => {
  const { env, ws } = await startBus()
  const tail = new Arqon(['tail', 'a:b', '--json'], { env })
  const client = await connected(ws)
  await expect.poll(async () => (await client.channel('a', 'b').presence()).count).toBe(1)
  tail.stopReading()
  await client.channel('a', 'b').publish({ n: 1 })
  expect(await tail.ended).toMatchObject({ code: 0, signal: null, stderr: '' })
})

test('what is printed in a pipe has no colours, unless they are asked for', async () => {
  const { env } = await startBus()
  const plain = await arqon(['status'], { env })
  expect(plain.stdout).not.toContain('\u001b[')
  const coloured = await arqon(['status'], { env: { ...env, FORCE_COLOR: '1' } })
  expect(coloured.stdout).toContain('\u001b[1mArqonBus')
})

test.each([
  [['pub', 'a:b'], 2],
  [['call', 'robot.dance'], 1],
  [['status', '--http-url', 'http://127.0.0.1:9'], 3],
  [['call', 'ping', '--ws-url', 'ws://127.0.0.1:9'], 3],
] as const)('the process of %j ends with %d', async (args, code) => {
  const { env } = await startBus()
  expect(await arqon(args, { env })).toMatchObject({ code, signal: null, stdout: '' })
})

test('the completion script completes verbs, commands and flags in bash', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arqon-bin-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await symlink(join(import.meta.dirname, '../../dist/main.js'), join(folder, 'arqon'))
  const script = `
    eval "$(arqon completion)"
    complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _arqon_yargs_completions; echo "\${COMPREPLY[@]}"; }
    complete_words arqon sta
    complete_words arqon call op.h
    complete_words arqon call op.history.replay --from
    complete_words arqon call client.describe --type a
    complete_words arqon token i`
  const env = {
    ...process.env,
    SHELL: '/bin/bash',
    PATH: [folder, dirname(process.execPath), process.env.PATH].join(delimiter),
  }
  const { stdout } = await execute('bash', ['-c', script], { env })
  expect(stdout.trimEnd().split('\n')).toEqual([
    'status',
    'op.history.get op.history.replay',
    '--from-ts',
    'ai-agent',
    'inspect',
  ])
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
