import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import type { CommandLine } from '../command-line.js'
import { isClientVariable, laterPart, turnsOff } from './later.js'
import { nearest } from './nearest.js'
import type { Problem } from './problem.js'
import { type SettingName, type SettingRow, settingRows } from './table.js'

/** The environment of a process, or what plays its part. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Where a value came from. */
export type Origin = 'flag' | 'environment' | 'file' | 'default'

/** A value as it came from outside, and how whoever gave it would name it. */
export interface Given {
  readonly value: unknown
  readonly origin: Exclude<Origin, 'default'>
  readonly where: string
}

/** What the sources hold, before any schema has seen it. */
export interface Sources {
  readonly given: ReadonlyMap<SettingName, Given>
  readonly problems: readonly Problem[]
  readonly warnings: readonly string[]
}

/** The variable that names the configuration file where `--config` does not. */
const CONFIG_VARIABLE = 'ARQONBUS_CONFIG'
/** An old switch of others that let every token pass. It does nothing here, and prod does not start with it. */
export const SKIP_VALIDATION_VARIABLE = 'JWT_SKIP_VALIDATION'

/** A flag goes before a variable, a variable before the file. An empty variable is no variable. */
export function readSources(line: CommandLine, env: Environment): Sources {
  const configFile = line.configFile ?? nonEmpty(env[CONFIG_VARIABLE])
  const file = configFile === undefined ? NO_FILE : readConfigFile(configFile)
  const given = new Map<SettingName, Given>()
  for (const row of settingRows) {
    const found = fromFlag(row, line) ?? fromEnvironment(row, env) ?? fromFile(row, file.values, configFile)
    if (found !== undefined) given.set(row.name, found)
  }
  return { given, problems: file.problems, warnings: environmentWarnings(env) }
}

function fromFlag(row: SettingRow, line: CommandLine): Given | undefined {
  const value = line.flags.get(row.name)
  return value === undefined ? undefined : { value, origin: 'flag', where: `--${row.flag} (${row.variable})` }
}

function fromEnvironment(row: SettingRow, env: Environment): Given | undefined {
  const value = nonEmpty(env[row.variable])
  return value === undefined ? undefined : { value, origin: 'environment', where: row.variable }
}

function fromFile(row: SettingRow, values: FileValues, file: string | undefined): Given | undefined {
  const value = values.get(row.flag)
  return value === undefined ? undefined : { value, origin: 'file', where: `${row.flag} in ${file} (${row.variable})` }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value
}

type FileValues = ReadonlyMap<string, unknown>
interface ConfigFile {
  readonly values: FileValues
  readonly problems: readonly Problem[]
}

const NO_FILE: ConfigFile = { values: new Map(), problems: [] }
const fileSchema = v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))

/** The texts of errors hold nothing of the file: it may hold secrets. */
function readConfigFile(path: string): ConfigFile {
  const refuse = (message: string): ConfigFile => ({
    values: new Map(),
    problems: [{ setting: `--config ${path}`, message }],
  })
  const text = readText(path)
  if (text === undefined) return refuse('cannot be read')
  const parsed = parseJson(text)
  if (!v.is(fileSchema, parsed)) return refuse('wants a JSON object of settings')
  const values = new Map<string, unknown>(
    Object.entries(parsed).filter(([key, value]) => key !== '$schema' && value !== null),
  )
  const flags = settingRows.map((row) => row.flag)
  const problems = [...values.keys()]
    .filter((key) => !flags.includes(key))
    .map((key) => ({
      setting: `${key} in ${path}`,
      message: `is not a setting of this version${meant(nearest(key, flags))}`,
    }))
  return { values, problems }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function meant(close: string | undefined): string {
  return close === undefined ? '' : `; did you mean ${close}?`
}

function environmentWarnings(env: Environment): string[] {
  const known = new Set<string>([CONFIG_VARIABLE, ...settingRows.map((row) => row.variable)])
  const warnings: string[] = []
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('ARQONBUS_') || known.has(name) || isClientVariable(name)) continue
    const part = laterPart(name)
    if (part === undefined)
      warnings.push(`${name} is not a variable of this version${meant(nearest(name, [...known]))}`)
    else if (value !== undefined && value !== '' && !turnsOff(value)) {
      warnings.push(`${name} has no effect: ${part} is not in this version`)
    }
  }
  return warnings.sort()
}
