import { sizeText } from './kinds.js'
import type { Facts } from './setting.js'

/** What stands for a secret wherever settings are shown. */
const MASK = '********'

/** A value of a setting for people: a secret masked, sizes in their units, the password in a URL masked. */
export function shown(row: Pick<Facts, 'secret' | 'bytes'>, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (row.secret === true) return MASK
  if (row.bytes === true && typeof value === 'number') return sizeText(value)
  return withoutPassword(Array.isArray(value) ? value.join(',') : String(value))
}

/** The same for programs: numbers, booleans and lists stay what they are, a missing value is `null`. */
export function shownJson(row: Pick<Facts, 'secret'>, value: unknown): unknown {
  if (value === undefined) return null
  if (row.secret === true) return MASK
  return typeof value === 'string' ? withoutPassword(value) : value
}

/** What somebody gave for a setting, to be quoted in an error. */
export function quoted(row: Pick<Facts, 'secret'>, value: unknown): string {
  if (row.secret === true) return '(a secret, not shown)'
  const text = withoutPassword(JSON.stringify(value) ?? String(value))
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@\s"]+@/g, `//${MASK}@`)
}
