import { expect, test } from 'vitest'
import { jsonLines } from '../arqon.js'
import { connected, startBus } from '../bus.js'
import { here } from '../here.js'

test('status tells how the bus is doing', async () => {
  const { env } = await startBus()
  const { code, stdout } = await here(['status'], { env })
  expect(stdout).toMatch(/^ArqonBus 9\.8\.7 is running\n/)
  expect(stdout).toMatch(/^ {2}node +node-test$/m)
  expect(stdout).toMatch(/^ {2}storage +memory \(gone with the process\): 0 messages$/m)
  expect(code).toBe(0)
})

test('status --json is what the bus answers', async () => {
  const { env, http } = await startBus()
  const { stdout } = await here(['status', '--json', '--http-url', http], {
    env: { ...env, ARQONBUS_HTTP_URL: 'http://127.0.0.1:9' },
  })
  expect(jsonLines(stdout)).toEqual([expect.objectContaining({ connections: 0, server: expect.anything() })])
})

test('version tells the versions of the bus and of arqon', async () => {
  const { env } = await startBus()
  const { stdout } = await here(['version'], { env })
  expect(stdout).toMatch(/^ArqonBus 9\.8\.7 \(protocol 1\.0\)\narqon \d+\.\d+\.\d+ \(protocol 1\.0\)\n$/)
  const { stdout: json } = await here(['version', '--json'], { env })
  const cli = { version: expect.any(String), protocol: '1.0' }
  expect(jsonLines(json)).toEqual([{ name: 'ArqonBus', version: '9.8.7', protocol: '1.0', build: null, cli }])
})

