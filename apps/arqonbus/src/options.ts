import { validationError } from '@arqonbus/protocol'
import * as v from 'valibot'
import { cautions } from './cautions.js'
import { type CommandLine, readCommandLine } from './command-line.js'
import { brokenRules } from './rules.js'
import type { Problem } from './settings/problem.js'
import { quoted } from './settings/show.js'
import { type Environment, type Given, type Origin, readSources, SKIP_VALIDATION_VARIABLE } from './settings/sources.js'
import { type SettingName, type Settings, settingRows, settingsSchema } from './settings/table.js'

/** What is in force, where each value came from, and what people should know about it. */
export interface Options {
  readonly settings: Settings
  readonly origins: ReadonlyMap<SettingName, Origin>
  /** Sentences that stop nothing: unknown variables, what has no effect, what is unwise. */
  readonly warnings: readonly string[]
}

/** Everything that can be said of a command line and an environment, whether or not a bus can be started from it. */
export interface Reading extends Options {
  readonly commandLine: CommandLine
  /** Empty: the settings may be used. */
  readonly problems: readonly Problem[]
  /** Settings with a wrong value; in `settings` their defaults stand. */
  readonly failed: ReadonlySet<SettingName>
}

/**
 * The settings of a bus: a flag goes before the environment, the environment before the `--config` file, the file
 * before the default.
 *
 * @param argv the arguments without the interpreter and the script
 * @throws BusError `VALIDATION_ERROR` whose `details.errors` has every problem at once, none with a secret in it
 */
export function parseOptions(argv: readonly string[], env: Environment): Options {
  const { settings, origins, warnings, problems } = readOptions(argv, env)
  if (problems.length > 0) {
    const errors = problems.map(({ setting, message }) => ({ path: setting, message }))
    throw validationError(errors, 'The configuration has problems')
  }
  return { settings, origins, warnings }
}

/** The same without throwing: the caller shows the problems. */
export function readOptions(argv: readonly string[], env: Environment): Reading {
  const commandLine = readCommandLine(argv)
  const sources = readSources(commandLine, env)
  const { settings, failed, problems } = check(sources.given)
  const origins = originsOf(sources.given)
  const judged = { settings, origins, skipsValidation: (env[SKIP_VALIDATION_VARIABLE] ?? '') !== '' }
  return {
    commandLine,
    settings,
    origins,
    failed,
    warnings: [...sources.warnings, ...cautions(judged)],
    problems: [
      ...commandLine.misunderstood.map((message) => ({ setting: 'command line', message })),
      ...sources.problems,
      ...problems,
      ...brokenRules(judged, failed),
    ],
  }
}

/** Each value against its schema; a wrong one is named, and its default takes its place so that the rest can be judged. */
function check(given: ReadonlyMap<SettingName, Given>) {
  const values: { [name: string]: unknown } = {}
  for (const [name, { value }] of given) values[name] = value
  const first = v.safeParse(settingsSchema, values)
  if (first.success) return { settings: first.output, failed: new Set<SettingName>(), problems: [] }
  const problems: Problem[] = []
  const failed = new Set<SettingName>()
  for (const issue of first.issues) {
    const row = settingRows.find((row) => row.name === issue.path?.[0]?.key)
    const source = row === undefined ? undefined : given.get(row.name)
    if (row === undefined || source === undefined || failed.has(row.name)) continue
    failed.add(row.name)
    delete values[row.name]
    problems.push({ setting: source.where, message: `got ${quoted(row, source.value)}, wants ${issue.message}` })
  }
  return { settings: v.parse(settingsSchema, values), failed, problems }
}

function originsOf(given: ReadonlyMap<SettingName, Given>): ReadonlyMap<SettingName, Origin> {
  return new Map(settingRows.map(({ name }) => [name, given.get(name)?.origin ?? 'default']))
}
