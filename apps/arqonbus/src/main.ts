#!/usr/bin/env node
import type { Bus } from '@arqonbus/server-core'
import { banner, listeningFields } from './banner.js'
import { listenTrouble } from './checks/ports.js'
import { helpText } from './command-line.js'
import { failureText } from './failure.js'
import { keepYoungGenerationSmall } from './heap.js'
import { endWith, exitCodes, Lifetime } from './lifetime.js'
import { type Log, openLog } from './log.js'
import { type Reading, readOptions } from './options.js'
import { compose } from './parts.js'
import { findingLines, hasFailed, preflight } from './preflight.js'
import { settingJson, settingLines } from './settings/print.js'
import type { Problem } from './settings/problem.js'
import type { Settings } from './settings/table.js'
import { readTls, watchTls } from './tls.js'
import { version } from './version.js'

keepYoungGenerationSmall()

const print = (text: string): void => void process.stdout.write(text)
const complain = (text: string): void => void process.stderr.write(text)

// Whoever read our lines may go away: a bus does not die of that.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
endWith(await main(process.argv.slice(2), process.env), complain)

async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const reading = readOptions(argv, env)
  const { commandLine, problems } = reading
  if (commandLine.help) print(`${await helpText(process.stdout.columns ?? 100)}\n`)
  else if (commandLine.version) print(`${version}\n`)
  else if (commandLine.misunderstood.length > 0) return refuse(problems)
  else if (commandLine.command === 'preflight') return printPreflight(reading)
  else if (problems.length > 0) return refuse(problems)
  else if (commandLine.command === 'config') printConfig(reading)
  else return serve(reading)
  return exitCodes.done
}

function refuse(problems: readonly Problem[]): number {
  const lines = problems.map(({ setting, message }) => `  ${setting}: ${message}\n`)
  const count = lines.length === 1 ? 'one problem' : `${lines.length} problems`
  complain(
    `ArqonBus does not start: ${count} in its configuration\n${lines.join('')}arqonbus --help lists every setting.\n`,
  )
  return exitCodes.usage
}

function printConfig({ commandLine, settings, origins, warnings }: Reading): void {
  for (const warning of warnings) complain(`! ${warning}\n`)
  const listing = commandLine.json
    ? JSON.stringify(settingJson(settings, origins), null, 2)
    : settingLines(settings, origins)
  print(`${listing.trimEnd()}\n`)
}

async function printPreflight(reading: Reading): Promise<number> {
  const findings = await preflight(reading)
  print(reading.commandLine.json ? `${JSON.stringify(findings, null, 2)}\n` : findingLines(findings))
  return hasFailed(findings) ? exitCodes.failed : exitCodes.done
}

/** Looks at everything first, then runs the bus until there is a reason to end. */
async function serve(reading: Reading): Promise<number> {
  const findings = await preflight(reading)
  if (hasFailed(findings)) {
    complain(`ArqonBus does not start:\n${findingLines(findings)}`)
    return exitCodes.failed
  }
  const colour = process.stdout.isTTY && (process.env.NO_COLOR ?? '') === ''
  const log = openLog(reading.settings, print, colour)
  for (const { outcome, detail } of findings) if (outcome === 'warn') log.logger.warn(detail)
  try {
    return await run(reading.settings, log)
  } catch (thrown) {
    complain(`ArqonBus has failed: ${listenTrouble(reading.settings, thrown) ?? failureText(thrown)}\n`)
    return exitCodes.failed
  } finally {
    log.flush()
  }
}

async function run(settings: Settings, log: Log): Promise<number> {
  const reload = (): boolean => {
    if (settings.tlsCertFile !== undefined) reloadTls(bus, settings, log)
    return settings.tlsCertFile !== undefined
  }
  const life = new Lifetime(log, reload)
  const bus = compose(settings, { logger: log.logger, onShutdown: life.asked })
  life.begin()
  const listening = await bus.start()
  const unwatch = watchTls(settings, reload)
  if (settings.logFormat === 'pretty') print(banner(settings, listening))
  else log.logger.info(listeningFields(settings, listening), 'listening')
  const end = await life.ended
  unwatch()
  return life.finish(end, () => bus.stop(), settings.drainSeconds * 1000)
}

/** A certificate that cannot be used, or whose key is not written yet, does not replace one that can. */
function reloadTls(bus: Bus, settings: Settings, { logger }: Log): void {
  const { tls, problems } = readTls(settings, Date.now())
  if (tls === undefined)
    logger.error({ problems }, 'the TLS files cannot be used: the certificate before stays in force')
  else {
    bus.reloadTls(tls)
    logger.info('the TLS files were read again')
  }
}
