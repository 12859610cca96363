import type { Listening } from '@arqonbus/server-core'
import type { Settings } from './settings/table.js'
import { version } from './version.js'

const STORAGE = 'memory: messages are gone with the process'
const DEFAULT_WS_URL = 'ws://127.0.0.1:9100'

/** What people see when the bus is there: where it listens, what it keeps, and what to type next. */
export function banner(settings: Settings, { ws, http }: Listening): string {
  const wsUrl = reachable(ws.url)
  const facts = [
    ['WebSocket', ws.url],
    ['HTTP', http?.url ?? 'off'],
    ['Storage', STORAGE],
    ['Auth', authLine(settings)],
  ] as const
  return [
    '',
    `ArqonBus ${version} is listening (${settings.environment})`,
    '',
    ...facts.map(([name, value]) => `  ${name.padEnd(9)}  ${value}`),
    '',
    'Next, each in a shell of its own:',
    ...(settings.enableAuth ? ['  export ARQONBUS_AUTH_JWT=…   # npx arqon token mint --help'] : []),
    ...nextCommands(wsUrl).map((command) => `  ${command}`),
    '',
    '',
  ].join('\n')
}

/** The same as fields of one log line. */
export function listeningFields(settings: Settings, { ws, http }: Listening) {
  return {
    event: 'listening',
    version,
    environment: settings.environment,
    ws_url: ws.url,
    http_url: http?.url ?? null,
    storage: settings.storageBackend,
    auth: settings.enableAuth,
  }
}

function nextCommands(wsUrl: string): string[] {
  const url = wsUrl === DEFAULT_WS_URL ? '' : ` --ws-url ${wsUrl}`
  return [
    `npx arqon tail${url} --room demo --channel hello`,
    `npx arqon pub${url} --room demo --channel hello '{"text":"hello"}'`,
  ]
}

function authLine({ enableAuth, authJwtAlgorithm, anonymousRole }: Settings): string {
  if (enableAuth) return `on: tokens signed with ${authJwtAlgorithm.join(', ')}`
  return `off: everybody who can reach it is let in, as ${anonymousRole}`
}

/** A wildcard address is no address to connect to. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
