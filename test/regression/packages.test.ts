import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BusProcess } from '../bus-process.js'

/** The packages as a user gets them: packed, installed with npm into an empty project, run there. */
const published = ['@arqonbus/protocol', '@arqonbus/sdk', '@arqonbus/server-core', 'arqon', 'arqonbus']
const repository = join(import.meta.dirname, '../..')
const run = promisify(execFile)

type Manifest = {
  version: string
  bin?: Record<string, string>
  exports: Record<string, string | Record<string, string>>
}

let project: string

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'arqonbus-installed-'))
  const tarballs = await pack(join(project, 'tarballs'))
  const dependencies = Object.fromEntries(tarballs)
  // The packages find each other among the tarballs, not in the registry.
  const overrides = Object.fromEntries(published.map((name) => [name, `$${name}`]))
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, dependencies, overrides }))
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: project, env: userEnvironment() })
})

afterAll(async () => {
  await rm(project, { recursive: true, force: true })
})

test.each(published)('%s brings only what a user needs', async (name) => {
  const folder = join(project, 'node_modules', name)
  const files = await readdir(folder, { recursive: true })
  expect(files.filter((file) => file.startsWith(`src${sep}`) || file.includes('.test.'))).toEqual([])
  const manifest = await readFile(join(folder, 'package.json'), 'utf8')
  expect(manifest).not.toMatch(/@arqonbus\/source|workspace:|catalog:/)
})

describe.each([
  ["the repository's Node", () => process.execPath],
  ["the machine's own Node", machineNode],
])('under %s', (_label, node) => {
  test.each(published)('%s is importable', async (name) => {
    const { exports } = await installed(name)
    const entry = join(project, 'entry.mjs')
    await writeFile(entry, `console.log(typeof (await import(${JSON.stringify(name)})))`)
    expect(Object.keys(exports)).toContain('.')
    expect(await runIn(await node(), entry)).toBe('object')
  })

  test.each(['arqon', 'arqonbus'])('%s --version prints the version of the package', async (name) => {
    const { version } = await installed(name)
    expect(await runIn(await node(), await binary(name), '--version')).toContain(version)
  })

  test.each(['arqon', 'arqonbus'])('%s --help says how it is used', async (name) => {
    expect(await runIn(await node(), await binary(name), '--help')).toContain(name)
  })

  test('the server carries what the SDK says to the command line, and ends with 0', async () => {
    const own = await node()
    const bus = await BusProcess.start({ main: await binary('arqonbus'), node: own })
    const bot = join(project, 'bot.mjs')
    await writeFile(bot, BOT)
    expect(await runIn(own, bot, bus.ws)).toBe('true')
    const history = await runIn(own, await binary('arqon'), 'history', 'demo:lobby', '--json', '--ws-url', bus.ws)
    expect(history).toContain('"hello from the package"')
    bus.signal('SIGTERM')
    expect(await bus.exited).toBe(0)
  })
})

/** A user's program: publishes one message and prints whether it is stored. */
const BOT = `
import { ArqonClient } from '@arqonbus/sdk'
const client = new ArqonClient({ url: process.argv[2] })
await client.connect()
const { stored } = await client.channel('demo', 'lobby').publish({ text: 'hello from the package' })
console.log(stored)
await client.close()
`

/** Packs the built packages; answers each one's name and the `file:` address of its tarball. */
async function pack(destination: string): Promise<[string, string][]> {
  const filters = published.flatMap((name) => ['--filter', name])
  const args = [...filters, 'pack', '--json', '--pack-destination', destination]
  const { stdout } = await run('pnpm', args, { cwd: repository })
  const packed: { name: string; filename: string }[] = JSON.parse(stdout)
  return packed.map(({ name, filename }) => [name, `file:${filename}`])
}

async function installed(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8'))
}

async function binary(name: string): Promise<string> {
  const { bin = {} } = await installed(name)
  return join(project, 'node_modules', name, bin[name] ?? `(${name} has no bin)`)
}

/** What the command prints, trimmed; throws with its error output when it does not exit 0. */
async function runIn(node: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(node, args, { cwd: project, env: userEnvironment(), timeout: 20_000 })
  return stdout.trim()
}

/** The environment of a shell outside the repository: without what pnpm and vitest put in. */
function userEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_|pnpm_|NODE_|VITEST|ARQONBUS_)/i.test(name))
  return { ...Object.fromEntries(kept), PATH: userPath().join(delimiter), NO_COLOR: '1' }
}

function userPath(): string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
}

/** The first Node on the user's PATH that the packages promise to run on. */
async function machineNode(): Promise<string> {
  for (const path of userPath().map((folder) => join(folder, 'node'))) {
    if (!existsSync(path)) continue
    const [major = 0, minor = 0] = (await run(path, ['-p', 'process.versions.node'])).stdout.split('.').map(Number)
    if (major > 20 || (major === 20 && minor >= 19)) return path
  }
  throw new Error('no Node of version 20.19 or later on the PATH, besides the one in node_modules')
}
