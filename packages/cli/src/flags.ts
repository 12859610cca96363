import type { ArgumentsCamelCase, Argv } from 'yargs'
import { usage } from './failure.js'

/** Where the bus is when nobody says. */
const defaults = { wsUrl: 'ws://127.0.0.1:9100', httpUrl: 'http://127.0.0.1:8080', timeoutSeconds: 10 } as const

const CONNECTION = 'Connection:'

/** Flags that may be given more than once; every other one says one thing. */
export const repeatable: ReadonlySet<string> = new Set(['header', 'send', 'claim'])

/** Flags that arqon keeps for itself: an argument of a command that has such a name gets another. */
export const ownFlags: ReadonlySet<string> = new Set([
  'args',
  'header',
  'help',
  'json',
  'jwt',
  'timeout-seconds',
  'version',
  'ws-url',
])

/** Flags of everything that talks to the bus. */
function credentialFlags<Flags>(line: Argv<Flags>) {
  return line
    .option('jwt', {
      type: 'string',
      requiresArg: true,
      group: CONNECTION,
      describe: 'The token',
      defaultDescription: 'ARQONBUS_AUTH_JWT',
    })
    .option('header', {
      type: 'string',
      array: true,
      requiresArg: true,
      group: CONNECTION,
      describe: "A header of the HTTP request, as 'Name: value'; may be repeated",
    })
}

/** Flags of everything that talks over a WebSocket. */
export function socketFlags<Flags>(line: Argv<Flags>) {
  return credentialFlags(line).option('ws-url', {
    type: 'string',
    requiresArg: true,
    group: CONNECTION,
    describe: 'Where the bus is',
    defaultDescription: `ARQONBUS_WS_URL, else ${defaults.wsUrl}`,
  })
}

/** Flags of what asks the bus over a WebSocket and waits for an answer. */
export function askFlags<Flags>(line: Argv<Flags>) {
  return timeoutFlag(socketFlags(line))
}

/** Flags of what asks the bus over HTTP. */
export function httpFlags<Flags>(line: Argv<Flags>) {
  return timeoutFlag(credentialFlags(line)).option('http-url', {
    type: 'string',
    requiresArg: true,
    group: CONNECTION,
    describe: 'Where the bus serves HTTP',
    defaultDescription: `ARQONBUS_HTTP_URL, else ${defaults.httpUrl}`,
  })
}

function timeoutFlag<Flags>(line: Argv<Flags>) {
  return line.option('timeout-seconds', {
    type: 'number',
    requiresArg: true,
    group: CONNECTION,
    describe: 'How long the connection, and each answer, may take',
    defaultDescription: String(defaults.timeoutSeconds),
  })
}

/** The room and channel, as `room:channel` or as two flags. */
export function topicFlags<Flags>(line: Argv<Flags>) {
  return line
    .positional('topic', { type: 'string', describe: 'The room and the channel, as room:channel' })
    .option('room', { type: 'string', requiresArg: true, describe: 'The room' })
    .option('channel', { type: 'string', requiresArg: true, describe: 'The channel in the room' })
}

/** The flags of a verb, as yargs has read them. */
export type Given<Declare extends (line: Argv) => unknown> =
  ReturnType<Declare> extends Argv<infer Flags> ? ArgumentsCamelCase<Flags> : never

export type SocketArgs = Given<typeof socketFlags>
export type HttpArgs = Given<typeof httpFlags>
export type TopicArgs = Given<typeof topicFlags>

/** The token: the flag, else the environment; `--jwt ''` is none. */
export function tokenOf({ jwt }: Pick<SocketArgs, 'jwt'>, env: NodeJS.ProcessEnv): string | undefined {
  return (jwt ?? env.ARQONBUS_AUTH_JWT) || undefined
}

/** The headers by their names. @throws Failure where one is none */
export function headersOf({ header = [] }: Pick<SocketArgs, 'header'>): Record<string, string> {
  return Object.fromEntries(header.map(headerOf))
}

function headerOf(text: string): [string, string] {
  // RFC 9110, 5.6.2: the characters of a name. What was given is not repeated: it may hold a secret.
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*[:=]\s*([\t -~\u0080-\u00ff]*)$/.exec(text) ?? []
  if (name === undefined || value === undefined) throw usage("--header must be like 'Name: value'")
  return [name, value]
}

/** Where the WebSocket is. @throws Failure */
export function wsUrlOf({ wsUrl }: Pick<SocketArgs, 'wsUrl'>, env: NodeJS.ProcessEnv): string {
  const [name, url] = chosen(['--ws-url', wsUrl], ['ARQONBUS_WS_URL', env.ARQONBUS_WS_URL], defaults.wsUrl)
  if (/^(wss?|https?):$/.test(protocolOf(url))) return url
  throw usage(`${name} must be a URL such as ws://127.0.0.1:9100 or wss://bus.example.com`)
}

/** Where HTTP is. @throws Failure */
export function httpUrlOf({ httpUrl }: Pick<HttpArgs, 'httpUrl'>, env: NodeJS.ProcessEnv): string {
  const [name, url] = chosen(['--http-url', httpUrl], ['ARQONBUS_HTTP_URL', env.ARQONBUS_HTTP_URL], defaults.httpUrl)
  if (/^https?:$/.test(protocolOf(url))) return url
  throw usage(`${name} must be a URL such as http://127.0.0.1:8080 or https://bus.example.com`)
}

type Source = readonly [name: string, value: string | undefined]

function chosen(flag: Source, variable: Source, fallback: string): readonly [string, string] {
  const [name, value] = flag[1] === undefined ? variable : flag
  return [name, value || fallback]
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

/** A URL as it may be shown: its query can hold a token, and its user part a password. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}

const MAX_TIMER_SECONDS = 2_147_483

/** A time in milliseconds. @throws Failure where it is none */
export function milliseconds(seconds: number, flag: string): number {
  if (seconds > 0) return Math.min(seconds, MAX_TIMER_SECONDS) * 1000
  throw usage(`${flag} must be a number of seconds above 0`)
}

/** How long an answer may take, in milliseconds. @throws Failure */
export function timeoutOf({ timeoutSeconds }: { readonly timeoutSeconds?: number | undefined }): number {
  return milliseconds(timeoutSeconds ?? defaults.timeoutSeconds, '--timeout-seconds')
}

/** A whole number from `least` to `most`. @throws Failure */
export function wholeNumber(value: number, flag: string, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw usage(`${flag} must be a whole number from ${least} to ${most}`)
}
