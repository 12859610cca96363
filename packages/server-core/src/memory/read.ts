import { validationError } from '@arqonbus/protocol'
import * as v from 'valibot'
import type { ReadPage, ReadQuery, StoredMessage } from '../ports.js'
import type { MemoryStream } from './log.js'

/** The place of the last message of a page, in the order of the reading: time, then stream, then seq. */
const cursorSchema = v.pipe(v.string(), v.parseJson(), v.strictTuple([v.number(), v.string(), v.number()]))
type Cursor = v.InferOutput<typeof cursorSchema>

/** One page out of several streams, in one order over all of them. */
export function readPage(streams: readonly MemoryStream[], query: ReadQuery): ReadPage {
  const forward = query.order === 'oldest-first'
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor)
  const beyond = (message: StoredMessage) => !cursor || (forward ? 1 : -1) * compare(place(message), cursor) > 0
  const found: StoredMessage[] = []
  // No stream can give more than a page of its own to a page of all.
  for (const stream of streams) found.push(...select(stream, query, beyond))
  found.sort((a, b) => (forward ? 1 : -1) * compare(place(a), place(b)))
  const messages = found.slice(0, query.limit)
  const last = messages.at(-1)
  return { messages, cursor: last && found.length > messages.length ? encodeCursor(place(last)) : null }
}

function select(stream: MemoryStream, query: ReadQuery, beyond: (message: StoredMessage) => boolean): StoredMessage[] {
  const { afterSeq = 0, since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = query
  const messages = stream.ring.after(afterSeq, Number.POSITIVE_INFINITY)
  if (query.order === 'newest-first') messages.reverse()
  const selected: StoredMessage[] = []
  for (const message of messages) {
    if (message.storedAt < since || message.storedAt > until || !beyond(message)) continue
    selected.push(message)
    if (selected.length > query.limit) break
  }
  return selected
}

function place(message: StoredMessage): Cursor {
  return [message.storedAt, `${message.stream.room}:${message.stream.channel}`, message.seq]
}

function compare(a: Cursor, b: Cursor): number {
  if (a[0] !== b[0]) return a[0] - b[0]
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1
  return a[2] - b[2]
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function decodeCursor(text: string): Cursor {
  const result = v.safeParse(cursorSchema, Buffer.from(text, 'base64url').toString())
  if (!result.success) throw validationError([{ path: 'args.cursor', message: 'is not a cursor of this list' }])
  return result.output
}
