import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { codeBlocks, repository } from '../markdown.js'
import { Program } from '../program.js'

const DEFAULT_URL = "'ws://127.0.0.1:9100'"
const readme = await readFile(join(repository, 'README.md'), 'utf8')
const bot = codeBlocks(readme, 'js')[0] ?? ''
const shellLines = codeBlocks(readme, 'sh')
  .join('')
  .split('\n')
  .filter((line) => line.startsWith('arqon '))

test("the bot and the shell's lines of README.md talk to each other", async () => {
  const bus = await BusProcess.start()
  onTestFinished(() => bus.kill())
  const PATH = [join(repository, 'test/node_modules/.bin'), process.env.PATH].join(delimiter)
  const shell = (line = '') => new Program('sh', ['-c', line], { env: { PATH, ARQONBUS_WS_URL: bus.ws } })
  const [listen, say, lookBack, ...others] = shellLines
  expect(others).toEqual([])

  const tail = shell(listen)
  await tail.notesThat('listening to demo:lobby')
  const code = bot.replace(DEFAULT_URL, `'${bus.ws}'`)
  // Where @arqonbus/sdk is installed.
  new Program(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: join(repository, 'examples/hello-bot'),
  })
  await tail.prints('hello, I answer to ping')
  expect(await shell(say).exited).toBe(0)
  await tail.prints('{"text":"ping"}')
  await tail.prints('{"text":"pong"}')

  const history = shell(lookBack)
  expect(await history.exited).toBe(0)
  expect(history.lines.map((line) => /\{.*\}/.exec(line)?.[0])).toEqual([
    '{"text":"hello, I answer to ping"}',
    '{"text":"ping"}',
    '{"text":"pong"}',
  ])
})

test('the commands of examples/hello-bot/README.md work as they stand there', async () => {
  const cwd = join(repository, 'examples/hello-bot')
  const blocks = codeBlocks(await readFile(join(cwd, 'README.md'), 'utf8'), 'sh')
  const [listen, start, say, ...others] = blocks[1]?.trim().split('\n') ?? []
  expect(others).toEqual([])
  const bus = await BusProcess.start()
  onTestFinished(() => bus.kill())
  const shell = (line = '') => new Program('sh', ['-c', line], { cwd, env: { ARQONBUS_WS_URL: bus.ws } })
  const tail = shell(listen)
  await tail.notesThat('listening to demo:lobby')
  shell(start)
  await tail.prints('hello, I answer to ping')
  expect(await shell(say).exited).toBe(0)
  await tail.prints('{"text":"ping"}')
  await tail.prints('{"text":"pong"}')
})

test('the bot of README.md is examples/hello-bot, but for where the bus is', async () => {
  const example = await readFile(join(repository, 'examples/hello-bot/bot.mjs'), 'utf8')
  expect(example.replace(/process\.env\.ARQONBUS_WS_URL \?\? /, '')).toBe(bot)
})
