import { busCommands, type Contract, command, isJsonObject, type JsonObject } from '@arqonbus/protocol'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import yargs from 'yargs'
import { argumentsFrom, checked, declare, type Flag, flagsOf } from '../src/tree.js'
import { here } from './here.js'

const contracts = Object.values<Contract>(busCommands)
const shell = { stdin: process.stdin, signal: new AbortController().signal }

/** The arguments that words of a command line say. */
async function parsed(contract: Pick<Contract, 'args'>, words: readonly string[]): Promise<JsonObject> {
  const flags = flagsOf(contract)
  const line = declare(yargs().parserConfiguration({ 'dot-notation': false }).exitProcess(false), flags)
  return argumentsFrom(flags, await line.parseAsync([...words]), shell)
}

/** Arguments as the words that say them, as deep as there are flags for. */
function toWords(flags: readonly Flag[], args: JsonObject, path: readonly string[] = []): string[] {
  return Object.entries(args).flatMap(([key, value]) => {
    const here = [...path, key]
    const flag = flags.find((one) => one.path.join('.') === here.join('.'))
    if (flag === undefined) throw new Error(`no flag for ${here.join('.')}`)
    const isDeeper = flags.some((one) => one.path.length > here.length && one.path.join('.').startsWith(here.join('.')))
    if (isDeeper && isJsonObject(value)) return toWords(flags, value, here)
    if (flag.type === 'boolean') return [value === true ? `--${flag.name}` : `--no-${flag.name}`]
    return [`--${flag.name}`, flag.type === 'json' ? JSON.stringify(value) : String(value)]
  })
}

describe.each(contracts)('$name', (contract) => {
  test('its example can be said with flags', async () => {
    const args: unknown = contract.example.args
    if (!isJsonObject(args)) throw new Error('the example is no object')
    const said = await parsed(contract, toWords(flagsOf(contract), args))
    expect(said).toEqual(args)
    checked(contract, said)
  })

  test('its help tells of each of its arguments, and of no other contract', async () => {
    const { code, stdout } = await here(['call', contract.name, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(contract.summary)
    const own = flagsOf(contract).map(({ name }) => name)
    const told = [...stdout.matchAll(/^ +(?:-\w, +)?--([\w.-]+)/gm)].map(([, name]) => name)
    const common = ['json', 'help', 'version', 'args', 'jwt', 'header', 'ws-url', 'timeout-seconds']
    expect(told.toSorted()).toEqual([...own, ...common].toSorted())
  })
})

test('an object is one flag of JSON, and a flag for each value in it', async () => {
  const names = flagsOf(busCommands.join_channel).map(({ name, type }) => `${name}: ${type}`)
  expect(names).toContain('since: json')
  expect(names).toContain('since.epoch: string')
  expect(names).toContain('since.seq: number')
  const words = ['--since', '{"epoch":"a","seq":1}', '--since.seq', '2']
  expect(await parsed(busCommands.join_channel, words)).toEqual({ since: { epoch: 'a', seq: 2 } })
})

test('a value inside of something that is no object is refused', async () => {
  await expect(parsed(busCommands.join_channel, ['--since', '[1]', '--since.seq', '2'])).rejects.toThrow(
    '--since.seq is inside of something that is no JSON object',
  )
})

test('what may be one of a few is offered as such, and what must be there says so', () => {
  const [type] = flagsOf(busCommands['client.describe'])
  expect(type).toMatchObject({ name: 'type', choices: ['human', 'ai-agent', 'dashboard', 'service'], required: true })
  const limit = flagsOf(busCommands.history).find(({ name }) => name === 'limit')
  expect(limit).toMatchObject({ type: 'number', required: false })
})

test('an argument named like a flag of arqon itself gets another flag', async () => {
  const contract = command({
    name: 'op.webhook.register',
    summary: 'Have messages sent on',
    permission: 'anyone',
    args: v.strictObject({ url: v.string(), timeout_seconds: v.number(), value: v.unknown() }),
    data: v.unknown(),
    errors: [],
    example: { args: { url: 'https://example.com', timeout_seconds: 2, value: null }, data: null },
  })
  const words = ['--url', 'https://example.com', '--arg-timeout-seconds', '3', '--value', '[1,{"a":null}]']
  expect(await parsed(contract, words)).toEqual({
    url: 'https://example.com',
    timeout_seconds: 3,
    value: [1, { a: null }],
  })
})

test('arguments that break the contract are told by their flags, all of them', async () => {
  const { code, stderr } = await here(['call', 'join_channel', '--room', 'a b', '--since.seq', '-1'])
  expect(code).toBe(2)
  expect(stderr).toContain('--room: must be 1 to 128 characters')
  expect(stderr).toContain('--channel: is required')
  expect(stderr).toContain('--since.epoch: is required')
  expect(stderr).toContain('--since.seq: must be at least 0')
  expect(stderr).toContain('arqon call join_channel --help')
})

test('what is no number is told before anything is sent', async () => {
  const { code, stderr } = await here(['call', 'list_channels', '--limit', 'many'])
  expect(code).toBe(2)
  expect(stderr).toContain('--limit: must be a number')
})
