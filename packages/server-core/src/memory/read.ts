import { validationError } from '@arqonbus/protocol'
import * as v from 'valibot'
import type { Bounds, ReadPage, ReadQuery, StoredMessage } from '../ports.js'
import type { Kept } from './kept.js'
import type { Ring } from './ring.js'

/** The place of the last message of a page, in the order of the reading: time, then stream by its number, then seq. */
const cursorSchema = v.pipe(v.string(), v.parseJson(), v.strictTuple([v.number(), v.number(), v.number()]))
type Cursor = v.InferOutput<typeof cursorSchema>

/** One page out of several streams, in one order over all of them. */
export function readPage(rings: readonly Ring[], query: ReadQuery): ReadPage {
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor)
  const direction = query.order === 'oldest-first' ? 1 : -1
  const found = rings.flatMap((ring) => select(ring, query, cursor))
  found.sort((a, b) => direction * compare(placeOf(a), placeOf(b)))
  const messages = within(query, found)
  const last = messages.at(-1)
  return { messages, cursor: last && found.length > messages.length ? encodeCursor(placeOf(last)) : null }
}

/** The first of `messages`, as many as a page may have. */
export function within<M extends StoredMessage>(
  { limit, maxCharacters = Number.POSITIVE_INFINITY }: Bounds,
  messages: M[],
): M[] {
  let characters = 0
  const end = messages.findIndex(({ text }, i) => {
    characters += text.length
    return i >= limit || (i > 0 && characters > maxCharacters)
  })
  return end < 0 ? messages : messages.slice(0, end)
}

/** What one stream can give to a page: one more than fits, so that it is known whether there is more. */
function select(ring: Ring, query: ReadQuery, cursor: Cursor | undefined): Kept[] {
  const { afterSeq = 0, since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, limit } = query
  const first = Math.max(
    ring.indexAfter(afterSeq),
    ring.firstIndex(({ storedAt }) => storedAt >= since),
  )
  const end = ring.firstIndex(({ storedAt }) => storedAt > until)
  if (query.order === 'oldest-first') {
    const from = cursor
      ? Math.max(
          first,
          ring.firstIndex((message) => compare(placeOf(message), cursor) > 0),
        )
      : first
    return ring.slice(from, Math.min(end, from + limit + 1))
  }
  const to = cursor
    ? Math.min(
        end,
        ring.firstIndex((message) => compare(placeOf(message), cursor) >= 0),
      )
    : end
  return ring.slice(Math.max(first, to - limit - 1), to).reverse()
}

function placeOf({ storedAt, life, seq }: Kept): Cursor {
  return [storedAt, life.number, seq]
}

function compare(a: Cursor, b: Cursor): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function decodeCursor(text: string): Cursor {
  const result = v.safeParse(cursorSchema, Buffer.from(text, 'base64url').toString())
  if (!result.success) throw validationError([{ path: 'args.cursor', message: 'is not a cursor of this list' }])
  return result.output
}
