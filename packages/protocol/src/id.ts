import * as v from 'valibot'

const MESSAGE_ID = /^arq_(?:\d{1,32}_\d{1,32}_[0-9a-f]{6}|[0-7][0-9A-HJKMNP-TV-Z]{25})$/
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const RANDOM_CHARACTERS = 16

/** A message id: `arq_<digits>_<digits>_<6 lower-case hex>` (older clients) or `arq_<ULID>`. */
export const messageIdSchema = v.pipe(
  v.string('must be a string'),
  v.regex(MESSAGE_ID, 'must be arq_<digits>_<digits>_<6 lower-case hex> or arq_<ULID>'),
)

/** Whether `text` is a message id. */
export function isMessageId(text: string): boolean {
  return MESSAGE_ID.test(text)
}

/** Where an id generator gets its time (milliseconds since 1970) and its randomness (fills the array, returns nothing). */
export interface IdSource {
  now(): number
  fillRandom(bytes: Uint8Array): void
}

const systemSource: IdSource = {
  now: () => Date.now(),
  fillRandom: (bytes) => {
    crypto.getRandomValues(bytes)
  },
}

/**
 * A generator of message ids, `arq_` and a ULID: 48 bits of time, 80 of randomness. Ids of one generator sort in the
 * order in which they were made, also inside a millisecond and where the clock goes back: the randomness is counted up
 * then (https://github.com/ulid/spec, Monotonicity).
 *
 * The generator throws a RangeError where the source's time does not fit 48 bits, as a negative one or NaN does not.
 */
export function createIdGenerator(source: IdSource = systemSource): () => string {
  const digits = new Uint8Array(RANDOM_CHARACTERS)
  const characters: number[] = Array.from(digits)
  let lastMs = Number.NEGATIVE_INFINITY
  let prefix = ''
  return () => {
    const now = Math.floor(source.now())
    if (now <= lastMs) {
      if (!increment(digits)) prefix = encodeTime(++lastMs)
    } else {
      prefix = encodeTime(now)
      lastMs = now
      source.fillRandom(digits)
      for (let i = 0; i < RANDOM_CHARACTERS; i++) digits[i] = (digits[i] ?? 0) & 31
    }
    for (let i = 0; i < RANDOM_CHARACTERS; i++) characters[i] = CROCKFORD.charCodeAt(digits[i] ?? 0)
    // One string at once: built digit by digit it would cost a piece of memory for each.
    return `arq_${prefix}${String.fromCharCode(...characters)}`
  }
}

/** Ten Crockford digits of milliseconds. */
function encodeTime(ms: number): string {
  if (!(ms >= 0 && ms < 2 ** 48)) throw new RangeError('the time of an id must fit 48 bits')
  let rest = ms
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = `${CROCKFORD[rest % 32]}${text}`
    rest = Math.floor(rest / 32)
  }
  return text
}

/** Counts the base-32 number up; false when it ran over and is zero again. */
function increment(digits: Uint8Array): boolean {
  for (let i = digits.length - 1; i >= 0; i--) {
    const next = (digits[i] ?? 0) + 1
    digits[i] = next & 31
    if (next < 32) return true
  }
  return false
}
