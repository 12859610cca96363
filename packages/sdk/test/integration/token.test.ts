import { expect, test, vi } from 'vitest'
import { connected, movableClock, newClient, startBus, token, withTokens } from '../bus.js'
import { TcpProxy } from '../tcp-proxy.js'

const inSeconds = (seconds: number) => ({ exp: Date.now() / 1000 + seconds, iat: Date.now() / 1000 })

test('a token lets a client in', async () => {
  const { url } = await startBus(withTokens())
  const { client } = await connected({ url, token: token({ tenant_id: 'acme' }) })
  expect(client.welcome).toMatchObject({ tenant_id: 'acme' })
  expect(await client.call('whoami')).toMatchObject({ subject: 'alice' })
})

test('no token or a wrong one is AUTHENTICATION_FAILED, and nothing is tried again', async () => {
  const { port } = await startBus(withTokens())
  const proxy = await TcpProxy.before(port)
  for (const given of [
    undefined,
    'nonsense',
    token({}, 'a secret that nobody knows, of thirty-two bytes'),
    token({ exp: 1 }),
  ]) {
    const { client } = newClient({ url: proxy.url, token: given })
    await expect(client.connect({ retry: true })).rejects.toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      retryable: false,
    })
    expect(client.state).toBe('idle')
  }
  expect(proxy.accepted).toBe(4)
})

test('a token function is asked for one more token when the first is refused', async () => {
  const { url } = await startBus(withTokens())
  const give = vi
    .fn()
    .mockResolvedValueOnce('stale')
    .mockImplementation(async () => token())
  await connected({ url, token: give })
  expect(give).toHaveBeenCalledTimes(2)
  const wrong = vi.fn(() => 'always wrong')
  await expect(newClient({ url, token: wrong }).client.connect()).rejects.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
  })
  expect(wrong).toHaveBeenCalledTimes(2)
})

test('a token function that throws is told as such', async () => {
  const { url } = await startBus(withTokens())
  const { client } = newClient({
    url,
    token: () => {
      throw new Error('the vault is sealed')
    },
  })
  const failed = client.connect()
  await expect(failed).rejects.toMatchObject({
    code: 'TOKEN_FAILED',
    retryable: true,
    cause: { message: 'the vault is sealed' },
  })
})

test('the token function is asked anew before every connection', async () => {
  const { port } = await startBus(withTokens())
  const proxy = await TcpProxy.before(port)
  const give = vi.fn(async () => token())
  const { client } = await connected({ url: proxy.url, token: give })
  for (const times of [2, 3]) {
    proxy.cut()
    await expect.poll(() => give.mock.calls.length).toBe(times)
    await expect.poll(() => client.state).toBe('connected')
  }
})

test('a token function that fails while reconnecting is asked again until it gives one', async () => {
  const { port } = await startBus(withTokens())
  const proxy = await TcpProxy.before(port)
  const give = vi.fn(async () => token())
  const { client } = await connected({ url: proxy.url, token: give })
  give.mockRejectedValueOnce(new Error('away')).mockRejectedValueOnce(new Error('still away'))
  const reasons: string[] = []
  client.on('reconnecting', ({ error }) => reasons.push(error.code))
  proxy.cut()
  await expect.poll(() => reasons).toEqual(['CONNECTION_LOST', 'TOKEN_FAILED', 'TOKEN_FAILED'])
  await expect.poll(() => client.state).toBe('connected')
})

test('a token is refreshed before it expires, again and again, and the connection goes on', async () => {
  const { url } = await startBus(withTokens())
  const give = vi.fn(async () => token(inSeconds(3600)))
  for (const seconds of [0.5, 0.5]) give.mockImplementationOnce(async () => token(inSeconds(seconds)))
  const { client, errors } = await connected({ url, token: give })
  const disconnected = vi.fn()
  client.on('disconnected', disconnected)
  const answers = vi.fn()
  client.on('frame', (frame) => frame.type === 'response' && answers(frame.status))
  await expect.poll(() => answers.mock.calls, { timeout: 5000 }).toEqual([['success'], ['success']])
  expect(give).toHaveBeenCalledTimes(3)
  expect(disconnected).not.toHaveBeenCalled()
  expect(errors).toEqual([])
})

test('a token that expires while connected is replaced on the next connection', async () => {
  const clock = movableClock()
  const { url } = await startBus({ ...withTokens(), clock })
  const give = vi.fn(async () => token(inSeconds(7200)))
  give.mockImplementationOnce(async () => token(inSeconds(600)))
  const { client } = await connected({ url, token: give })
  const disconnected = vi.fn()
  client.on('disconnected', disconnected)
  clock.forward(700_000)
  await expect
    .poll(() => disconnected.mock.calls, { timeout: 5000 })
    .toMatchObject([[{ code: 4101, willReconnect: true }]])
  await expect.poll(() => client.state).toBe('connected')
})

test('a fixed token that expires while connected ends the client', async () => {
  const clock = movableClock()
  const { url } = await startBus({ ...withTokens(), clock })
  const { client } = await connected({ url, token: token(inSeconds(600)) })
  const closed = vi.fn()
  client.on('closed', closed)
  const reading = (async () => {
    for await (const _ of client.channel('r', 'c')) throw new Error('nobody publishes')
  })()
  await expect.poll(async () => (await client.channel('r', 'c').presence()).count).toBe(1)
  clock.forward(700_000)
  await Promise.all([
    expect
      .poll(() => closed.mock.calls, { timeout: 5000 })
      .toMatchObject([[{ code: 4101, error: { code: 'CONNECTION_ENDED', closeCode: 4101 } }]]),
    expect(reading).rejects.toMatchObject({ code: 'CONNECTION_ENDED' }),
  ])
  expect(client.state).toBe('closed')
})

test('a permission that is missing rejects the subscription and the publish, and nothing else', async () => {
  const { url } = await startBus(withTokens())
  const permissions = [{ room: 'open', channel: '*', actions: ['publish', 'subscribe'] }]
  const { client, errors } = await connected({ url, token: token({ permissions }) })
  await expect(client.channel('secret', 'c').subscribe(() => undefined)).rejects.toMatchObject({
    code: 'AUTHORIZATION_ERROR',
  })
  await expect(client.channel('secret', 'c').publish({})).rejects.toMatchObject({ code: 'AUTHORIZATION_ERROR' })
  await expect(async () => {
    for await (const _ of client.channel('secret', 'c')) throw new Error('nobody may')
  }).rejects.toMatchObject({ code: 'AUTHORIZATION_ERROR' })
  await client.channel('open', 'c').subscribe(() => undefined)
  expect(errors).toEqual([])
})

test('a permission that is lost between two connections ends the subscription, told as an error', async () => {
  const { port } = await startBus(withTokens())
  const proxy = await TcpProxy.before(port)
  const give = vi.fn(async () => token({ permissions: [] }))
  give.mockImplementationOnce(async () => token())
  const { client, errors } = await connected({ url: proxy.url, token: give })
  await client.channel('r', 'c').subscribe(() => undefined)
  proxy.cut()
  await expect.poll(() => errors).toMatchObject([{ code: 'AUTHORIZATION_ERROR' }])
  expect(client.state).toBe('connected')
})
