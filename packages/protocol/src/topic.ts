import * as v from 'valibot'

const NAME = /^[^\s\p{Cc}:*?[\]{}]{1,128}$/u
const GLOB = /^[^\s\p{Cc}:[\]{}]{1,128}$/u

/** The name of a room, a channel or a tenant: 1–128 characters, no white space, no control character, none of `: * ? [ ] { }`. */
export const nameSchema = v.pipe(
  v.string('must be a string'),
  v.regex(NAME, 'must be 1 to 128 characters without white space, control characters or any of : * ? [ ] { }'),
  v.title('name'),
)

/** A name with `*` (any run of characters) and `?` (one character) in it. */
export const globSchema = v.pipe(
  v.string('must be a string'),
  v.regex(GLOB, 'must be 1 to 128 characters without white space, control characters or any of : [ ] { }'),
  v.title('glob'),
)

/** Whether `text` may name a room, a channel or a tenant. */
export function isName(text: string): boolean {
  return NAME.test(text)
}

/** `room:channel` apart; `undefined` where `text` is not exactly two names with a colon between. */
export function splitTopic(text: string): { room: string; channel: string } | undefined {
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  const room = text.slice(0, colon)
  const channel = text.slice(colon + 1)
  return isName(room) && isName(channel) ? { room, channel } : undefined
}

/** The one spelling of a room and channel as one string. Colons cannot stand in a name, so it is unambiguous. */
export function joinTopic(room: string, channel: string): string {
  return `${room}:${channel}`
}

/**
 * Whether `text` matches `glob`, where `*` stands for any run of characters and `?` for one. Case matters.
 * Takes at most `glob.length × text.length` steps, whatever the glob: only the last `*` is ever tried again.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let g = 0
  let t = 0
  let star = -1
  let retryFrom = 0
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g++
      retryFrom = t
    } else if (glob[g] === '?') {
      g++
      t += widthAt(text, t)
    } else if (glob[g] === text[t]) {
      g++
      t++
    } else if (star >= 0) {
      g = star + 1
      retryFrom += widthAt(text, retryFrom)
      t = retryFrom
    } else {
      return false
    }
  }
  while (glob[g] === '*') g++
  return g === glob.length
}

/** How many code units the character at `index` has. */
function widthAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1
}
