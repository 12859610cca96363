import { rules } from './rules.js'
import { laterVariables } from './settings/later.js'
import { groups } from './settings/setting.js'
import { type SettingRow, settingRows } from './settings/table.js'

/** Everything that the reference page of the configuration says, as data. */
export interface ConfigurationReference {
  /** Headings with their settings, in the order of the page. */
  readonly groups: readonly { readonly name: string; readonly settings: readonly SettingRow[] }[]
  /** What must hold between settings, a sentence each. */
  readonly rules: readonly string[]
  /** Names (globs) of variables that have no effect in this version, and what they belong to. */
  readonly later: readonly { readonly names: readonly string[]; readonly part: string }[]
}

/** What can be configured, from the declarations that the server itself reads. */
export function describeConfiguration(): ConfigurationReference {
  return {
    groups: groups.map((name) => ({ name, settings: settingRows.filter((row) => row.group === name) })),
    rules: rules.map(({ says }) => says),
    later: laterVariables,
  }
}
