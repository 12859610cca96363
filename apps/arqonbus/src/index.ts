export { type Options, parseOptions } from './options.js'
export { busOptions, compose, type Surroundings } from './parts.js'
export type { Environment, Origin } from './settings/sources.js'
export { type SettingName, type SettingRow, type Settings, settingRows } from './settings/table.js'
