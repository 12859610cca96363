import { join } from 'node:path'
import { ArqonClient, type Channel } from '@arqonbus/sdk'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { BusProcess } from '../bus-process.js'
import { launchChromium } from '../chromium.js'
import { repository } from '../markdown.js'
import { Program } from '../program.js'
import { TcpProxy } from '../tcp-proxy.js'

/** The page of examples/browser in a real browser, among a bot, a shell and other clients on a real bus. */
const examples = join(repository, 'examples')
let browser: Browser
let bus: BusProcess

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

beforeEach(async () => {
  bus = await BusProcess.start()
  onTestFinished(() => bus.kill())
})

test('the bot says hello, the shell prints it, the page shows it and answers, and both see the answer', async () => {
  const env = { ARQONBUS_WS_URL: bus.ws }
  const tail = new Program(process.execPath, [join(repository, 'packages/cli/dist/main.js'), 'tail', 'demo:lobby'], {
    env,
  })
  await tail.notesThat('listening to demo:lobby')
  const page = await chatAs('Ada')
  new Program(process.execPath, ['bot.mjs'], { cwd: join(examples, 'hello-bot'), env })
  await tail.prints('{"text":"hello, I answer to ping"}')
  await eventually(() => texts(page)).toEqual(['hello, I answer to ping'])

  await say(page, 'ping')
  await tail.prints('{"text":"ping","name":"Ada"}')
  await tail.prints('{"text":"pong"}')
  await eventually(() => texts(page)).toEqual(['hello, I answer to ping', 'ping', 'pong'])
})

test('people see each other come, write and go', async () => {
  const ada = await chatAs('Ada')
  await eventually(() => members(ada)).toEqual(['Ada (you)'])
  const grace = await chatAs('Grace')
  await eventually(() => members(ada)).toEqual(['Ada (you)', 'Grace'])
  await eventually(() => members(grace)).toEqual(['Ada', 'Grace (you)'])

  await say(ada, 'Good evening')
  await eventually(() => authors(ada)).toEqual(['Ada (you)'])
  await eventually(() => authors(grace)).toEqual(['Ada'])

  await grace.getByRole('button', { name: 'Leave' }).click()
  await eventually(() => members(ada)).toEqual(['Ada (you)'])
  await grace.getByRole('dialog', { name: 'Join the chat' }).waitFor()
})

test('who comes later sees what was said before, once and in order', async () => {
  const { lobby } = await otherMember()
  for (const text of ['one', 'two', 'three']) await lobby.publish({ text })
  const page = await chatAs('Ada')
  await eventually(() => texts(page)).toEqual(['one', 'two', 'three'])
  await lobby.publish({ text: 'four' })
  await eventually(() => texts(page)).toEqual(['one', 'two', 'three', 'four'])
})

test('what is said at the very moment of joining is shown once, in its place', async () => {
  const { client, lobby } = await otherMember()
  await lobby.publish({ text: 'before' })
  const proxy = await TcpProxy.to(bus.ws)
  onTestFinished(() => proxy.close())
  // The page hears of it live, and finds it in the history for which it can only ask after that.
  client.on('event', async ({ event }) => {
    if (event !== 'presence.join') return
    proxy.pause()
    await lobby.publish({ text: 'while joining' })
    proxy.resume()
  })
  const page = await chatAs('Ada', proxy.url)
  await eventually(() => texts(page)).toEqual(['before', 'while joining'])
  await lobby.publish({ text: 'after' })
  await eventually(() => texts(page)).toEqual(['before', 'while joining', 'after'])
})

test('what others write stays text', async () => {
  const { lobby } = await otherMember()
  const page = await chatAs('Ada')
  const attack = '<img src=x onerror="document.title = \'gone\'"><script>document.title = "gone"</script>'
  await lobby.publish({ text: attack, name: attack })
  await lobby.publish({ picture: attack })
  await eventually(() => texts(page)).toEqual([attack, JSON.stringify({ picture: attack })])
  expect(await page.locator('#messages :is(img, script)').count()).toBe(0)
  expect(await page.title()).toBe('demo:lobby · ArqonBus')
})

test('a lost connection comes back, and with it what was said meanwhile on both sides', async () => {
  const { lobby } = await otherMember()
  const proxy = await TcpProxy.to(bus.ws)
  onTestFinished(() => proxy.close())
  const page = await chatAs('Ada', proxy.url)
  await lobby.publish({ text: 'before' })
  await eventually(() => texts(page)).toEqual(['before'])

  proxy.refusing = true
  proxy.cutAll()
  const state = page.getByRole('status')
  await eventually(() => state.textContent()).toContain('Connecting again')
  await say(page, 'from here')
  await eventually(() => state.textContent()).toContain('1 to send')
  await lobby.publish({ text: 'from there' })

  proxy.refusing = false
  await eventually(() => texts(page)).toEqual(['before', 'from there', 'from here'])
  expect(await state.textContent()).toBe('Connected')
  await eventually(async () => (await members(page)).filter((name) => name === 'Ada (you)')).toHaveLength(1)
})

test('where there is no bus, the page says so and can be told another one', async () => {
  const gone = await BusProcess.start()
  await gone.kill()
  const page = await enterAs('Ada', gone.ws)
  const dialog = page.getByRole('dialog', { name: 'Join the chat' })
  await dialog.getByRole('alert').getByText('nobody answers there').waitFor()
  await dialog.getByText('Another bus').click()
  await dialog.getByLabel('Address').fill(bus.ws)
  await dialog.getByRole('button', { name: 'Join' }).click()
  await page.getByText('Connected', { exact: true }).waitFor()
})

/** Patient: the machine may be busy with other things. */
function eventually<Value>(value: () => Promise<Value>) {
  return expect.poll(value, { timeout: 30_000 })
}

/** A page in the channel. */
async function chatAs(name: string, busUrl = bus.ws): Promise<Page> {
  const page = await enterAs(name, busUrl)
  await page.getByText('Connected', { exact: true }).waitFor()
  return page
}

/** A page of its own browser profile, with the form filled in and sent by keyboard. */
async function enterAs(name: string, busUrl: string): Promise<Page> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(String(error)))
  onTestFinished(() => expect(wrong).toEqual([]))
  await page.goto(`${await pageUrl()}?bus=${encodeURIComponent(busUrl)}`)
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  return page
}

async function pageUrl(): Promise<string> {
  const server = new Program(process.execPath, ['serve.mjs'], { cwd: join(examples, 'browser'), env: { PORT: '0' } })
  return /http:\S+/.exec(await server.prints('http://127.0.0.1:'))?.[0] ?? ''
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}

function texts(page: Page): Promise<string[]> {
  return page.getByRole('log').locator('article p:last-child').allTextContents()
}

function authors(page: Page): Promise<string[]> {
  return page.getByRole('log').locator('article strong').allTextContents()
}

/** Without the initials beside the names. */
async function members(page: Page): Promise<string[]> {
  const items = page.getByRole('complementary').getByRole('listitem')
  return (await items.evaluateAll((all) => all.map((item) => item.lastChild?.textContent ?? ''))).sort()
}

/** Somebody in the channel who is no page, and hears who comes. */
async function otherMember(): Promise<{ client: ArqonClient; lobby: Channel }> {
  const client = new ArqonClient({ url: bus.ws })
  onTestFinished(() => client.close())
  await client.connect()
  const lobby = client.channel('demo', 'lobby')
  await lobby.subscribe(() => undefined, { presence: true })
  return { client, lobby }
}
