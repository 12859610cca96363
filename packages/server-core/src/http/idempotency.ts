import { createHash } from 'node:crypto'
import { isMessageId, type JsonObject, validationError } from '@arqonbus/protocol'
import type { Identity } from '../identity.js'

const KEY = /^[\x20-\x7e]{1,255}$/

/**
 * The id that `Idempotency-Key` gives the envelope (draft-ietf-httpapi-idempotency-key-header): a message id as it is,
 * any other text as a digest with tenant and subject, so that two senders cannot meet in one.
 *
 * @throws BusError `VALIDATION_ERROR`
 */
export function idOf(raw: JsonObject, header: string | undefined, { tenant, subject }: Identity): { id?: string } {
  if (header === undefined) return {}
  // The draft makes it a quoted string (RFC 8941, 3.3.3); most clients send it bare.
  const key = header.replace(/^"(.*)"$/, '$1')
  if (!KEY.test(key))
    throw validationError([{ path: 'idempotency-key', message: 'must be 1 to 255 printable ASCII characters' }])
  const id = isMessageId(key) ? key : `arq_${digestId(['idempotency-key', tenant, subject, key])}`
  if (raw.id !== undefined && raw.id !== id) {
    throw validationError([
      { path: 'id', message: 'differs from what Idempotency-Key makes of it: give only one of them' },
    ])
  }
  return { id }
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 128 bits of a digest of `parts`, in the shape of a ULID. */
export function digestId(parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  let rest = BigInt(`0x${digest.slice(0, 32)}`)
  let id = ''
  for (let i = 0; i < 26; i++) {
    id = `${CROCKFORD[Number(rest & 31n)]}${id}`
    rest >>= 5n
  }
  return id
}
