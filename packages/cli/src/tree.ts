import {
  type Contract,
  isJsonObject,
  type JsonObject,
  jsonObjectSchema,
  type ParsedArgsOf,
  toDetail,
} from '@arqonbus/protocol'
import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import type { Argv } from 'yargs'
import { usage } from './failure.js'
import { ownFlags } from './flags.js'
import { readJson } from './input.js'
import type { Shell } from './verb.js'

/** One argument of a contract as a flag of the command line. */
export interface Flag {
  /** As it is written after `--`: `after-seq`, or `since.epoch` for a value inside another. */
  readonly name: string
  /** Where its value goes in the arguments. */
  readonly path: readonly [string, ...string[]]
  /** `json`: a JSON text, `@file` or `-`. */
  readonly type: 'string' | 'number' | 'boolean' | 'json'
  readonly choices: readonly string[] | undefined
  readonly required: boolean
  readonly description: string
}

/** The flags of a contract, each object's own after it. */
export function flagsOf({ args }: Pick<Contract, 'args'>): Flag[] {
  return flagsIn(toJsonSchema(args, conversion), [])
}

/** The flags of a contract whose room and channel the command line says otherwise. */
export function flagsBeyondTopic(contract: Pick<Contract, 'args'>): Flag[] {
  return flagsOf(contract).filter(({ name }) => name !== 'room' && name !== 'channel')
}

/** Adds flags to a command line. Whether a required one is there is for the contract to say. */
export function declare<Flags>(line: Argv<Flags>, flags: readonly Flag[]): Argv<Flags> {
  for (const { name, type, choices, required, description } of flags) {
    line.option(name, {
      type: type === 'json' ? 'string' : type,
      ...(type === 'boolean' ? {} : { requiresArg: true }),
      ...(choices === undefined ? {} : { choices }),
      describe:
        `${description}${type === 'json' ? ' (JSON, @file or -)' : ''}${required ? ' (required)' : ''}`.trimStart(),
    })
  }
  return line
}

/**
 * The arguments that the flags say, over those of `base`. Not checked against the contract yet.
 *
 * @throws Failure where a flag that takes JSON has none
 */
export async function argumentsFrom(
  flags: readonly Flag[],
  given: Readonly<Record<string, unknown>>,
  shell: Pick<Shell, 'stdin' | 'signal'>,
  base: JsonObject = {},
): Promise<JsonObject> {
  const args: Record<string, unknown> = { ...base }
  for (const { name, path, type } of flags) {
    const value = given[name]
    if (value === undefined) continue
    place(args, path, type === 'json' ? await readJson(String(value), `--${name}`, shell) : value, name)
  }
  return args
}

/**
 * The arguments as the contract has them, defaults filled in.
 *
 * @throws Failure with every rule that they break, by its flag
 */
export function checked<C extends Contract>({ name, args: schema }: C, args: JsonObject): ParsedArgsOf<C> {
  const result = v.safeParse<C['args']>(schema, args)
  if (result.success) return result.output
  const errors = result.issues.map(toDetail).map(({ path, message }) => ({ path: flagPath(path), message }))
  const hint = `Show what it takes with: arqon call ${name} --help`
  throw usage(`these are no arguments for ${name}`, { details: { errors }, hint })
}

/** A part of a JSON Schema that says what an argument is. */
const propertySchema = v.looseObject({
  type: v.optional(v.string()),
  enum: v.optional(v.array(v.string())),
  description: v.optional(v.string(), ''),
  default: v.optional(v.unknown()),
  properties: v.optional(v.record(v.string(), v.unknown())),
  required: v.optional(v.array(v.string()), []),
})

const conversion: ConversionConfig = {
  // Of a pipe of two schemas the second is the narrower one.
  typeMode: 'output',
  // Rules in code say nothing of a flag.
  errorMode: 'ignore',
  overrideSchema: ({ valibotSchema }) => (valibotSchema === jsonObjectSchema ? { type: 'object' } : undefined),
}

function flagsIn(schema: unknown, parents: readonly string[]): Flag[] {
  const { properties = {}, required } = v.parse(propertySchema, schema)
  return Object.entries(properties).flatMap(([key, value]) => {
    const [first = key, ...rest] = [...parents, key]
    const path: [string, ...string[]] = [first, ...rest]
    const property = v.safeParse(propertySchema, value)
    // An enum of something else than texts, and whatever else JSON Schema can say, is written as JSON.
    if (!property.success)
      return [{ name: flagName(path), path, type: 'json', choices: undefined, required: false, description: '' }]
    const { type, enum: choices, description, default: fallback } = property.output
    const isRequired = required.includes(key) && fallback === undefined
    const flag: Flag = { name: flagName(path), path, type: flagType(type), choices, required: isRequired, description }
    return [flag, ...flagsIn(value, path).map((inner) => ({ ...inner, required: false }))]
  })
}

function flagType(type: string | undefined): Flag['type'] {
  if (type === 'integer' || type === 'number') return 'number'
  return type === 'string' || type === 'boolean' ? type : 'json'
}

/** A path in a contract's arguments as the flag that says it; empty for the whole. */
function flagPath(path: string): string {
  return path === '' ? '' : `--${flagName(path.split('.'))}`
}

/** Dashes as everywhere on a command line; a name that arqon has for itself is set apart. */
function flagName(path: readonly string[]): string {
  const name = path.join('.').replaceAll('_', '-')
  const [first = name] = name.split('.')
  return ownFlags.has(first) ? `arg-${name}` : name
}

function place(
  target: Record<string, unknown>,
  [key, ...rest]: readonly [string, ...string[]],
  value: unknown,
  flag: string,
): void {
  const [next, ...further] = rest
  if (next === undefined) {
    target[key] = value
    return
  }
  const inner = target[key] ?? {}
  if (!isJsonObject(inner)) throw usage(`--${flag} is inside of something that is no JSON object`)
  const copy = { ...inner }
  target[key] = copy
  place(copy, [next, ...further], value, flag)
}
