import { shown, shownJson } from './show.js'
import type { Origin } from './sources.js'
import { type SettingName, type Settings, settingRows } from './table.js'

type Origins = ReadonlyMap<SettingName, Origin>

/** What is in force as three columns: the variable, the value with secrets masked, and where it came from. */
export function settingLines(settings: Settings, origins: Origins): string {
  const rows = settingRows.map(
    (row) => [row.variable, shown(row, settings[row.name]), originOf(origins, row.name)] as const,
  )
  const widest = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length))
  const [first, second] = [widest(0), Math.min(widest(1), 60)]
  return rows
    .map(([variable, value, origin]) => `${variable.padEnd(first)}  ${value.padEnd(second)}  ${origin}\n`)
    .join('')
}

/** The same for programs: `{ VARIABLE: { value, source } }`. */
export function settingJson(
  settings: Settings,
  origins: Origins,
): { [variable: string]: { value: unknown; source: Origin } } {
  return Object.fromEntries(
    settingRows.map((row) => [
      row.variable,
      { value: shownJson(row, settings[row.name]), source: originOf(origins, row.name) },
    ]),
  )
}

/** What `/system/config` shows: each variable's value, secrets masked. */
export function shownConfig(settings: Settings): { [variable: string]: unknown } {
  return Object.fromEntries(settingRows.map((row) => [row.variable, shownJson(row, settings[row.name])]))
}

function originOf(origins: Origins, name: SettingName): Origin {
  return origins.get(name) ?? 'default'
}
