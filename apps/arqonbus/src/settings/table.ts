import * as v from 'valibot'
import { access } from './access.js'
import { channels } from './channels.js'
import { limits } from './limits.js'
import { listening } from './listening.js'
import { operation } from './operation.js'
import { type Facts, flagOf } from './setting.js'
import { shown } from './show.js'

/** Every setting of this version, each declared once: parsing, the help, `arqonbus config` and the reference page come from here. */
const shape = v.object({ ...listening, ...access, ...channels, ...limits, ...operation })

export type SettingName = keyof typeof shape.entries

/** A setting as the listings see it. */
export interface SettingRow extends Facts {
  readonly name: SettingName
  readonly flag: string
  /** What a value must be, for people. */
  readonly wants: string
  /** The default for people; empty where there is none. */
  readonly shownDefault: string
}

export const settingRows: readonly SettingRow[] = Object.entries(shape.entries).map(([name, schema]) => {
  if (!isSettingName(name)) throw new TypeError(name)
  const facts: Facts = v.getMetadata(schema)
  // What no setting can be: the schema answers what it wants instead.
  const [refusal] = v.safeParse(schema, Symbol(name)).issues ?? []
  return {
    ...facts,
    name,
    flag: flagOf(facts.variable),
    wants: refusal?.message ?? '',
    shownDefault: facts.otherwise ?? shown(facts, v.getDefault(schema)),
  }
})

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(shape.entries, name)
}

/** The variable of a setting, for texts. */
export function variableOf(name: SettingName): string {
  return v.getMetadata(shape.entries[name]).variable
}

/** Values as they came from outside, by setting, to values of the right type with every default in its place. */
export const settingsSchema = v.pipe(
  shape,
  v.transform((given) => {
    const dev = given.environment === 'dev'
    return {
      ...given,
      httpHost: given.httpHost ?? given.serverHost,
      logFormat: given.logFormat ?? (dev ? 'pretty' : 'json'),
      requireDualDataStack: given.requireDualDataStack ?? given.environment === 'prod',
      rateLimitMessagesPerSecond: given.rateLimitMessagesPerSecond ?? (dev ? 0 : 1000),
      rateLimitCommandsPerSecond: given.rateLimitCommandsPerSecond ?? (dev ? 0 : 100),
      rateLimitConnectionsPerMinute: given.rateLimitConnectionsPerMinute ?? (dev ? 0 : 600),
    }
  }),
)

/** Everything that can be set, as it is in force. Sizes in bytes; times in the unit that the name ends with. */
export type Settings = Readonly<v.InferOutput<typeof settingsSchema>>
