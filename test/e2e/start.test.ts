import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import WebSocket from 'ws'
import { repository } from '../markdown.js'
import { Program } from '../program.js'

const freePorts = { ARQONBUS_SERVER_PORT: '0', ARQONBUS_HTTP_PORT: '0' }

/** What README command 1 starts once it has built it. */
function startBus(): Program {
  return new Program(process.execPath, [join(repository, 'apps/arqonbus/dist/main.js')], { env: freePorts })
}

async function urlAfter(server: Program, name: 'WebSocket' | 'HTTP'): Promise<string> {
  return /\S+:\/\/\S+/.exec(await server.prints(`  ${name} `))?.[0] ?? ''
}

test('a foreign client gets the welcome within a second of the banner', async () => {
  const url = await urlAfter(startBus(), 'WebSocket')
  const bannerAt = performance.now()
  const foreign = new WebSocket(url)
  onTestFinished(() => foreign.terminate())
  const [frame] = await once(foreign, 'message')
  expect(performance.now() - bannerAt).toBeLessThan(1000)
  expect(JSON.parse(String(frame))).toMatchObject({
    type: 'message',
    sender: 'arqonbus',
    payload: { welcome: 'Connected to ArqonBus', client_id: expect.any(String), protocol: '1.0' },
  })
})

test('the banner says where it is healthy', async () => {
  const url = await urlAfter(startBus(), 'HTTP')
  expect((await fetch(`${url}/health`)).status).toBe(200)
})

test('the commands that the banner proposes work as they are printed', async () => {
  const server = startBus()
  const lines = [await server.prints('npx arqon tail'), await server.prints('npx arqon pub')]
  const [listen = '', say = ''] = lines.map((line) => line.trim())
  // As with an installed arqon: this package has it in its node_modules/.bin.
  const tail = new Program('sh', ['-c', listen], { cwd: join(repository, 'test') })
  await tail.notesThat('listening to demo:hello')
  expect(await new Program('sh', ['-c', say], { cwd: join(repository, 'test') }).exited).toBe(0)
  expect(await tail.prints('hello')).toContain('{"text":"hello"}')
})

test('Ctrl-C ends it with 0', async () => {
  const server = startBus()
  await urlAfter(server, 'WebSocket')
  server.signal('SIGINT')
  expect(await server.exited).toBe(0)
})
