import { createServer, type Server } from 'node:net'
import { errorCode } from '../failure.js'
import type { Settings } from '../settings/table.js'
import type { Finding } from './finding.js'

interface Port {
  readonly what: string
  readonly host: string
  readonly port: number
  readonly hostVariable: string
  readonly portVariable: string
}

/** Whether the ports can be had: they are taken, both at a time, and given back. */
export async function checkPorts(settings: Settings): Promise<Finding[]> {
  const taken: Server[] = []
  const findings: Finding[] = []
  try {
    for (const port of portsOf(settings)) {
      const server = createServer()
      try {
        await listen(server, port)
        taken.push(server)
        const free = port.port === 0 ? 'any free port' : `port ${port.port}`
        findings.push({ check: port.what, outcome: 'pass', detail: `${free} on ${port.host} can be had` })
      } catch (thrown) {
        findings.push({ check: port.what, outcome: 'fail', detail: portTrouble(port, thrown) })
      }
    }
  } finally {
    await Promise.all(taken.map(close))
  }
  return findings
}

/** What to tell somebody whose bus could not listen; `undefined` where `thrown` is about something else. */
export function listenTrouble(settings: Settings, thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('syscall' in thrown) || thrown.syscall !== 'listen') return undefined
  const number = 'port' in thrown ? thrown.port : undefined
  const port = portsOf(settings).find((port) => port.port === number)
  return port === undefined ? undefined : portTrouble(port, thrown)
}

function portsOf(settings: Settings): [Port, Port] {
  return [
    {
      what: 'WebSocket port',
      host: settings.serverHost,
      port: settings.serverPort,
      hostVariable: 'ARQONBUS_SERVER_HOST',
      portVariable: 'ARQONBUS_SERVER_PORT',
    },
    {
      what: 'HTTP port',
      host: settings.httpHost,
      port: settings.httpPort,
      hostVariable: 'ARQONBUS_HTTP_HOST',
      portVariable: 'ARQONBUS_HTTP_PORT',
    },
  ]
}

function portTrouble({ host, port, hostVariable, portVariable }: Port, thrown: unknown): string {
  const code = errorCode(thrown)
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use: end what uses it, or choose another with ${portVariable}`
    case 'EACCES':
      return `port ${port} on ${host} is not for this user: choose one above 1023 with ${portVariable}`
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine: choose another with ${hostVariable}`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} has no address: choose another with ${hostVariable}`
    default:
      return `port ${port} on ${host} cannot be had (${code ?? 'unknown reason'}): see ${hostVariable} and ${portVariable}`
  }
}

function listen(server: Server, { host, port }: Port): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, exclusive: true }, resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
