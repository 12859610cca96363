import { createPublicKey, type KeyObject, subtle } from 'node:crypto'
import { decodeFrame, type JsonObject } from '@arqonbus/protocol'
import type { CryptoKey } from 'jose'
import * as v from 'valibot'
import { refusal } from './refusal.js'

/** Signatures that can be configured (RFC 7518, 3.1; RFC 8037, 3.1; `EdDSA` is Ed25519). */
export const algorithms = ['HS256', 'RS256', 'ES256', 'EdDSA'] as const
export type Algorithm = (typeof algorithms)[number]

/** Where the keys of an algorithm come from. */
export interface KeySource {
  /**
   * The keys that may have signed a token with this header: at least one.
   *
   * @throws BusError `AUTHENTICATION_FAILED`
   */
  keys(algorithm: Algorithm, kid: string | undefined): Promise<readonly (CryptoKey | KeyObject)[]>
  /** Ends what it waits for. */
  close(): void
}

/** A public key and the one algorithm that it is for. */
export interface PublicKey {
  readonly algorithm: Algorithm
  readonly kid: string | undefined
  readonly key: KeyObject
}

/** Shared secrets for HS256, each tried, whatever `kid` a token names. */
export function secretSource(secrets: readonly string[]): KeySource {
  let imported: Promise<CryptoKey[]> | undefined
  return {
    keys: () => {
      imported ??= Promise.all(secrets.map(hmacKey))
      return imported
    },
    close: () => undefined,
  }
}

function hmacKey(secret: string): Promise<CryptoKey> {
  return subtle.importKey('raw', Buffer.from(secret, 'utf8'), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

/** Public keys from the configuration. A key without `kid` may have signed a token with any. */
export function publicKeySource(known: readonly PublicKey[]): KeySource {
  return {
    keys: async (algorithm, kid) => {
      const fitting = known.filter(
        (key) => key.algorithm === algorithm && (kid === undefined || key.kid === undefined || key.kid === kid),
      )
      if (fitting.length === 0) throw refusal('No key of this bus has the kid of the token')
      return fitting.map(({ key }) => key)
    },
    close: () => undefined,
  }
}

/**
 * Reads public keys from one or more PEM blocks (`BEGIN PUBLIC KEY`, RFC 7468, 13), a JWK or a JWK set (RFC 7517). Of a
 * set, keys for other uses and algorithms are left out, as are those that cannot be read (RFC 7517, 5).
 *
 * @throws Error with a sentence that does not quote the text
 */
export function readPublicKeys(text: string): readonly PublicKey[] {
  return text.trimStart().startsWith('{') ? readJwks(text) : readPem(text)
}

function readPem(text: string): PublicKey[] {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g)]
  if (blocks.length === 0) throw new Error('must be PEM (BEGIN PUBLIC KEY), a JWK or a JWK set')
  return blocks.map(([block, label]) => {
    if (label !== 'PUBLIC KEY') throw new Error(`must be a public key in SPKI form (BEGIN PUBLIC KEY), not ${label}`)
    const key = keyOf(block)
    if (key === undefined) throw new Error('is not a key that can be read')
    const algorithm = algorithmOf(key)
    if (algorithm === undefined) throw new Error('must be RSA of 2048 bits or more, EC P-256 or Ed25519')
    return { algorithm, kid: undefined, key }
  })
}

const jwkSchema = v.looseObject({
  kty: v.string(),
  kid: v.optional(v.string()),
  use: v.optional(v.string()),
  alg: v.optional(v.string()),
  key_ops: v.optional(v.array(v.string())),
})
type Jwk = v.InferOutput<typeof jwkSchema>

/** What of a JWK makes the key. */
const publicPartSchema = v.object({
  kty: v.picklist(['RSA', 'EC', 'OKP']),
  crv: v.exactOptional(v.string()),
  n: v.exactOptional(v.string()),
  e: v.exactOptional(v.string()),
  x: v.exactOptional(v.string()),
  y: v.exactOptional(v.string()),
})

/** Members that only a private or a shared key has (RFC 7518, 6.2.2, 6.3.2 and 6.4). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const

function readJwks(text: string): PublicKey[] {
  const value = parseJson(text)
  const result = v.safeParse(v.array(jwkSchema), 'keys' in value ? value.keys : [value])
  if (!result.success) throw new Error('must be a JWK or a JWK set (RFC 7517)')
  if (result.output.some((jwk) => PRIVATE_MEMBERS.some((member) => member in jwk))) {
    throw new Error('holds a private or a shared key: give public keys alone')
  }
  return result.output.flatMap(readJwk)
}

function parseJson(text: string): JsonObject {
  try {
    return decodeFrame(text)
  } catch {
    throw new Error('is not JSON with every key once')
  }
}

function readJwk(jwk: Jwk): PublicKey[] {
  const { kid, use, alg, key_ops } = jwk
  const verifies = (use === undefined || use === 'sig') && (key_ops === undefined || key_ops.includes('verify'))
  const part = v.safeParse(publicPartSchema, jwk)
  if (!verifies || !part.success) return []
  const key = keyOf({ key: part.output, format: 'jwk' })
  const algorithm = key && algorithmOf(key)
  if (key === undefined || algorithm === undefined || (alg !== undefined && alg !== algorithm)) return []
  return [{ algorithm, kid, key }]
}

function keyOf(input: Parameters<typeof createPublicKey>[0]): KeyObject | undefined {
  try {
    return createPublicKey(input)
  } catch {
    return undefined
  }
}

/** RFC 7518, 3.3: RSA keys have 2048 bits or more. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithm | undefined {
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return 'RS256'
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256'
  return asymmetricKeyType === 'ed25519' ? 'EdDSA' : undefined
}
