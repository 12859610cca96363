import { validationError } from '@arqonbus/protocol'
import * as v from 'valibot'
import type { Bounds, ReadPage, ReadQuery, StoredMessage } from '../ports.js'
import type { Kept } from './kept.js'
import type { Ring } from './ring.js'

/** The arrival of the last message of a page. */
const cursorSchema = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number))

/** One page out of several streams, in one order over all of them. */
export function readPage(rings: readonly Ring[], query: ReadQuery): ReadPage {
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor)
  const direction = query.order === 'oldest-first' ? 1 : -1
  const found = rings.flatMap((ring) => select(ring, query, cursor))
  found.sort((a, b) => direction * (a.arrival - b.arrival))
  const messages = within(query, found)
  const last = messages.at(-1)
  return { messages, cursor: last && found.length > messages.length ? encodeCursor(last.arrival) : null }
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
function select(ring: Ring, query: ReadQuery, cursor: number | undefined): Kept[] {
  const { afterSeq = 0, since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, limit } = query
  const first = Math.max(
    ring.indexAfter(afterSeq),
    ring.firstIndex(({ storedAt }) => storedAt >= since),
  )
  const end = ring.firstIndex(({ storedAt }) => storedAt > until)
  if (query.order === 'oldest-first') {
    const from = Math.max(
      first,
      ring.firstIndex(({ arrival }) => arrival > (cursor ?? 0)),
    )
    return ring.slice(from, Math.min(end, from + limit + 1))
  }
  const to = Math.min(
    end,
    ring.firstIndex(({ arrival }) => arrival >= (cursor ?? Number.POSITIVE_INFINITY)),
  )
  return ring.slice(Math.max(first, to - limit - 1), to).reverse()
}

function encodeCursor(arrival: number): string {
  return Buffer.from(String(arrival)).toString('base64url')
}

function decodeCursor(text: string): number {
  const result = v.safeParse(cursorSchema, Buffer.from(text, 'base64url').toString())
  if (!result.success) throw validationError([{ path: 'args.cursor', message: 'is not a cursor of this list' }])
  return result.output
}
