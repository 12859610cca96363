import { endOfString, isForbiddenKey, MAX_DEPTH } from './codec-faults.js'
import { isJsonObject, type JsonObject } from './json.js'

/** From here on an integer may have been another one in the text (RFC 7493, 2.2). */
const FIRST_UNSURE = 2 ** 53

/**
 * Whether a frame shows at a glance that it breaks no rule of the codec. True is certain, false means that
 * `findFaults`, which is exact and slower, has to look. Every message pays for this glance, so it reads the text only
 * as far as it must: no string is looked into, and a key written twice shows in the text having more members than
 * the value.
 */
export function isPlain(text: string, value: JsonObject): boolean {
  if (!text.isWellFormed()) return false
  const keys = keysOfObject(value, 1, text.includes('\\u'))
  return keys >= 0 && keys === countMembers(text)
}

/** The number of keys at and below `object`; -1 where something in it needs the exact look. */
function keysOfObject(object: JsonObject, depth: number, mayHideSurrogates: boolean): number {
  if (depth > MAX_DEPTH) return -1
  let keys = 0
  for (const key in object) {
    if (isForbiddenKey(key) || (mayHideSurrogates && !key.isWellFormed())) return -1
    const below = keysOf(object[key], depth, mayHideSurrogates)
    if (below < 0) return -1
    keys += below + 1
  }
  return keys
}

function keysOfList(list: readonly unknown[], depth: number, mayHideSurrogates: boolean): number {
  if (depth > MAX_DEPTH) return -1
  let keys = 0
  for (let i = 0; i < list.length; i++) {
    const below = keysOf(list[i], depth, mayHideSurrogates)
    if (below < 0) return -1
    keys += below
  }
  return keys
}

function keysOf(value: unknown, depth: number, mayHideSurrogates: boolean): number {
  if (typeof value === 'string') return mayHideSurrogates && !value.isWellFormed() ? -1 : 0
  if (typeof value === 'number') return value >= FIRST_UNSURE || value <= -FIRST_UNSURE ? -1 : 0
  if (Array.isArray(value)) return keysOfList(value, depth + 1, mayHideSurrogates)
  return isJsonObject(value) ? keysOfObject(value, depth + 1, mayHideSurrogates) : 0
}

const QUOTE = 0x22
const COLON = 0x3a

/** The number of members that all objects of a JSON text have, those that a later one of the same name hides too. */
function countMembers(text: string): number {
  let colons = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === COLON) colons++
    else if (code === QUOTE) i = endOfString(text, i)
  }
  return colons
}