test('pub sends a JSON object as it is, and tells where it went', async () => {
  const { env, ws } = await startBus()
  const client = await connected(ws)
  const got: object[] = []
  await client.channel('science', 'general').subscribe(({ payload }) => void got.push(payload))
  const { code, stdout } = await here(['pub', 'science:general', '{"n":1}'], { env })
  expect(stdout).toMatch(/^published to science:general as #1, delivered to 1 {2}arq_\w{26}\n$/)
  expect(code).toBe(0)
  await expect.poll(() => got).toEqual([{ n: 1 }])
})

test('pub takes room, channel and payload as flags too, and a text as { text }', async () => {
  const { env, ws } = await startBus()
  const client = await connected(ws)
  const place = ['--room', 'science', '--channel', 'general']
  await here(['pub', ...place, 'hello there'], { env })
  await here(['pub', ...place, '--payload', '{"n":2}', '--metadata', '{"sequence":7}'], { env })
  await here(['pub', 'science:general', '-'], { env, stdin: 'from a pipe\n' })
  const { entries } = await client.channel('science', 'general').history()
  const sent = entries.map(({ envelope }) => envelope).toReversed()
  expect(sent.map(({ payload }) => payload)).toEqual([{ text: 'hello there' }, { n: 2 }, { text: 'from a pipe' }])
  expect(sent[1]?.metadata).toEqual({ sequence: 7 })
})

test('pub --count publishes several times, and answers an acknowledgement a line', async () => {
  const { env } = await startBus()
  const { stdout } = await here(['pub', 'a:b', 'x', '--count', '3', '--json'], { env })
  const acks = jsonLines(stdout)
  expect(acks).toHaveLength(3)
  expect(acks[2]).toMatchObject({
    seq: 3,
    delivered: 0,
    stored: true,
    duplicate: false,
    id: expect.stringMatching(/^arq_/),
  })
})

test('pub --id delivers once, however often it is published', async () => {
  const { env } = await startBus()
  const again = ['pub', 'a:b', 'x', '--id', 'arq_01K0ABCDEFGHJKMNPQRSTVWXYZ']
  await here(again, { env })
  const { stdout } = await here(again, { env })
  expect(stdout).toContain('as #1, delivered to 0, was there already')
})

test('pub --to sends to one client alone', async () => {
  const { env, ws } = await startBus()
  const client = await connected(ws)
  const got: object[] = []
  client.on('message', ({ payload }) => got.push(payload))
  const { stdout } = await here(['pub', '--to', client.clientId ?? '', 'psst'], { env })
  expect(stdout).toContain('published to the client, delivered to 1')
  await expect.poll(() => got).toEqual([{ text: 'psst' }])
  const nobody = await here(['pub', '--to', 'client_nobody', 'psst'], { env })
  expect(nobody.stderr).toContain('(NOT_FOUND)')
  expect(nobody.code).toBe(1)
})

test('history shows the newest messages, the newest last, and says where there is more', async () => {
  const { env, ws } = await startBus()
  const channel = (await connected(ws)).channel('science', 'general')
  for (const n of [1, 2, 3]) await channel.publish({ n })
  const { stdout, stderr } = await here(['history', 'science:general', '--limit', '2'], { env })
  const lines = stdout.trimEnd().split('\n')
  expect(lines).toEqual([expect.stringMatching(/#2 .*\{"n":2\}$/), expect.stringMatching(/#3 .*\{"n":3\}$/)])
  const [, cursor = ''] = /--cursor "(.*)"/.exec(stderr) ?? []
  const rest = await here(['history', 'science:general', '--limit', '2', '--cursor', cursor], { env })
  expect(rest.stdout).toMatch(/#1 .*\{"n":1\}\n$/)
})

test('history --after-seq shows the oldest first', async () => {
  const { env, ws } = await startBus()
  const channel = (await connected(ws)).channel('science', 'general')
  for (const n of [1, 2, 3]) await channel.publish({ n })
  const { stdout } = await here(['history', '--room', 'science', '--channel', 'general', '--after-seq', '1'], { env })
  expect(stdout.match(/#\d/g)).toEqual(['#2', '#3'])
})

test('history of all channels is for admins, and names each', async () => {
  const admins = await startBus({ anonymousRole: 'admin' })
  await here(['pub', 'a:b', 'x'], admins)
  const { stdout } = await here(['history'], admins)
  expect(stdout).toContain('  a:b  #1')
  const users = await startBus()
  const refused = await here(['history'], users)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('(AUTHORIZATION_ERROR)')
  expect(refused.stderr).toContain('arqon call whoami')
})

test('history --json is what the bus answers', async () => {
  const { env } = await startBus()
  await here(['pub', 'a:b', '{"n":1}'], { env })
  const { stdout } = await here(['history', 'a:b', '--json'], { env })
  expect(jsonLines(stdout)).toEqual([
    expect.objectContaining({
      count: 1,
      entries: [expect.objectContaining({ envelope: expect.objectContaining({ payload: { n: 1 } }) })],
    }),
  ])
})

test('channels lists them in a table', async () => {
  const { env, ws } = await startBus()
  const client = await connected(ws)
  await client.call('join_channel', { room: 'science', channel: 'general' })
  await client.channel('science', 'general').publish({})
  const { stdout } = await here(['channels', '--room', 'science'], { env })
  expect(stdout).toMatch(/^channel +members +messages +created +description\nscience:general +1 +1 +2\d{3}-\S+\n$/)
  const none = await here(['channels', '--room', 'other'], { env })
  expect(none).toMatchObject({ code: 0, stdout: '', stderr: 'there are no channels\n' })
  const json = await here(['channels', '--json'], { env })
  expect(jsonLines(json.stdout)).toEqual([expect.objectContaining({ count: 1, next_cursor: null })])
})

test('presence lists who listens, and what others call themselves cannot control the terminal', async () => {
  const { env, ws } = await startBus()
  const client = await connected(ws)
  await client.call('client.describe', { type: 'ai-agent', screen_name: 'Ada \u001b[2J' })
  await client.call('join_channel', { room: 'science', channel: 'general' })
  const { stdout } = await here(['presence', 'science:general'], { env })
  expect(stdout).toMatch(new RegExp(`^${client.clientId} +anonymous +ai-agent +Ada \\\\u001b\\[2J +2\\d{3}-`, 'm'))
  const { stdout: json } = await here(['presence', '--room', 'science', '--channel', 'general', '--json'], { env })
  expect(jsonLines(json)).toEqual([expect.objectContaining({ count: 1 })])
})

test('call takes the arguments of a contract as flags', async () => {
  const { env } = await startBus({ anonymousRole: 'admin' })
  const create = ['call', 'create_channel', '--room', 'a', '--channel', 'b', '--history.max-messages', '2', '--lossy']
  const created = await here([...create, '--json'], { env })
  expect(jsonLines(created.stdout)).toEqual([expect.objectContaining({ room: 'a', channel: 'b', lossy: true })])
  const again = await here(create, { env })
  expect(again.stderr).toContain('(CONFLICT)')
  expect(again.code).toBe(1)
})

test('call takes them as JSON too, and by the older names of commands', async () => {
  const { env } = await startBus()
  await here(['pub', 'a:b', 'x', '--count', '3'], { env })
  const args = ['call', 'history.get', '--args', '-', '--limit', '2', '--json']
  const { stdout } = await here(args, { env, stdin: '{"room":"a","channel":"b","limit":1}' })
  expect(jsonLines(stdout)).toEqual([expect.objectContaining({ count: 2, limit: 2 })])
})

test('call answers people with JSON that can be read', async () => {
  const { env } = await startBus()
  const { stdout } = await here(['call', 'whoami'], { env })
  expect(stdout).toMatch(/^\{\n {2}"client_id": "client_/)
})

test('call help asks the bus, not arqon', async () => {
  const { env } = await startBus()
  const { stdout } = await here(['call', 'help', '--command', 'ping', '--json'], { env })
  expect(jsonLines(stdout)).toEqual([{ commands: [expect.objectContaining({ name: 'ping' })] }])
  const { stdout: all } = await here(['call', 'help', '--json'], { env })
  expect(all).toContain('"join_channel"')
})

test('call sends commands that it does not know', async () => {
  const { env } = await startBus()
  const { code, stderr } = await here(['call', 'robot.dance', '--args', '{"fast":true}'], { env })
  expect(stderr).toContain('There is no command robot.dance')
  expect(stderr).toContain('arqon call help')
  expect(code).toBe(1)
})

test('bench measures, and says in JSON what it has measured', async () => {
  const { env } = await startBus()
  const small = ['bench', '--messages', '50', '--subscribers', '3', '--size', '10', '--outstanding', '4']
  const { code, stdout, stderr } = await here([...small, '--json'], { env })
  expect(code).toBe(0)
  expect(stderr).toBe('')
  const [result] = jsonLines(stdout)
  expect(result).toMatchObject({
    subscribers: 3,
    size: 10,
    delivered: 150,
    missing: 0,
    rate: { outstanding: 4 },
  })
  const { stdout: text } = await here([...small, '--max-seconds', '1'], { env })
  expect(text).toMatch(/^ {2}latency +p50 [\d.]+ ms, p99 [\d.]+ ms/)
  expect(text).toMatch(/^ {2}deliveries +[\d,]+\/s$/m)
})
