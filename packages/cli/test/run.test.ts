import { describe, expect, test } from 'vitest'
import { verbs } from '../src/verbs.js'
import { here } from './here.js'

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2VjcmV0'

test('the help lists every verb, the environment and the exit codes', async () => {
  const { code, stdout } = await here(['--help'])
  expect(code).toBe(0)
  for (const [name, { summary }] of Object.entries(verbs))
    expect(stdout).toContain(`arqon ${name}`.padEnd(18) + summary)
  expect(stdout).toContain('ARQONBUS_WS_URL')
  expect(stdout).toContain('130 Ctrl-C')
})

test.each(Object.keys(verbs))('%s has a help with examples', async (name) => {
  const words = name === 'token' ? [name, 'mint'] : [name]
  const { code, stdout } = await here([...words, '--help'])
  expect(code).toBe(0)
  expect(stdout).toContain(`Examples:\n  arqon ${name}`)
})

describe('a command line that says nothing that can be done ends with 2', () => {
  test.each([
    [[], 'what shall be done?'],
    [['statsu'], 'Did you mean status?'],
    [['status', '--colour'], 'Unknown argument: colour'],
    [['status', 'now'], 'Unknown argument: now'],
    [['status', '--jwt'], 'Not enough arguments following: jwt'],
    [['status', '--jwt', 'a', '--jwt', 'b'], '--jwt was given more than once'],
    [['status', '--timeout-seconds', '0'], '--timeout-seconds must be a number of seconds above 0'],
    [['status', '--timeout-seconds', 'soon'], '--timeout-seconds must be a number of seconds above 0'],
    [['status', '--http-url', 'bus'], '--http-url must be a URL such as http://127.0.0.1:8080'],
    [['tail', '--ws-url', 'ftp://bus'], '--ws-url must be a URL such as ws://127.0.0.1:9100'],
    [['tail', '--header', 'no header'], "--header must be like 'Name: value'"],
    [['tail', '--header', 'a: b\nc: d'], "--header must be like 'Name: value'"],
    [['tail', '--limit', '0'], '--limit must be a whole number from 1'],
    [['tail', '--last', '5'], '--last needs a channel'],
    [['tail', 'a:b', '--raw'], '--raw is for the frames of a connection'],
    [['tail', 'a:b', '--since', '42'], '--since must be a position, written as epoch:seq'],
    [['tail', 'a:b', '--room', 'a'], 'name the channel once'],
    [['tail', 'a'], 'a channel is written as room:channel'],
    [['tail', '--room', 'a'], '--channel is missing'],
    [['tail', '--room', 'a*', '--channel', 'b'], '--room must be 1 to 128 characters'],
    [['presence'], 'which channel?'],
    [['pub', 'a:b'], 'what shall be published?'],
    [['pub', 'a:b', 'x', '--to', 'client'], 'where it goes was said twice'],
    [['pub', 'x', '--to', 'client', '--room', 'a'], '--to cannot be given with --room or --channel'],
    [['pub', 'a:b', '{"text":'], 'the payload is not JSON'],
    [['pub', 'a:b', '@/nowhere/at-all'], 'the file "/nowhere/at-all" cannot be read (ENOENT)'],
    [['pub', 'a:b', 'x', '--count', '1.5'], '--count must be a whole number from 1 to 1000000'],
    [['pub', 'a:b', 'x', '--id', 'mine'], '--id must be a message id'],
    [['pub', 'a:b', 'x', '--metadata', '[]'], '--metadata must be a JSON object'],
    [['call'], 'a word is missing'],
    [['call', 'ping', '--args', 'x'], '--args is not JSON'],
    [['call', 'ping', '--args', '[]'], '--args must be a JSON object'],
    [['token'], 'a word is missing'],
    [['token', 'mint'], 'Missing required argument: sub'],
    [['token', 'mint', '--sub', 'a'], 'what shall it be signed with?'],
    [['bench', '--ws-url', 'ws://bus.example.com'], 'which is not this machine'],
    [['bench', '--subscribers', '1001'], '--subscribers must be a whole number from 1 to 1000'],
  ])('arqon %j: %s', async (args, text) => {
    const { code, stdout, stderr } = await here(args)
    expect(stderr).toContain(text)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})

test('a wrong variable of the environment is told by its name, and flags come before it', async () => {
  const env = { ARQONBUS_WS_URL: 'nowhere' }
  const { code, stderr } = await here(['call', 'ping'], { env })
  expect(code).toBe(2)
  expect(stderr).toContain('ARQONBUS_WS_URL must be a URL')
  const other = await here(['call', 'ping', '--ws-url', 'elsewhere'], { env })
  expect(other.stderr).toContain('--ws-url must be a URL')
})

test('flags may be written with underscores', async () => {
  const { stderr } = await here(['call', 'history', '--after_seq=-1', '--ws_url', 'ws://127.0.0.1'])
  expect(stderr).toContain('--after-seq: must be at least 0')
})

test('with --json a wrong command line is told as JSON too', async () => {
  const { code, stdout, stderr } = await here(['tail', 'a', '--json'])
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(JSON.parse(stderr)).toMatchObject({ code: 'USAGE', exit_code: 2 })
})

describe('a token is never shown', () => {
  test('in the help, where the environment has one', async () => {
    const { stdout } = await here(['call', 'ping', '--help'], { env: { ARQONBUS_AUTH_JWT: TOKEN } })
    expect(stdout).not.toContain('eyJ')
  })

  test.each([[['status', TOKEN]], [['tail', TOKEN]], [[TOKEN]], [['pub', 'a:b', '--jwt', TOKEN]]])(
    'in what is said of %j',
    async (args) => {
      const { code, stdout, stderr } = await here(args)
      expect(code).toBe(2)
      expect(stdout + stderr).not.toContain('eyJ')
    },
  )

  test('nor what is in a URL', async () => {
    const { code, stderr } = await here(['call', 'ping', '--ws-url', `ws://me:hidden@127.0.0.1:9/?token=${TOKEN}`])
    expect(code).toBe(3)
    expect(stderr).toContain('No connection to ws://127.0.0.1:9')
    expect(stderr).not.toMatch(/eyJ|hidden/)
  })
})
