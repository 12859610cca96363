import { validationError } from '@arqonbus/protocol'

/** One page of a sorted list, and where the next begins; `null` on the last. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

/**
 * The page of `sorted` that follows `cursor`. A cursor names the last item of the page before, so that what comes and
 * goes between two pages neither repeats nor hides another item.
 *
 * @param keyOf the key by which the list is sorted, upwards
 * @throws BusError `VALIDATION_ERROR` for a cursor that no page gave
 */
export function pageOf<T>(
  sorted: readonly T[],
  keyOf: (item: T) => string,
  limit: number,
  cursor: string | undefined,
): Page<T> {
  const last = cursor === undefined ? undefined : decode(cursor)
  const rest = last === undefined ? sorted : sorted.filter((item) => keyOf(item) > last)
  const items = rest.slice(0, limit)
  const end = items.at(-1)
  return { items, nextCursor: end !== undefined && rest.length > items.length ? encode(keyOf(end)) : null }
}

function encode(key: string): string {
  return Buffer.from(key).toString('base64url')
}

function decode(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString()
  if (key === '' || encode(key) !== cursor)
    throw validationError([{ path: 'args.cursor', message: 'is not a cursor of this list' }])
  return key
}
